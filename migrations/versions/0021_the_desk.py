"""The desk: settings that are data, looks of organisations, merged people, sessions that look or wait."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "setting",
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_setting")),
    )
    op.create_table(
        "organisation_look",
        sa.Column("organisation_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("colour", sa.String(length=7), nullable=True),
        sa.Column("logo_id", sa.Integer(), nullable=True),
        sa.Column("contact", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["logo_id"], ["stored_file.id"], name=op.f("fk_organisation_look_logo_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_organisation_look_organisation_id")
        ),
        sa.PrimaryKeyConstraint("organisation_id", name=op.f("pk_organisation_look")),
    )
    with op.batch_alter_table("account_session") as session:
        session.add_column(sa.Column("behind_id", sa.Integer(), nullable=True))
        session.add_column(sa.Column("awaits_second", sa.Boolean(), nullable=False, server_default=sa.false()))
        session.create_foreign_key(op.f("fk_account_session_behind_id"), "person", ["behind_id"], ["id"])
    with op.batch_alter_table("person") as person:
        person.add_column(sa.Column("merged_into_id", sa.Integer(), nullable=True))
        person.create_foreign_key(op.f("fk_person_merged_into_id"), "person", ["merged_into_id"], ["id"])
        person.create_index("ix_person_kana", ["kana", "id"])
        person.create_index("ix_person_name", ["name", "id"])
    _email_may_be_missing("erased_at IS NULL OR email IS NULL")


def downgrade() -> None:
    _email_may_be_missing("(email IS NULL) = (erased_at IS NOT NULL)")
    with op.batch_alter_table("person") as person:
        person.drop_constraint(op.f("fk_person_merged_into_id"), type_="foreignkey")
        person.drop_index("ix_person_name")
        person.drop_index("ix_person_kana")
        person.drop_column("merged_into_id")
    with op.batch_alter_table("account_session") as session:
        session.drop_constraint(op.f("fk_account_session_behind_id"), type_="foreignkey")
        session.drop_column("awaits_second")
        session.drop_column("behind_id")
    op.drop_table("organisation_look")
    op.drop_table("setting")


def _email_may_be_missing(condition: str) -> None:
    """Somebody who came in by a printed card has an account and, until they confirm one, no address."""
    with op.batch_alter_table("account") as account:
        account.drop_constraint("erased_has_no_email", type_="check")
        account.create_check_constraint("erased_has_no_email", condition)
