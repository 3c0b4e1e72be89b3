"""What is printed of a paper, and whose marks were typed in from a sheet."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "paper_print",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Enum("booklet", "sheet", name="print", native_enum=False, length=32), nullable=False),
        sa.Column(
            "state",
            sa.Enum("waiting", "done", "failed", name="printstate", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("(state = 'done') = (file_id IS NOT NULL)", name=op.f("ck_paper_print_done_has_file")),
        sa.ForeignKeyConstraint(["asked_by_id"], ["person.id"], name=op.f("fk_paper_print_asked_by_id")),
        sa.ForeignKeyConstraint(["edition_id"], ["paper_edition.id"], name=op.f("fk_paper_print_edition_id")),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_paper_print_file_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_print")),
    )
    with op.batch_alter_table("paper_print", schema=None) as batch_op:
        batch_op.create_index("ix_paper_print_edition", ["edition_id", "kind"], unique=False)

    op.create_table(
        "typed_sheet",
        sa.Column("attempt_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("entered_by_id", sa.Integer(), nullable=False),
        sa.Column("entered_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempt.id"], name=op.f("fk_typed_sheet_attempt_id")),
        sa.ForeignKeyConstraint(["entered_by_id"], ["person.id"], name=op.f("fk_typed_sheet_entered_by_id")),
        sa.PrimaryKeyConstraint("attempt_id", name=op.f("pk_typed_sheet")),
    )


def downgrade() -> None:
    op.drop_table("typed_sheet")
    with op.batch_alter_table("paper_print", schema=None) as batch_op:
        batch_op.drop_index("ix_paper_print_edition")

    op.drop_table("paper_print")
