"""Files of reports and chances to pass."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "pass_outlook",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("papers", sa.SmallInteger(), nullable=False),
        sa.Column("last_sat_at", sa.DateTime(), nullable=False),
        sa.Column("chance", sa.Double(), nullable=False),
        sa.Column("low", sa.Double(), nullable=False),
        sa.Column("high", sa.Double(), nullable=False),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.Column("computed_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("low <= chance AND chance <= high", name=op.f("ck_pass_outlook_chance_inside")),
        sa.ForeignKeyConstraint(["edition_id"], ["paper_edition.id"], name=op.f("fk_pass_outlook_edition_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_pass_outlook_organisation_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_pass_outlook_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pass_outlook")),
        sa.UniqueConstraint("person_id", "organisation_id", name=op.f("uq_pass_outlook_person_id_organisation_id")),
    )
    with op.batch_alter_table("pass_outlook", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pass_outlook_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "report_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column(
            "basis",
            sa.Enum("first", "last", "highest", "all", name="basis", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("kind", sa.Enum("xlsx", "csv", name="filekind", native_enum=False, length=32), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=True),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("(file_id IS NULL) = (made_at IS NULL)", name=op.f("ck_report_file_made_has_file")),
        sa.ForeignKeyConstraint(["edition_id"], ["paper_edition.id"], name=op.f("fk_report_file_edition_id")),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_report_file_file_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_file")),
        sa.UniqueConstraint("edition_id", "basis", "kind", name=op.f("uq_report_file_edition_id_basis_kind")),
    )


def downgrade() -> None:
    op.drop_table("report_file")
    with op.batch_alter_table("pass_outlook", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_pass_outlook_organisation_id"))

    op.drop_table("pass_outlook")
