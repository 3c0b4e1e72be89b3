"""How the parameters of a paper's questions vary together."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("paper_report", sa.Column("covariance", sa.JSON(none_as_null=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("paper_report", schema=None) as batch_op:
        batch_op.drop_column("covariance")
