"""Lists that say who was at a session are read as lists of learners are."""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("roster_import", schema=None) as batch_op:
        batch_op.add_column(sa.Column("session_id", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_roster_import_session_id"), ["session_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_roster_import_session_id"), "cohort_session", ["session_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("roster_import", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_roster_import_session_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_roster_import_session_id"))
        batch_op.drop_column("session_id")
