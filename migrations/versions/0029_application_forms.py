"""What a class asks of those who apply, what follows from an answer, what comes before what, wishes for more time;
who lets an organisation see their licences."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "cohort_question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=200), nullable=False),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.Column("meets", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_cohort_question_cohort_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cohort_question")),
        sa.UniqueConstraint("cohort_id", "text", name=op.f("uq_cohort_question_cohort_id_text")),
    )
    op.create_table(
        "enrolment_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("choice", sa.String(length=120), nullable=False),
        sa.Column("answered_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_enrolment_answer_enrolment_id")),
        sa.ForeignKeyConstraint(["question_id"], ["cohort_question.id"], name=op.f("fk_enrolment_answer_question_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrolment_answer")),
        sa.UniqueConstraint("enrolment_id", "question_id", name=op.f("uq_enrolment_answer_enrolment_id_question_id")),
    )
    with op.batch_alter_table("enrolment_answer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_enrolment_answer_question_id"), ["question_id"], unique=False)

    op.create_table(
        "assignment_rule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("choice", sa.String(length=120), nullable=False),
        sa.Column("module_id", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["made_by_id"], ["person.id"], name=op.f("fk_assignment_rule_made_by_id")),
        sa.ForeignKeyConstraint(["module_id"], ["module.id"], name=op.f("fk_assignment_rule_module_id")),
        sa.ForeignKeyConstraint(["question_id"], ["cohort_question.id"], name=op.f("fk_assignment_rule_question_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment_rule")),
        sa.UniqueConstraint(
            "question_id", "choice", "module_id", name=op.f("uq_assignment_rule_question_id_choice_module_id")
        ),
    )
    op.create_table(
        "prerequisite",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("module_id", sa.Integer(), nullable=False),
        sa.Column("before_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("module_id <> before_id", name=op.f("ck_prerequisite_not_before_itself")),
        sa.ForeignKeyConstraint(["before_id"], ["module.id"], name=op.f("fk_prerequisite_before_id")),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_prerequisite_cohort_id")),
        sa.ForeignKeyConstraint(["module_id"], ["module.id"], name=op.f("fk_prerequisite_module_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prerequisite")),
        sa.UniqueConstraint(
            "cohort_id", "module_id", "before_id", name=op.f("uq_prerequisite_cohort_id_module_id_before_id")
        ),
    )
    state = sa.Enum("asked", "granted", "declined", name="extensionstate", native_enum=False, length=32)
    op.create_table(
        "extension_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("module_id", sa.Integer(), nullable=False),
        sa.Column("wished_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.Column("state", state, nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(state = 'asked') = (decided_at IS NULL)", name=op.f("ck_extension_request_decided_has_time")
        ),
        sa.ForeignKeyConstraint(["decided_by_id"], ["person.id"], name=op.f("fk_extension_request_decided_by_id")),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_extension_request_enrolment_id")),
        sa.ForeignKeyConstraint(["module_id"], ["module.id"], name=op.f("fk_extension_request_module_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_extension_request")),
    )
    with op.batch_alter_table("extension_request", schema=None) as batch_op:
        batch_op.create_index(
            "uq_extension_request_open",
            ["enrolment_id", "module_id"],
            unique=True,
            sqlite_where=sa.text("state = 'asked'"),
            postgresql_where=sa.text("state = 'asked'"),
        )

    op.create_table(
        "licence_share",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.String(length=20), nullable=False),
        sa.Column("given_at", sa.DateTime(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_licence_share_organisation_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_licence_share_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_licence_share")),
    )
    with op.batch_alter_table("licence_share", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_licence_share_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(
            "uq_licence_share_once",
            ["person_id", "organisation_id"],
            unique=True,
            sqlite_where=sa.text("withdrawn_at IS NULL"),
            postgresql_where=sa.text("withdrawn_at IS NULL"),
        )


def downgrade() -> None:
    op.drop_table("licence_share")
    op.drop_table("extension_request")
    op.drop_table("prerequisite")
    op.drop_table("assignment_rule")
    op.drop_table("enrolment_answer")
    op.drop_table("cohort_question")
