"""The audit trail cannot be changed, its chain has a head, and answers have room to be updated in place."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

REFUSAL = "audit_entry is append-only"

SQLITE_UP = [
    f"CREATE TRIGGER audit_entry_keep_{verb.lower()} BEFORE {verb} ON audit_entry "
    f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    for verb in ("UPDATE", "DELETE")
]
SQLITE_DOWN = [f"DROP TRIGGER audit_entry_keep_{verb}" for verb in ("update", "delete")]
POSTGRESQL_UP = [
    f"CREATE FUNCTION audit_entry_keep() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$",
    "CREATE TRIGGER audit_entry_keep BEFORE UPDATE OR DELETE ON audit_entry "
    "FOR EACH ROW EXECUTE FUNCTION audit_entry_keep()",
    "CREATE TRIGGER audit_entry_keep_all BEFORE TRUNCATE ON audit_entry "
    "FOR EACH STATEMENT EXECUTE FUNCTION audit_entry_keep()",
    # A second mark on a question updates its row: with room on the page no index is written again.
    "ALTER TABLE answer SET (fillfactor = 85)",
]
POSTGRESQL_DOWN = [
    "ALTER TABLE answer RESET (fillfactor)",
    "DROP TRIGGER audit_entry_keep_all ON audit_entry",
    "DROP TRIGGER audit_entry_keep ON audit_entry",
    "DROP FUNCTION audit_entry_keep()",
]


def upgrade() -> None:
    op.bulk_insert(
        sa.table("audit_head", sa.column("id", sa.Integer), sa.column("hash", sa.String)),
        [{"id": 1, "hash": "0" * 64}],
    )
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in SQLITE_UP if on_sqlite else POSTGRESQL_UP:
        op.execute(statement)


def downgrade() -> None:
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in SQLITE_DOWN if on_sqlite else POSTGRESQL_DOWN:
        op.execute(statement)
    op.execute("DELETE FROM audit_head")
