"""Readings of words, furigana that is kept, the glossary, and how each person wants to read."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "glossary_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("term", sa.String(length=60), nullable=False),
        sa.Column("reading", sa.String(length=120), nullable=False),
        sa.Column("kana_row", sa.String(length=4), nullable=False),
        sa.Column("aliases", sa.JSON(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("sources", sa.JSON(), nullable=False),
        sa.Column("see", sa.JSON(), nullable=False),
        sa.Column("search_text", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_glossary_entry")),
        sa.UniqueConstraint("term", name=op.f("uq_glossary_entry_term")),
    )
    with op.batch_alter_table("glossary_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_glossary_entry_kana_row"), ["kana_row"], unique=False)

    op.create_table(
        "kept_furigana",
        sa.Column("text_hash", sa.String(length=64), nullable=False),
        sa.Column("edition", sa.String(length=32), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("text_hash", "edition", name=op.f("pk_kept_furigana")),
    )
    op.create_table(
        "reading_edition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("readings", sa.String(length=32), nullable=False),
        sa.Column("glossary", sa.String(length=32), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_reading_edition_only_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reading_edition")),
    )
    op.create_table(
        "reading",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("term", sa.String(length=60), nullable=False),
        sa.Column("reading", sa.String(length=120), nullable=False),
        sa.Column("stock_reading", sa.String(length=120), nullable=True),
        sa.Column("in_use", sa.Boolean(), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["changed_by_id"], ["person.id"], name=op.f("fk_reading_changed_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reading")),
        sa.UniqueConstraint("term", name=op.f("uq_reading_term")),
    )
    op.bulk_insert(
        sa.table("reading_edition", sa.column("id"), sa.column("readings"), sa.column("glossary")),
        [{"id": 1, "readings": "", "glossary": ""}],
    )
    # Columns one by one, without a new table under the rows that point at it.
    furigana = sa.Enum("none", "hard", "all", name="furigana", native_enum=False, length=32)
    op.add_column("account", sa.Column("furigana", furigana, nullable=False, server_default="none"))
    op.add_column("account", sa.Column("plain_japanese", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    op.drop_column("account", "plain_japanese")
    op.drop_column("account", "furigana")
    op.drop_table("reading")
    op.drop_table("reading_edition")
    op.drop_table("kept_furigana")
    with op.batch_alter_table("glossary_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_glossary_entry_kana_row"))

    op.drop_table("glossary_entry")
