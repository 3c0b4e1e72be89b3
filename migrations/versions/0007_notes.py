"""What somebody keeps beside a question, a bookmark and a note; what search reads; the dates of the examination."""

import unicodedata
from collections import defaultdict

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "practice_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("identity", sa.Integer(), nullable=False),
        sa.Column("starred", sa.Boolean(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("search_text", sa.String(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("starred OR text <> ''", name=op.f("ck_practice_note_says_something")),
        sa.CheckConstraint("identity >= 0", name=op.f("ck_practice_note_identity_counts")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_practice_note_person_id")),
        sa.ForeignKeyConstraint(["question_id"], ["question.id"], name=op.f("fk_practice_note_question_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practice_note")),
        sa.UniqueConstraint(
            "person_id", "question_id", "identity", name=op.f("uq_practice_note_person_id_question_id_identity")
        ),
    )
    op.create_index("ix_practice_note_newest", "practice_note", ["person_id", "changed_at"])
    op.create_index(op.f("ix_practice_note_question_id"), "practice_note", ["question_id"])
    op.create_table(
        "searched_question",
        sa.Column("version_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["question_version.id"],
            name=op.f("fk_searched_question_version_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("version_id", name=op.f("pk_searched_question")),
    )
    op.create_table(
        "searched_why",
        sa.Column("statement_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["statement.id"], name=op.f("fk_searched_why_statement_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("statement_id", name=op.f("pk_searched_why")),
    )
    op.create_table(
        "exam_date",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round", sa.SmallInteger(), nullable=False),
        sa.Column("title", sa.String(length=60), nullable=False),
        sa.Column("begins_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("until_on IS NULL OR until_on >= begins_on", name=op.f("ck_exam_date_ends_after_it_begins")),
        sa.CheckConstraint("round BETWEEN 1 AND 200", name=op.f("ck_exam_date_round_in_range")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exam_date")),
    )
    op.create_index(op.f("ix_exam_date_round"), "exam_date", ["round"])
    fill()


def fill() -> None:
    """Write what search reads of the questions that are there already."""
    connection = op.get_bind()
    texts: defaultdict[int, list[str]] = defaultdict(list)
    stems = "SELECT v.id, c.text, v.stem FROM question_version v LEFT JOIN case_stem c ON c.id = v.case_stem_id"
    for version_id, case, stem in connection.execute(sa.text(stems)):
        texts[version_id] = [twin(case), twin(stem)] if case else [twin(stem)]
    whys = []
    statements = "SELECT id, version_id, text, why, plain FROM statement ORDER BY version_id, position"
    for statement_id, version_id, text, why, plain in connection.execute(sa.text(statements)):
        texts[version_id].append(twin(text))
        whys.append({"statement_id": statement_id, "text": twin(f"{why}{plain or ''}")})
    questions = [{"version_id": version_id, "text": "\n".join(said)} for version_id, said in texts.items()]
    op.bulk_insert(sa.table("searched_question", sa.column("version_id"), sa.column("text")), questions)
    op.bulk_insert(sa.table("searched_why", sa.column("statement_id"), sa.column("text")), whys)


def twin(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def downgrade() -> None:
    op.drop_table("exam_date")
    op.drop_table("searched_why")
    op.drop_table("searched_question")
    op.drop_table("practice_note")
