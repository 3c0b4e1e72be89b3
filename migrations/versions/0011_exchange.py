"""Files of questions that come in and go out, and what each has changed."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "exchange_job",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("direction", sa.Enum("in", "out", name="direction", native_enum=False, length=32), nullable=False),
        sa.Column(
            "form",
            sa.Enum(
                "yaml",
                "csv",
                "xlsx",
                "moodle-xml",
                "qti21",
                "qti22",
                "qti30",
                "gift",
                "aiken",
                name="format",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "working",
                "ready",
                "refused",
                "taking",
                "done",
                "undoing",
                "undone",
                "failed",
                name="jobstate",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "status",
            sa.Enum(
                "draft",
                "review",
                "law_check",
                "published",
                "doubted",
                "retired",
                name="questionstatus",
                native_enum=False,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("file_name", sa.String(length=120), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("report", sa.JSON(), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("done >= 0 AND done <= total", name=op.f("ck_exchange_job_no_more_than_all")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_exchange_job_by_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_exchange_job_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exchange_job")),
    )
    with op.batch_alter_table("exchange_job", schema=None) as batch_op:
        batch_op.create_index("ix_exchange_job_place", ["organisation_id", "asked_at"], unique=False)

    op.create_table(
        "exchange_piece",
        sa.Column("job_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["job_id"], ["exchange_job.id"], name=op.f("fk_exchange_piece_job_id")),
        sa.PrimaryKeyConstraint("job_id", "number", name=op.f("pk_exchange_piece")),
    )
    op.create_table(
        "exchange_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("job_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=True),
        sa.Column(
            "outcome",
            sa.Enum("added", "updated", "unchanged", name="outcome", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column(
            "status_before",
            sa.Enum(
                "draft",
                "review",
                "law_check",
                "published",
                "doubted",
                "retired",
                name="questionstatus",
                native_enum=False,
                length=32,
            ),
            nullable=True,
        ),
        sa.ForeignKeyConstraint(["job_id"], ["exchange_job.id"], name=op.f("fk_exchange_item_job_id")),
        sa.ForeignKeyConstraint(["question_id"], ["question.id"], name=op.f("fk_exchange_item_question_id")),
        sa.ForeignKeyConstraint(["version_id"], ["question_version.id"], name=op.f("fk_exchange_item_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exchange_item")),
    )
    with op.batch_alter_table("exchange_item", schema=None) as batch_op:
        batch_op.create_index("ix_exchange_item_job", ["job_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_exchange_item_question_id"), ["question_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_exchange_item_version_id"), ["version_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("exchange_item", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_exchange_item_version_id"))
        batch_op.drop_index(batch_op.f("ix_exchange_item_question_id"))
        batch_op.drop_index("ix_exchange_item_job")

    op.drop_table("exchange_item")
    op.drop_table("exchange_piece")
    with op.batch_alter_table("exchange_job", schema=None) as batch_op:
        batch_op.drop_index("ix_exchange_job_place")

    op.drop_table("exchange_job")
