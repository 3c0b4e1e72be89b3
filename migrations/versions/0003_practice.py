"""Practice: review cards and their history, sets, calendars."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

REFUSAL = "review_log only grows"

SQLITE_UP = [
    f"CREATE TRIGGER review_log_keep BEFORE UPDATE ON review_log BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
]
SQLITE_DOWN = ["DROP TRIGGER review_log_keep"]
POSTGRESQL_UP = [
    f"CREATE FUNCTION review_log_keep() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$",
    "CREATE TRIGGER review_log_keep BEFORE UPDATE ON review_log FOR EACH ROW EXECUTE FUNCTION review_log_keep()",
]
POSTGRESQL_DOWN = ["DROP TRIGGER review_log_keep ON review_log", "DROP FUNCTION review_log_keep()"]


def upgrade() -> None:
    op.create_table(
        "practice_day",
        sa.Column("person_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("cards", sa.Integer(), nullable=False),
        sa.Column("cards_right", sa.Integer(), nullable=False),
        sa.Column("card_seconds", sa.Integer(), nullable=False),
        sa.Column("questions", sa.Integer(), nullable=False),
        sa.Column("questions_right", sa.Integer(), nullable=False),
        sa.Column("question_seconds", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_practice_day_person_id")),
        sa.PrimaryKeyConstraint("person_id", "on", name=op.f("pk_practice_day")),
    )
    op.create_table(
        "practice_feed",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("revoked_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_practice_feed_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practice_feed")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_practice_feed_token_hash")),
    )
    with op.batch_alter_table("practice_feed", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_practice_feed_person_id"), ["person_id"], unique=False)

    op.create_table(
        "practice_marked_day",
        sa.Column("person_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("kind", sa.Enum("off", "night", name="daykind", native_enum=False, length=32), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_practice_marked_day_person_id")),
        sa.PrimaryKeyConstraint("person_id", "on", name=op.f("pk_practice_marked_day")),
    )
    op.create_table(
        "practice_set",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "today",
                "due",
                "field",
                "topic",
                "wrong",
                "flagged",
                "unseen",
                "weak",
                "source",
                "lucky",
                "overconfident",
                name="setkind",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("subject", sa.String(length=80), nullable=True),
        sa.Column("drill", sa.Enum("card", "question", name="drill", native_enum=False, length=32), nullable=False),
        sa.Column("minutes", sa.SmallInteger(), nullable=False),
        sa.Column("items", sa.JSON(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("answered", sa.Integer(), nullable=False),
        sa.Column("right", sa.Integer(), nullable=False),
        sa.Column("spent_seconds", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(), nullable=False),
        sa.Column("touched_at", sa.DateTime(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("minutes > 0", name=op.f("ck_practice_set_some_minutes")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_practice_set_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practice_set")),
    )
    with op.batch_alter_table("practice_set", schema=None) as batch_op:
        batch_op.create_index("ix_practice_set_person", ["person_id", "started_at"], unique=False)
        batch_op.create_index(
            "uq_practice_set_one_open",
            ["person_id"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "practice_settings",
        sa.Column("person_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("exam_on", sa.Date(), nullable=True),
        sa.Column("minutes_a_day", sa.SmallInteger(), nullable=False),
        sa.Column("spared_papers", sa.JSON(), nullable=False),
        sa.Column("remind_at", sa.SmallInteger(), nullable=True),
        sa.Column("quiet_from", sa.SmallInteger(), nullable=False),
        sa.Column("quiet_until", sa.SmallInteger(), nullable=False),
        sa.Column("reminded_on", sa.Date(), nullable=True),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "(remind_at IS NULL) OR (remind_at BETWEEN 0 AND 1439)",
            name=op.f("ck_practice_settings_remind_at_is_a_time"),
        ),
        sa.CheckConstraint("minutes_a_day BETWEEN 1 AND 240", name=op.f("ck_practice_settings_budget_in_range")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_practice_settings_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_practice_settings")),
    )
    with op.batch_alter_table("practice_settings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_practice_settings_remind_at"), ["remind_at"], unique=False)

    op.create_table(
        "review_card",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("identity", sa.Integer(), nullable=False),
        sa.Column("statement_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("learning", "review", "relearning", name="cardstate", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("stability", sa.Double(), nullable=True),
        sa.Column("difficulty", sa.Double(), nullable=True),
        sa.Column("reviewed_at", sa.DateTime(), nullable=False),
        sa.Column("due_at", sa.DateTime(), nullable=False),
        sa.Column("reps", sa.Integer(), nullable=False),
        sa.Column("lapses", sa.Integer(), nullable=False),
        sa.Column("last_right", sa.Boolean(), nullable=False),
        sa.Column(
            "last_confidence",
            sa.Enum("sure", "unsure", "guess", name="confidence", native_enum=False, length=32),
            nullable=False,
        ),
        sa.CheckConstraint(
            "stability IS NOT NULL OR state = 'learning'", name=op.f("ck_review_card_nothing_known_is_learning")
        ),
        sa.CheckConstraint("(stability IS NULL) = (difficulty IS NULL)", name=op.f("ck_review_card_memory_is_whole")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_review_card_person_id")),
        sa.ForeignKeyConstraint(["question_id"], ["question.id"], name=op.f("fk_review_card_question_id")),
        sa.ForeignKeyConstraint(["statement_id"], ["statement.id"], name=op.f("fk_review_card_statement_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_card")),
        sa.UniqueConstraint(
            "person_id", "question_id", "identity", name=op.f("uq_review_card_person_id_question_id_identity")
        ),
    )
    with op.batch_alter_table("review_card", schema=None) as batch_op:
        batch_op.create_index("ix_review_card_due", ["person_id", "due_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_review_card_question_id"), ["question_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_review_card_statement_id"), ["statement_id"], unique=False)

    op.create_table(
        "review_log",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("set_id", sa.Integer(), nullable=True),
        sa.Column("statement_id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.String(length=36), nullable=False),
        sa.Column("said_correct", sa.Boolean(), nullable=False),
        sa.Column("right", sa.Boolean(), nullable=False),
        sa.Column(
            "confidence",
            sa.Enum("sure", "unsure", "guess", name="confidence", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("drill", sa.Enum("card", "question", name="drill", native_enum=False, length=32), nullable=False),
        sa.Column("took_seconds", sa.SmallInteger(), nullable=False),
        sa.Column("answered_at", sa.DateTime(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_review_log_person_id")),
        sa.ForeignKeyConstraint(["set_id"], ["practice_set.id"], name=op.f("fk_review_log_set_id")),
        sa.ForeignKeyConstraint(["statement_id"], ["statement.id"], name=op.f("fk_review_log_statement_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_log")),
        sa.UniqueConstraint(
            "person_id", "client_id", "statement_id", name=op.f("uq_review_log_person_id_client_id_statement_id")
        ),
    )
    with op.batch_alter_table("review_log", schema=None) as batch_op:
        batch_op.create_index("ix_review_log_person", ["person_id", "recorded_at"], unique=False)
        batch_op.create_index("ix_review_log_set", ["set_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_review_log_statement_id"), ["statement_id"], unique=False)

    on_sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in SQLITE_UP if on_sqlite else POSTGRESQL_UP:
        op.execute(statement)


def downgrade() -> None:
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in SQLITE_DOWN if on_sqlite else POSTGRESQL_DOWN:
        op.execute(statement)
    with op.batch_alter_table("review_log", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_review_log_statement_id"))
        batch_op.drop_index("ix_review_log_set")
        batch_op.drop_index("ix_review_log_person")

    op.drop_table("review_log")
    with op.batch_alter_table("review_card", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_review_card_statement_id"))
        batch_op.drop_index(batch_op.f("ix_review_card_question_id"))
        batch_op.drop_index("ix_review_card_due")

    op.drop_table("review_card")
    with op.batch_alter_table("practice_settings", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_practice_settings_remind_at"))

    op.drop_table("practice_settings")
    with op.batch_alter_table("practice_set", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_practice_set_one_open",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.drop_index("ix_practice_set_person")

    op.drop_table("practice_set")
    op.drop_table("practice_marked_day")
    with op.batch_alter_table("practice_feed", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_practice_feed_person_id"))

    op.drop_table("practice_feed")
    op.drop_table("practice_day")
