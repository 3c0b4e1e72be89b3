"""研修記録シート: a cohort's days and goals, what people rated, links for managers, reminders."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "record_goal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("module_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_record_goal_cohort_id")),
        sa.ForeignKeyConstraint(["module_id"], ["module.id"], name=op.f("fk_record_goal_module_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_goal")),
        sa.UniqueConstraint(
            "cohort_id", "module_id", "position", name=op.f("uq_record_goal_cohort_id_module_id_position")
        ),
    )
    op.create_table(
        "record_plan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("before_due_on", sa.Date(), nullable=False),
        sa.Column("after_opens_on", sa.Date(), nullable=False),
        sa.Column("after_due_on", sa.Date(), nullable=False),
        sa.Column("later_opens_on", sa.Date(), nullable=False),
        sa.Column("later_due_on", sa.Date(), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "before_due_on < after_opens_on AND after_opens_on <= after_due_on AND after_due_on < later_opens_on"
            " AND later_opens_on <= later_due_on AND later_due_on <= closes_on",
            name=op.f("ck_record_plan_days_follow_each_other"),
        ),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_record_plan_cohort_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_plan")),
        sa.UniqueConstraint("cohort_id", name=op.f("uq_record_plan_cohort_id")),
    )
    op.create_table(
        "record_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column(
            "moment", sa.Enum("before", "after", "later", name="moment", native_enum=False, length=32), nullable=False
        ),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.Column("used_at", sa.DateTime(), nullable=True),
        sa.Column("replaced_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("used_at IS NULL OR replaced_at IS NULL", name=op.f("ck_record_link_used_or_replaced")),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_record_link_enrolment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_record_link_token_hash")),
    )
    with op.batch_alter_table("record_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_record_link_enrolment_id"), ["enrolment_id"], unique=False)

    op.create_table(
        "record_reminder",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column(
            "moment", sa.Enum("before", "after", "later", name="moment", native_enum=False, length=32), nullable=False
        ),
        sa.Column("rater", sa.Enum("self", "manager", name="rater", native_enum=False, length=32), nullable=False),
        sa.Column(
            "nudge",
            sa.Enum("opened", "soon", "today", "overdue", name="nudge", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("sent_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_record_reminder_enrolment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_reminder")),
        sa.UniqueConstraint(
            "enrolment_id", "moment", "rater", "nudge", name=op.f("uq_record_reminder_enrolment_id_moment_rater_nudge")
        ),
    )
    op.create_table(
        "record_sheet",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column(
            "moment", sa.Enum("before", "after", "later", name="moment", native_enum=False, length=32), nullable=False
        ),
        sa.Column("rater", sa.Enum("self", "manager", name="rater", native_enum=False, length=32), nullable=False),
        sa.Column("comment", sa.String(), nullable=False),
        sa.Column("saved_at", sa.DateTime(), nullable=False),
        sa.Column("handed_in_at", sa.DateTime(), nullable=True),
        sa.Column("signed_name", sa.String(length=80), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(handed_in_at IS NULL) = (signed_name IS NULL)", name=op.f("ck_record_sheet_handed_in_has_name")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_record_sheet_by_id")),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_record_sheet_enrolment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_sheet")),
        sa.UniqueConstraint("enrolment_id", "moment", "rater", name=op.f("uq_record_sheet_enrolment_id_moment_rater")),
    )
    with op.batch_alter_table("record_sheet", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_record_sheet_by_id"), ["by_id"], unique=False)

    op.create_table(
        "record_rating",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sheet_id", sa.Integer(), nullable=False),
        sa.Column("goal_id", sa.Integer(), nullable=False),
        sa.Column("level", sa.SmallInteger(), nullable=False),
        sa.CheckConstraint("level BETWEEN 1 AND 4", name=op.f("ck_record_rating_level_in_range")),
        sa.ForeignKeyConstraint(["goal_id"], ["record_goal.id"], name=op.f("fk_record_rating_goal_id")),
        sa.ForeignKeyConstraint(["sheet_id"], ["record_sheet.id"], name=op.f("fk_record_rating_sheet_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_rating")),
        sa.UniqueConstraint("sheet_id", "goal_id", name=op.f("uq_record_rating_sheet_id_goal_id")),
    )
    with op.batch_alter_table("record_rating", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_record_rating_goal_id"), ["goal_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("record_rating", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_record_rating_goal_id"))

    op.drop_table("record_rating")
    with op.batch_alter_table("record_sheet", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_record_sheet_by_id"))

    op.drop_table("record_sheet")
    op.drop_table("record_reminder")
    with op.batch_alter_table("record_link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_record_link_enrolment_id"))

    op.drop_table("record_link")
    op.drop_table("record_plan")
    op.drop_table("record_goal")
