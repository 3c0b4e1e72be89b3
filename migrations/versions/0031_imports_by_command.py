"""A file taken in by command is remembered like one of the browser's: by nobody, with the states it came in."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

STATES = sa.Enum(
    *("draft", "review", "law_check", "published", "doubted", "retired"),
    name="questionstatus",
    native_enum=False,
    length=32,
)


def upgrade() -> None:
    with op.batch_alter_table("exchange_job", schema=None) as batch_op:
        batch_op.alter_column("by_id", existing_type=sa.Integer(), nullable=True)
    with op.batch_alter_table("exchange_item", schema=None) as batch_op:
        batch_op.add_column(sa.Column("status_after", STATES, nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("exchange_item", schema=None) as batch_op:
        batch_op.drop_column("status_after")
    op.execute("DELETE FROM exchange_item WHERE job_id IN (SELECT id FROM exchange_job WHERE by_id IS NULL)")
    op.execute("DELETE FROM exchange_job WHERE by_id IS NULL")
    with op.batch_alter_table("exchange_job", schema=None) as batch_op:
        batch_op.alter_column("by_id", existing_type=sa.Integer(), nullable=False)
