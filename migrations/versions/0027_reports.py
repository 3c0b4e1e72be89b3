"""Reports that a cohort hands in, marked with a rubric; each version of each learner's."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "report_task",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("module_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("instructions", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("credit_minutes", sa.Integer(), nullable=False),
        sa.Column("required", sa.Boolean(), nullable=False),
        sa.Column("pass_points", sa.Integer(), nullable=False),
        sa.Column("rubric", sa.JSON(), nullable=False),
        sa.Column("marker_id", sa.Integer(), nullable=True),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("credit_minutes >= 0", name=op.f("ck_report_task_credit_not_negative")),
        sa.CheckConstraint("pass_points >= 0", name=op.f("ck_report_task_pass_not_negative")),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_report_task_cohort_id")),
        sa.ForeignKeyConstraint(["made_by_id"], ["person.id"], name=op.f("fk_report_task_made_by_id")),
        sa.ForeignKeyConstraint(["marker_id"], ["person.id"], name=op.f("fk_report_task_marker_id")),
        sa.ForeignKeyConstraint(["module_id"], ["module.id"], name=op.f("fk_report_task_module_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_task")),
        sa.UniqueConstraint("cohort_id", "module_id", name=op.f("uq_report_task_cohort_id_module_id")),
    )
    with op.batch_alter_table("report_task", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_report_task_marker_id"), ["marker_id"], unique=False)

    op.create_table(
        "report_work",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("draft", "handed_in", "returned", "passed", name="reportstate", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column("file_name", sa.String(length=120), nullable=True),
        sa.Column("saved_at", sa.DateTime(), nullable=False),
        sa.Column("handed_in_at", sa.DateTime(), nullable=True),
        sa.Column("marks", sa.JSON(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=True),
        sa.Column("comment", sa.String(), nullable=True),
        sa.Column("marked_by_id", sa.Integer(), nullable=True),
        sa.Column("marked_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "(state = 'draft') = (handed_in_at IS NULL)", name=op.f("ck_report_work_handed_in_has_time")
        ),
        sa.CheckConstraint(
            "(state IN ('returned', 'passed')) = (marked_at IS NOT NULL AND points IS NOT NULL)",
            name=op.f("ck_report_work_marked_has_marks"),
        ),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_report_work_enrolment_id")),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_report_work_file_id")),
        sa.ForeignKeyConstraint(["marked_by_id"], ["person.id"], name=op.f("fk_report_work_marked_by_id")),
        sa.ForeignKeyConstraint(["task_id"], ["report_task.id"], name=op.f("fk_report_work_task_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_work")),
        sa.UniqueConstraint(
            "task_id", "enrolment_id", "number", name=op.f("uq_report_work_task_id_enrolment_id_number")
        ),
    )
    with op.batch_alter_table("report_work", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_report_work_enrolment_id"), ["enrolment_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_report_work_file_id"), ["file_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_report_work_marked_by_id"), ["marked_by_id"], unique=False)
        batch_op.create_index(
            "uq_report_work_open",
            ["task_id", "enrolment_id"],
            unique=True,
            sqlite_where=sa.text("state IN ('draft', 'handed_in')"),
            postgresql_where=sa.text("state IN ('draft', 'handed_in')"),
        )


def downgrade() -> None:
    with op.batch_alter_table("report_work", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_report_work_open",
            sqlite_where=sa.text("state IN ('draft', 'handed_in')"),
            postgresql_where=sa.text("state IN ('draft', 'handed_in')"),
        )
        batch_op.drop_index(batch_op.f("ix_report_work_marked_by_id"))
        batch_op.drop_index(batch_op.f("ix_report_work_file_id"))
        batch_op.drop_index(batch_op.f("ix_report_work_enrolment_id"))

    op.drop_table("report_work")
    with op.batch_alter_table("report_task", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_report_task_marker_id"))

    op.drop_table("report_task")
