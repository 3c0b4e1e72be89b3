"""Applications for reasonable accommodation, decided by an organisation."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "accommodation_application",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("ground_id", sa.Integer(), nullable=True),
        sa.Column("wanted", sa.JSON(), nullable=False),
        sa.Column("sent_at", sa.DateTime(), nullable=False),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("granted", sa.Boolean(), nullable=True),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "(decided_at IS NULL) = (decided_by_id IS NULL)",
            name=op.f("ck_accommodation_application_decided_by_somebody"),
        ),
        sa.CheckConstraint(
            "(decided_at IS NULL) = (granted IS NULL)", name=op.f("ck_accommodation_application_decided_one_way")
        ),
        sa.CheckConstraint(
            "decided_at IS NULL OR withdrawn_at IS NULL", name=op.f("ck_accommodation_application_decided_or_withdrawn")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["person.id"], name=op.f("fk_accommodation_application_decided_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["ground_id"], ["accommodation_ground.id"], name=op.f("fk_accommodation_application_ground_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_accommodation_application_organisation_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_accommodation_application_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accommodation_application")),
    )
    with op.batch_alter_table("accommodation_application", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_accommodation_application_organisation_id"), ["organisation_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_accommodation_application_person_id"), ["person_id"], unique=False)
        batch_op.create_index(
            "uq_accommodation_application_one_open",
            ["person_id"],
            unique=True,
            sqlite_where=sa.text("decided_at IS NULL AND withdrawn_at IS NULL"),
            postgresql_where=sa.text("decided_at IS NULL AND withdrawn_at IS NULL"),
        )


def downgrade() -> None:
    with op.batch_alter_table("accommodation_application", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_accommodation_application_one_open",
            sqlite_where=sa.text("decided_at IS NULL AND withdrawn_at IS NULL"),
            postgresql_where=sa.text("decided_at IS NULL AND withdrawn_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_accommodation_application_person_id"))
        batch_op.drop_index(batch_op.f("ix_accommodation_application_organisation_id"))

    op.drop_table("accommodation_application")
