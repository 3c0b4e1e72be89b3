"""FSRS fitted to each person's own history."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "practice_memory_fit",
        sa.Column("person_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("weights", sa.JSON(), nullable=True),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.Column("fitted_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_practice_memory_fit_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_practice_memory_fit")),
    )


def downgrade() -> None:
    op.drop_table("practice_memory_fit")
