"""What somebody takes along."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "practice_bag",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=36), nullable=False),
        sa.Column("items", sa.JSON(), nullable=False),
        sa.Column("taken_at", sa.DateTime(), nullable=False),
        sa.Column("answered", sa.Integer(), nullable=False),
        sa.Column("right", sa.Integer(), nullable=False),
        sa.Column("spent_seconds", sa.Integer(), nullable=False),
        sa.CheckConstraint("answered >= 0 AND spent_seconds >= 0", name=op.f("ck_practice_bag_counts_up")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_practice_bag_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practice_bag")),
        sa.UniqueConstraint("name", name=op.f("uq_practice_bag_name")),
    )
    op.create_index("ix_practice_bag_person", "practice_bag", ["person_id", "taken_at"], unique=False)


def downgrade() -> None:
    op.drop_table("practice_bag")
