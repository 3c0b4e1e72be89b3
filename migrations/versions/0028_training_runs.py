"""Sums of the ledger are read from an index."""

from alembic import op

revision = "0028"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("minute_entry", schema=None) as batch_op:
        batch_op.create_index("ix_minute_entry_sums", ["enrolment_id", "module_id", "minutes"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("minute_entry", schema=None) as batch_op:
        batch_op.drop_index("ix_minute_entry_sums")
