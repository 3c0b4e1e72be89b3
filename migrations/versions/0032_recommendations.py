"""Recommendations of offices, and the office that is the host of a practicum."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table(
        "recommendation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(length=400), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_recommendation_cohort_id")),
        sa.ForeignKeyConstraint(["made_by_id"], ["person.id"], name=op.f("fk_recommendation_made_by_id")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_recommendation_office_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_recommendation_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recommendation")),
    )
    with op.batch_alter_table("recommendation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_recommendation_person_id"), ["person_id"], unique=False)
        batch_op.create_index(
            "uq_recommendation_once",
            ["cohort_id", "person_id", "office_id"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    with op.batch_alter_table("practicum", schema=None) as batch_op:
        batch_op.add_column(sa.Column("office_id", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_practicum_office_id"), ["office_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_practicum_office_id"), "office", ["office_id"], ["id"])


def downgrade() -> None:

    with op.batch_alter_table("practicum", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_practicum_office_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_practicum_office_id"))
        batch_op.drop_column("office_id")

    with op.batch_alter_table("recommendation", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_recommendation_once",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_recommendation_person_id"))

    op.drop_table("recommendation")
