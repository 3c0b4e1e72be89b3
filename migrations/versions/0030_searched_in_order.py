"""What is searched knows its question, so that it is read through in the order of the bank and left early."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

FILL = """
UPDATE searched_question SET question_id = (
    SELECT question_version.question_id FROM question_version WHERE question_version.id = searched_question.version_id
)
"""


def upgrade() -> None:
    with op.batch_alter_table("searched_question", schema=None) as batch_op:
        batch_op.add_column(sa.Column("question_id", sa.Integer(), nullable=True))
    op.execute(FILL)
    with op.batch_alter_table("searched_question", schema=None) as batch_op:
        batch_op.alter_column("question_id", existing_type=sa.Integer(), nullable=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_searched_question_question_id"), "question", ["question_id"], ["id"], ondelete="CASCADE"
        )
        batch_op.create_index(batch_op.f("ix_searched_question_question_id"), ["question_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("searched_question", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_searched_question_question_id"))
        batch_op.drop_constraint(batch_op.f("fk_searched_question_question_id"), type_="foreignkey")
        batch_op.drop_column("question_id")
