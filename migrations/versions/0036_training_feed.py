"""The secret addresses from which calendars read the dates of a learner."""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "training_feed",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("revoked_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_training_feed_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_feed")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_training_feed_token_hash")),
    )
    with op.batch_alter_table("training_feed", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_training_feed_person_id"), ["person_id"], unique=False)


def downgrade() -> None:
    op.drop_table("training_feed")
