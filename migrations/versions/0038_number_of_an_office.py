"""The public number of an office is no longer the code by which it is joined."""

import re
import secrets

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
CODE = re.compile(f"[{ALPHABET}]{{8}}")
OFFICES = sa.table("office", sa.column("id"), sa.column("code"), sa.column("number"))


def upgrade() -> None:
    with op.batch_alter_table("office", schema=None) as batch_op:
        batch_op.add_column(sa.Column("number", sa.String(length=60), nullable=True))
        batch_op.create_index("uq_office_number", ["organisation_id", "number"], unique=True)
    _move_numbers()


def _move_numbers() -> None:
    """What a list gave as the number of an office has been its code: everybody who knew it could join."""
    connection = op.get_bind()
    for row in connection.execute(sa.select(OFFICES.c.id, OFFICES.c.code)).all():
        if row.code.isdigit() or not CODE.fullmatch(row.code):
            code = "".join(secrets.choice(ALPHABET) for _ in range(8))
            connection.execute(sa.update(OFFICES).where(OFFICES.c.id == row.id).values(number=row.code[:60], code=code))


def downgrade() -> None:
    _put_numbers_back()
    with op.batch_alter_table("office", schema=None) as batch_op:
        batch_op.drop_index("uq_office_number")
        batch_op.drop_column("number")


def _put_numbers_back() -> None:
    """A code stands once on the whole site: of several offices with one number only the first has it again."""
    connection = op.get_bind()
    rows = connection.execute(sa.select(OFFICES).order_by(OFFICES.c.id)).all()
    taken = {row.code for row in rows}
    for row in rows:
        if row.number and row.number not in taken:
            taken.add(row.number)
            connection.execute(sa.update(OFFICES).where(OFFICES.c.id == row.id).values(code=row.number))
