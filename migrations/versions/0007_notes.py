"""What somebody keeps beside a statement or question: a bookmark, a note."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0004"
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


def downgrade() -> None:
    op.drop_table("practice_note")
