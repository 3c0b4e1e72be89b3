"""Who works in which office, and what each lets it see; a code belongs to one office alone."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "office_member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("joined_at", sa.DateTime(), nullable=False),
        sa.Column("left_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_office_member_office_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_office_member_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_office_member")),
    )
    with op.batch_alter_table("office_member", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_office_member_person_id"), ["person_id"], unique=False)
        batch_op.create_index(
            "uq_office_member_once",
            ["office_id", "person_id"],
            unique=True,
            sqlite_where=sa.text("left_at IS NULL"),
            postgresql_where=sa.text("left_at IS NULL"),
        )

    op.create_table(
        "office_share",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column(
            "subject", sa.Enum("training", "exams", name="subject", native_enum=False, length=32), nullable=False
        ),
        sa.Column("version", sa.String(length=20), nullable=False),
        sa.Column("given_at", sa.DateTime(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["member_id"], ["office_member.id"], name=op.f("fk_office_share_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_office_share")),
    )
    with op.batch_alter_table("office_share", schema=None) as batch_op:
        batch_op.create_index(
            "uq_office_share_once",
            ["member_id", "subject"],
            unique=True,
            sqlite_where=sa.text("withdrawn_at IS NULL"),
            postgresql_where=sa.text("withdrawn_at IS NULL"),
        )

    with op.batch_alter_table("office", schema=None) as batch_op:
        batch_op.create_index("uq_office_code", ["code"], unique=True)


def downgrade() -> None:
    with op.batch_alter_table("office", schema=None) as batch_op:
        batch_op.drop_index("uq_office_code")

    with op.batch_alter_table("office_share", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_office_share_once",
            sqlite_where=sa.text("withdrawn_at IS NULL"),
            postgresql_where=sa.text("withdrawn_at IS NULL"),
        )

    op.drop_table("office_share")
    with op.batch_alter_table("office_member", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_office_member_once",
            sqlite_where=sa.text("left_at IS NULL"),
            postgresql_where=sa.text("left_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_office_member_person_id"))

    op.drop_table("office_member")
