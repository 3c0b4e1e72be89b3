"""Devices on which somebody is told."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "push_device",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("endpoint", sa.String(length=1000), nullable=False),
        sa.Column("public_key", sa.String(length=100), nullable=False),
        sa.Column("secret", sa.String(length=40), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("told_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_push_device_person_id")),
        sa.ForeignKeyConstraint(
            ["session_id"], ["account_session.id"], name=op.f("fk_push_device_session_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_push_device")),
        sa.UniqueConstraint("endpoint", name=op.f("uq_push_device_endpoint")),
    )
    op.create_index("ix_push_device_person_id", "push_device", ["person_id"], unique=False)
    op.create_index("ix_push_device_session_id", "push_device", ["session_id"], unique=False)

    with op.batch_alter_table("practice_settings", schema=None) as batch_op:
        batch_op.add_column(sa.Column("by_mail", sa.Boolean(), nullable=False, server_default=sa.true()))
    # Whoever was reminded until now was reminded by letter; from now on the program says it.
    with op.batch_alter_table("practice_settings", schema=None) as batch_op:
        batch_op.alter_column("by_mail", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("practice_settings", schema=None) as batch_op:
        batch_op.drop_column("by_mail")

    op.drop_table("push_device")
