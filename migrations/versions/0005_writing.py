"""Writing questions: drafts, their way to publication, comments, reports, corrections, amendments."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "question_policy",
        sa.Column("organisation_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("three_people", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_question_policy_organisation_id")
        ),
        sa.PrimaryKeyConstraint("organisation_id", name=op.f("pk_question_policy")),
    )
    op.create_table(
        "amendment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("articles", sa.JSON(), nullable=False),
        sa.Column("in_force_on", sa.Date(), nullable=False),
        sa.Column("summary", sa.String(length=500), nullable=False),
        sa.Column("registered_by_id", sa.Integer(), nullable=True),
        sa.Column("registered_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_amendment_organisation_id")),
        sa.ForeignKeyConstraint(["registered_by_id"], ["person.id"], name=op.f("fk_amendment_registered_by_id")),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_amendment_source_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_amendment")),
    )
    with op.batch_alter_table("amendment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_amendment_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "question_draft",
        sa.Column("question_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("base_number", sa.Integer(), nullable=False),
        sa.Column("saves", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Boolean(), nullable=False),
        sa.Column("editing_by_id", sa.Integer(), nullable=False),
        sa.Column("editing_at", sa.DateTime(), nullable=False),
        sa.Column("saved_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["editing_by_id"], ["person.id"], name=op.f("fk_question_draft_editing_by_id")),
        sa.ForeignKeyConstraint(["question_id"], ["question.id"], name=op.f("fk_question_draft_question_id")),
        sa.PrimaryKeyConstraint("question_id", name=op.f("pk_question_draft")),
    )
    op.create_table(
        "question_tag",
        sa.Column("question_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tag", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["question_id"], ["question.id"], name=op.f("fk_question_tag_question_id")),
        sa.PrimaryKeyConstraint("question_id", "tag", name=op.f("pk_question_tag")),
    )
    op.create_table(
        "question_writer",
        sa.Column("question_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_question_writer_person_id")),
        sa.ForeignKeyConstraint(["question_id"], ["question.id"], name=op.f("fk_question_writer_question_id")),
        sa.PrimaryKeyConstraint("question_id", "number", "person_id", name=op.f("pk_question_writer")),
    )
    op.create_table(
        "correction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("key_changed", sa.Boolean(), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["made_by_id"], ["person.id"], name=op.f("fk_correction_made_by_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_correction_organisation_id")),
        sa.ForeignKeyConstraint(["question_id"], ["question.id"], name=op.f("fk_correction_question_id")),
        sa.ForeignKeyConstraint(["version_id"], ["question_version.id"], name=op.f("fk_correction_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_correction")),
    )
    with op.batch_alter_table("correction", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_correction_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "error_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum("key", "law", "why", "wording", "other", name="reportkind", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("reported_by_id", sa.Integer(), nullable=False),
        sa.Column("reported_at", sa.DateTime(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("open", "answered", "corrected", name="reportstate", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("(state = 'open') = (decided_at IS NULL)", name=op.f("ck_error_report_decided_has_time")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["person.id"], name=op.f("fk_error_report_decided_by_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_error_report_organisation_id")),
        sa.ForeignKeyConstraint(["question_id"], ["question.id"], name=op.f("fk_error_report_question_id")),
        sa.ForeignKeyConstraint(["reported_by_id"], ["person.id"], name=op.f("fk_error_report_reported_by_id")),
        sa.ForeignKeyConstraint(["version_id"], ["question_version.id"], name=op.f("fk_error_report_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_error_report")),
    )
    with op.batch_alter_table("error_report", schema=None) as batch_op:
        batch_op.create_index("ix_error_report_open", ["organisation_id", "state", "due_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_error_report_question_id"), ["question_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_error_report_reported_by_id"), ["reported_by_id"], unique=False)

    op.create_table(
        "question_move",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=True),
        sa.Column(
            "from_status",
            sa.Enum(
                "draft",
                "review",
                "law_check",
                "published",
                "doubted",
                "retired",
                name="questionstatus",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "to_status",
            sa.Enum(
                "draft",
                "review",
                "law_check",
                "published",
                "doubted",
                "retired",
                name="questionstatus",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_question_move_by_id")),
        sa.ForeignKeyConstraint(["question_id"], ["question.id"], name=op.f("fk_question_move_question_id")),
        sa.ForeignKeyConstraint(["version_id"], ["question_version.id"], name=op.f("fk_question_move_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question_move")),
    )
    with op.batch_alter_table("question_move", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_question_move_question_id"), ["question_id"], unique=False)

    op.create_table(
        "statement_comment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("settled_by_id", sa.Integer(), nullable=True),
        sa.Column("settled_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "(settled_at IS NULL) = (settled_by_id IS NULL)", name=op.f("ck_statement_comment_settled_by_somebody")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_statement_comment_by_id")),
        sa.ForeignKeyConstraint(["settled_by_id"], ["person.id"], name=op.f("fk_statement_comment_settled_by_id")),
        sa.ForeignKeyConstraint(["version_id"], ["question_version.id"], name=op.f("fk_statement_comment_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statement_comment")),
    )
    with op.batch_alter_table("statement_comment", schema=None) as batch_op:
        batch_op.create_index("ix_statement_comment_version", ["version_id", "position"], unique=False)

    op.create_table(
        "amendment_task",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("amendment_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("statement_id", sa.Integer(), nullable=False),
        sa.Column("done_by_id", sa.Integer(), nullable=True),
        sa.Column("done_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("done_at IS NOT NULL OR done_by_id IS NULL", name=op.f("ck_amendment_task_done_has_time")),
        sa.ForeignKeyConstraint(["amendment_id"], ["amendment.id"], name=op.f("fk_amendment_task_amendment_id")),
        sa.ForeignKeyConstraint(["done_by_id"], ["person.id"], name=op.f("fk_amendment_task_done_by_id")),
        sa.ForeignKeyConstraint(["question_id"], ["question.id"], name=op.f("fk_amendment_task_question_id")),
        sa.ForeignKeyConstraint(["statement_id"], ["statement.id"], name=op.f("fk_amendment_task_statement_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_amendment_task")),
        sa.UniqueConstraint("amendment_id", "statement_id", name=op.f("uq_amendment_task_amendment_id_statement_id")),
    )
    with op.batch_alter_table("amendment_task", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_amendment_task_question_id"), ["question_id"], unique=False)

    op.add_column("question", sa.Column("doubtful_from", sa.Date(), nullable=True))

    op.add_column("question_version", sa.Column("published_at", sa.DateTime(), nullable=True))
    # Until now whatever stood in the bank of a published question was asked.
    op.execute(
        "UPDATE question_version SET published_at = created_at "
        "WHERE question_id IN (SELECT id FROM question WHERE status = 'published')"
    )


def downgrade() -> None:
    op.execute("ALTER TABLE question_version DROP COLUMN published_at")

    op.execute("ALTER TABLE question DROP COLUMN doubtful_from")

    with op.batch_alter_table("amendment_task", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_amendment_task_question_id"))

    op.drop_table("amendment_task")
    with op.batch_alter_table("statement_comment", schema=None) as batch_op:
        batch_op.drop_index("ix_statement_comment_version")

    op.drop_table("statement_comment")
    with op.batch_alter_table("question_move", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_question_move_question_id"))

    op.drop_table("question_move")
    with op.batch_alter_table("error_report", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_error_report_reported_by_id"))
        batch_op.drop_index(batch_op.f("ix_error_report_question_id"))
        batch_op.drop_index("ix_error_report_open")

    op.drop_table("error_report")
    with op.batch_alter_table("correction", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_correction_organisation_id"))

    op.drop_table("correction")
    op.drop_table("question_writer")
    op.drop_table("question_tag")
    op.drop_table("question_draft")
    with op.batch_alter_table("amendment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_amendment_organisation_id"))

    op.drop_table("amendment")
    op.drop_table("question_policy")
