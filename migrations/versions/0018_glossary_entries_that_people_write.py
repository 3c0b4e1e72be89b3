"""Glossary entries that people write."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("glossary_entry", schema=None) as batch_op:
        batch_op.add_column(sa.Column("in_use", sa.Boolean(), nullable=False, server_default=sa.true()))
        batch_op.add_column(sa.Column("stock_hash", sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column("changed_by_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("changed_at", sa.DateTime(), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_glossary_entry_changed_by_id"), "person", ["changed_by_id"], ["id"])
    # What was there is in use; from now on the program says it.
    with op.batch_alter_table("glossary_entry", schema=None) as batch_op:
        batch_op.alter_column("in_use", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("glossary_entry", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_glossary_entry_changed_by_id"), type_="foreignkey")
        batch_op.drop_column("changed_at")
        batch_op.drop_column("changed_by_id")
        batch_op.drop_column("stock_hash")
        batch_op.drop_column("in_use")
