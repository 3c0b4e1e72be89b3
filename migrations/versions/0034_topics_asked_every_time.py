"""A topic that every real paper asks about, so that the syllabus goes out of the database as it came in."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("topic", schema=None) as batch_op:
        batch_op.add_column(sa.Column("always", sa.Boolean(), nullable=False, server_default=sa.false()))

    with op.batch_alter_table("topic", schema=None) as batch_op:
        batch_op.alter_column("always", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("topic", schema=None) as batch_op:
        batch_op.drop_column("always")
