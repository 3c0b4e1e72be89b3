"""People ask for what is known of them, and for corrections."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

KINDS = sa.Enum("correct", "stop", name="requestkind", native_enum=False, length=32)
STATES = sa.Enum("open", "done", "declined", name="requeststate", native_enum=False, length=32)


def upgrade() -> None:
    op.create_table(
        "disclosure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("ready_at", sa.DateTime(), nullable=True),
        sa.Column("archive", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint("(ready_at IS NULL) = (archive IS NULL)", name=op.f("ck_disclosure_ready_has_archive")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_disclosure_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disclosure")),
    )
    op.create_index(op.f("ix_disclosure_person_id"), "disclosure", ["person_id"])
    waiting = sa.text("ready_at IS NULL")
    op.create_index(
        "uq_disclosure_one_waiting",
        "disclosure",
        ["person_id"],
        unique=True,
        sqlite_where=waiting,
        postgresql_where=waiting,
    )
    op.create_table(
        "privacy_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", KINDS, nullable=False),
        sa.Column("about", sa.String(length=80), nullable=False),
        sa.Column("wish", sa.String(), nullable=False),
        sa.Column("state", STATES, nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("answered_at", sa.DateTime(), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("answer", sa.String(), nullable=True),
        sa.CheckConstraint("(state = 'open') = (answer IS NULL)", name=op.f("ck_privacy_request_answered_has_answer")),
        sa.CheckConstraint(
            "(state = 'open') = (answered_at IS NULL)", name=op.f("ck_privacy_request_answered_has_time")
        ),
        sa.ForeignKeyConstraint(["answered_by_id"], ["person.id"], name=op.f("fk_privacy_request_answered_by_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_privacy_request_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_privacy_request")),
    )
    op.create_index(op.f("ix_privacy_request_person_id"), "privacy_request", ["person_id"])


def downgrade() -> None:
    op.drop_table("privacy_request")
    op.drop_table("disclosure")
