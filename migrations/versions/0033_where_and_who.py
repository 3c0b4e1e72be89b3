"""Where a date is held online, and who of the organisation teaches it."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("cohort_session", schema=None) as batch_op:
        batch_op.add_column(sa.Column("online_url", sa.String(length=500), nullable=True))
        batch_op.add_column(sa.Column("teacher_id", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_cohort_session_teacher_id"), ["teacher_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_cohort_session_teacher_id"), "person", ["teacher_id"], ["id"])
        batch_op.create_check_constraint(
            batch_op.f("ck_cohort_session_online_is_https"), "substr(online_url, 1, 8) = 'https://'"
        )


def downgrade() -> None:
    with op.batch_alter_table("cohort_session", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_cohort_session_online_is_https"), type_="check")
        batch_op.drop_constraint(batch_op.f("fk_cohort_session_teacher_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_cohort_session_teacher_id"))
        batch_op.drop_column("teacher_id")
        batch_op.drop_column("online_url")
