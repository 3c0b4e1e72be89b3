"""Sums of the ledger from an index; what is made up until when; who teaches a group; papers one by one."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("minute_entry", schema=None) as batch_op:
        batch_op.create_index("ix_minute_entry_sums", ["enrolment_id", "module_id", "minutes"], unique=False)

    missed = sa.Enum("taken_off", "forgiven", name="missed", native_enum=False, length=32)
    with op.batch_alter_table("cohort", schema=None) as batch_op:
        batch_op.add_column(sa.Column("missed", missed, nullable=False, server_default="taken_off"))
        batch_op.add_column(sa.Column("makeup_days", sa.Integer(), nullable=True))
        batch_op.create_check_constraint(
            op.f("ck_cohort_makeup_days_above_zero"), "makeup_days IS NULL OR makeup_days > 0"
        )
    with op.batch_alter_table("cohort", schema=None) as batch_op:
        batch_op.alter_column("missed", server_default=None)

    with op.batch_alter_table("cohort_group", schema=None) as batch_op:
        batch_op.add_column(sa.Column("lecturer_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(op.f("fk_cohort_group_lecturer_id"), "person", ["lecturer_id"], ["id"])
        batch_op.create_index(op.f("ix_cohort_group_lecturer_id"), ["lecturer_id"], unique=False)

    with op.batch_alter_table("enrolment", schema=None) as batch_op:
        batch_op.add_column(sa.Column("profession", sa.String(length=60), nullable=True))

    with op.batch_alter_table("training_job", schema=None) as batch_op:
        batch_op.add_column(sa.Column("archive_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(op.f("fk_training_job_archive_id"), "stored_file", ["archive_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("training_job", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("fk_training_job_archive_id"), type_="foreignkey")
        batch_op.drop_column("archive_id")

    with op.batch_alter_table("enrolment", schema=None) as batch_op:
        batch_op.drop_column("profession")

    with op.batch_alter_table("cohort_group", schema=None) as batch_op:
        batch_op.drop_index(op.f("ix_cohort_group_lecturer_id"))
        batch_op.drop_constraint(op.f("fk_cohort_group_lecturer_id"), type_="foreignkey")
        batch_op.drop_column("lecturer_id")

    with op.batch_alter_table("cohort", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_cohort_makeup_days_above_zero"), type_="check")
        batch_op.drop_column("makeup_days")
        batch_op.drop_column("missed")

    with op.batch_alter_table("minute_entry", schema=None) as batch_op:
        batch_op.drop_index("ix_minute_entry_sums")
