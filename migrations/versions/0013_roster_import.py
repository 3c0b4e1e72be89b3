"""Lists of learners that are sent in, and the address of whoever of them has no account yet."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "roster_import",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("job_id", sa.Integer(), nullable=True),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("adds_offices", sa.Boolean(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "reading",
                "wrong",
                "ready",
                "applied",
                "undone",
                "expired",
                name="importstate",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("upload", sa.LargeBinary(), nullable=True),
        sa.Column("found", sa.JSON(), nullable=False),
        sa.Column("made", sa.JSON(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("applied_at", sa.DateTime(), nullable=True),
        sa.Column("undone_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "(state = 'reading') = (upload IS NOT NULL)", name=op.f("ck_roster_import_upload_until_read")
        ),
        sa.CheckConstraint(
            "(state = 'undone') = (undone_at IS NOT NULL)", name=op.f("ck_roster_import_undone_has_time")
        ),
        sa.CheckConstraint(
            "state NOT IN ('applied', 'undone') OR applied_at IS NOT NULL",
            name=op.f("ck_roster_import_applied_has_time"),
        ),
        sa.ForeignKeyConstraint(["asked_by_id"], ["person.id"], name=op.f("fk_roster_import_asked_by_id")),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_roster_import_cohort_id")),
        sa.ForeignKeyConstraint(["job_id"], ["training_job.id"], name=op.f("fk_roster_import_job_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roster_import")),
    )
    with op.batch_alter_table("roster_import", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_roster_import_asked_by_id"), ["asked_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_roster_import_cohort_id"), ["cohort_id"], unique=False)

    op.add_column("enrolment", sa.Column("invited_email", sa.String(length=254), nullable=True))
    op.create_index(op.f("ix_enrolment_invited_email"), "enrolment", ["invited_email"])


def downgrade() -> None:
    op.drop_index(op.f("ix_enrolment_invited_email"), "enrolment")
    op.drop_column("enrolment", "invited_email")

    with op.batch_alter_table("roster_import", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_roster_import_cohort_id"))
        batch_op.drop_index(batch_op.f("ix_roster_import_asked_by_id"))

    op.drop_table("roster_import")
