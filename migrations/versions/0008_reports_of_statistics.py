"""Reports of statistics: what the worker has reckoned of each edition of a paper."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "paper_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column(
            "basis",
            sa.Enum("first", "last", "highest", "all", name="basis", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("finished", sa.Integer(), nullable=False),
        sa.Column("last_closed_at", sa.DateTime(), nullable=True),
        sa.Column("counted", sa.Integer(), nullable=False),
        sa.Column("by_staff", sa.Integer(), nullable=False),
        sa.Column("computed_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["edition_id"], ["paper_edition.id"], name=op.f("fk_paper_report_edition_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_report")),
        sa.UniqueConstraint("edition_id", "basis", name=op.f("uq_paper_report_edition_id_basis")),
    )
    op.create_table(
        "question_figures",
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.SmallInteger(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("statements", sa.JSON(), nullable=False),
        sa.Column("sets", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["report_id"], ["paper_report.id"], name=op.f("fk_question_figures_report_id")),
        sa.ForeignKeyConstraint(["version_id"], ["question_version.id"], name=op.f("fk_question_figures_version_id")),
        sa.PrimaryKeyConstraint("report_id", "number", name=op.f("pk_question_figures")),
    )
    with op.batch_alter_table("question_figures", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_question_figures_version_id"), ["version_id"], unique=False)

    op.create_table(
        "scale_figures",
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.SmallInteger(), nullable=False),
        sa.Column(
            "kind", sa.Enum("total", "field", "section", name="scale", native_enum=False, length=32), nullable=False
        ),
        sa.Column("code", sa.String(length=80), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("questions", sa.Integer(), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["report_id"], ["paper_report.id"], name=op.f("fk_scale_figures_report_id")),
        sa.PrimaryKeyConstraint("report_id", "place", name=op.f("pk_scale_figures")),
    )


def downgrade() -> None:
    op.drop_table("scale_figures")
    with op.batch_alter_table("question_figures", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_question_figures_version_id"))

    op.drop_table("question_figures")
    op.drop_table("paper_report")
