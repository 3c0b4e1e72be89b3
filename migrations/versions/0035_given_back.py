"""Sheets and reports that an organiser has given back: why, and what they said before."""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "record_return",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sheet_id", sa.Integer(), nullable=False),
        sa.Column("handed_in_at", sa.DateTime(), nullable=False),
        sa.Column("signed_name", sa.String(length=80), nullable=False),
        sa.Column("comment", sa.String(), nullable=False),
        sa.Column("levels", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_record_return_by_id")),
        sa.ForeignKeyConstraint(["sheet_id"], ["record_sheet.id"], name=op.f("fk_record_return_sheet_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_return")),
    )
    with op.batch_alter_table("record_return", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_record_return_by_id"), ["by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_record_return_sheet_id"), ["sheet_id"], unique=False)
    op.add_column("report_work", sa.Column("returned_reason", sa.String(length=200), nullable=True))
    op.add_column("report_work", sa.Column("returned_at", sa.DateTime(), nullable=True))


def downgrade() -> None:
    op.drop_column("report_work", "returned_at")
    op.drop_column("report_work", "returned_reason")
    op.drop_table("record_return")
