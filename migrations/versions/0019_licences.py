"""Licences that people keep an eye on, and the reminders that have gone."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "licence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("care_manager", "chief_care_manager", name="licencekind", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("number", sa.String(length=40), nullable=True),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("issued_on < expires_on", name=op.f("ck_licence_expires_after_issue")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_licence_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_licence")),
    )
    with op.batch_alter_table("licence", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_licence_expires_on"), ["expires_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_licence_person_id"), ["person_id"], unique=False)

    op.create_table(
        "licence_reminder",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("licence_id", sa.Integer(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["licence_id"], ["licence.id"], name=op.f("fk_licence_reminder_licence_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_licence_reminder")),
        sa.UniqueConstraint("licence_id", "days", name=op.f("uq_licence_reminder_licence_id_days")),
    )


def downgrade() -> None:
    op.drop_table("licence_reminder")
    with op.batch_alter_table("licence", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_licence_person_id"))
        batch_op.drop_index(batch_op.f("ix_licence_expires_on"))

    op.drop_table("licence")
