"""The training: curricula, lessons, trainings that run, and a ledger of minutes that nobody can change."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

REFUSAL = "minute_entry is append-only"
SQLITE_UP = [
    f"CREATE TRIGGER minute_entry_keep_{verb.lower()} BEFORE {verb} ON minute_entry "
    f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    for verb in ("UPDATE", "DELETE")
]
SQLITE_DOWN = [f"DROP TRIGGER minute_entry_keep_{verb}" for verb in ("update", "delete")]
POSTGRESQL_UP = [
    f"CREATE FUNCTION minute_entry_keep() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$",
    "CREATE TRIGGER minute_entry_keep BEFORE UPDATE OR DELETE ON minute_entry "
    "FOR EACH ROW EXECUTE FUNCTION minute_entry_keep()",
    "CREATE TRIGGER minute_entry_keep_all BEFORE TRUNCATE ON minute_entry "
    "FOR EACH STATEMENT EXECUTE FUNCTION minute_entry_keep()",
]
POSTGRESQL_DOWN = [
    "DROP TRIGGER minute_entry_keep_all ON minute_entry",
    "DROP TRIGGER minute_entry_keep ON minute_entry",
    "DROP FUNCTION minute_entry_keep()",
]


def upgrade() -> None:
    op.create_table(
        "curriculum",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("original_id", sa.Integer(), nullable=True),
        sa.Column("slug", sa.String(length=100), nullable=False),
        sa.Column("course", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("edition", sa.String(length=40), nullable=False),
        sa.Column("edition_title", sa.String(), nullable=False),
        sa.Column("in_force_from", sa.Date(), nullable=True),
        sa.Column("in_force_to", sa.Date(), nullable=True),
        sa.Column("target", sa.String(), nullable=False),
        sa.Column("basis", sa.String(), nullable=False),
        sa.Column("total_minutes", sa.Integer(), nullable=True),
        sa.Column("total_source", sa.String(), nullable=False),
        sa.Column(
            "total_confidence",
            sa.Enum("confirmed", "seed", "unconfirmed", name="confidence", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("practicum_days", sa.Integer(), nullable=True),
        sa.Column("practicum_rule", sa.String(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_curriculum_organisation_id")),
        sa.ForeignKeyConstraint(["original_id"], ["curriculum.id"], name=op.f("fk_curriculum_original_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_curriculum")),
        sa.UniqueConstraint("organisation_id", "slug", name=op.f("uq_curriculum_organisation_id_slug")),
    )
    with op.batch_alter_table("curriculum", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_curriculum_original_id"), ["original_id"], unique=False)

    op.create_table(
        "lesson",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("folder", sa.String(length=40), nullable=False),
        sa.Column("path", sa.String(length=160), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_lesson_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lesson")),
        sa.UniqueConstraint("organisation_id", "path", name=op.f("uq_lesson_organisation_id_path")),
        sa.UniqueConstraint("organisation_id", "slug", name=op.f("uq_lesson_organisation_id_slug")),
    )
    op.create_table(
        "course_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("curriculum_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("starts_on <= ends_on", name=op.f("ck_course_run_ends_after_start")),
        sa.ForeignKeyConstraint(["curriculum_id"], ["curriculum.id"], name=op.f("fk_course_run_curriculum_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_course_run_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course_run")),
    )
    with op.batch_alter_table("course_run", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_course_run_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "curriculum_theme",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("curriculum_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column(
            "confidence",
            sa.Enum("confirmed", "seed", "unconfirmed", name="confidence", native_enum=False, length=32),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["curriculum_id"], ["curriculum.id"], name=op.f("fk_curriculum_theme_curriculum_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_curriculum_theme")),
        sa.UniqueConstraint("curriculum_id", "code", name=op.f("uq_curriculum_theme_curriculum_id_code")),
    )
    op.create_table(
        "lesson_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("lesson_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("lead", sa.String(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("goals", sa.JSON(), nullable=False),
        sa.Column("check_slug", sa.String(length=80), nullable=True),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["lesson_id"], ["lesson.id"], name=op.f("fk_lesson_version_lesson_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lesson_version")),
        sa.UniqueConstraint("lesson_id", "number", name=op.f("uq_lesson_version_lesson_id_number")),
    )
    op.create_table(
        "module",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("curriculum_id", sa.Integer(), nullable=False),
        sa.Column("original_id", sa.Integer(), nullable=True),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column(
            "phase", sa.Enum("first", "practicum", "second", name="phase", native_enum=False, length=32), nullable=True
        ),
        sa.Column("goals", sa.JSON(), nullable=False),
        sa.Column("contents", sa.JSON(), nullable=False),
        sa.Column(
            "form",
            sa.Enum(
                "lecture", "exercise", "lecture_and_exercise", "practicum", name="form", native_enum=False, length=32
            ),
            nullable=True,
        ),
        sa.Column("delivery", sa.JSON(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("replaces", sa.JSON(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column(
            "confidence",
            sa.Enum("confirmed", "seed", "unconfirmed", name="confidence", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("lessons", sa.JSON(), nullable=False),
        sa.Column("final_check", sa.String(length=80), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("minutes IS NULL OR minutes >= 0", name=op.f("ck_module_minutes_not_negative")),
        sa.ForeignKeyConstraint(["curriculum_id"], ["curriculum.id"], name=op.f("fk_module_curriculum_id")),
        sa.ForeignKeyConstraint(["original_id"], ["module.id"], name=op.f("fk_module_original_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_module")),
        sa.UniqueConstraint("curriculum_id", "code", name=op.f("uq_module_curriculum_id_code")),
    )
    with op.batch_alter_table("module", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_module_original_id"), ["original_id"], unique=False)

    op.create_table(
        "cohort",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=True),
        sa.Column("grace_minutes", sa.Integer(), nullable=False),
        sa.Column("limit_minutes", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("capacity > 0", name=op.f("ck_cohort_capacity_above_zero")),
        sa.CheckConstraint("grace_minutes >= 0 AND limit_minutes >= 0", name=op.f("ck_cohort_rule_not_negative")),
        sa.ForeignKeyConstraint(["run_id"], ["course_run.id"], name=op.f("fk_cohort_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cohort")),
        sa.UniqueConstraint("code", name=op.f("uq_cohort_code")),
    )
    with op.batch_alter_table("cohort", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cohort_run_id"), ["run_id"], unique=False)

    op.create_table(
        "lesson_citation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("mark", sa.String(length=20), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("article", sa.String(), nullable=True),
        sa.Column("paragraph", sa.Integer(), nullable=True),
        sa.Column("item", sa.String(), nullable=True),
        sa.Column("suppl", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_lesson_citation_source_id")),
        sa.ForeignKeyConstraint(["version_id"], ["lesson_version.id"], name=op.f("fk_lesson_citation_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lesson_citation")),
        sa.UniqueConstraint("version_id", "mark", name=op.f("uq_lesson_citation_version_id_mark")),
        sa.UniqueConstraint("version_id", "position", name=op.f("uq_lesson_citation_version_id_position")),
    )
    with op.batch_alter_table("lesson_citation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_lesson_citation_source_id"), ["source_id"], unique=False)

    op.create_table(
        "lesson_progress",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("lesson_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("paragraph", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("read_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["lesson_id"], ["lesson.id"], name=op.f("fk_lesson_progress_lesson_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_lesson_progress_person_id")),
        sa.ForeignKeyConstraint(["version_id"], ["lesson_version.id"], name=op.f("fk_lesson_progress_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lesson_progress")),
        sa.UniqueConstraint("person_id", "lesson_id", name=op.f("uq_lesson_progress_person_id_lesson_id")),
    )
    with op.batch_alter_table("lesson_progress", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_lesson_progress_lesson_id"), ["lesson_id"], unique=False)

    op.create_table(
        "cohort_group",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_cohort_group_cohort_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cohort_group")),
        sa.UniqueConstraint("cohort_id", "title", name=op.f("uq_cohort_group_cohort_id_title")),
    )
    op.create_table(
        "cohort_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("module_id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=True),
        sa.Column("makes_up_id", sa.Integer(), nullable=True),
        sa.Column(
            "form",
            sa.Enum(
                "lecture", "exercise", "lecture_and_exercise", "practicum", name="form", native_enum=False, length=32
            ),
            nullable=False,
        ),
        sa.Column("starts_at", sa.DateTime(), nullable=False),
        sa.Column("ends_at", sa.DateTime(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("lecturer", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_cohort_session_ends_after_start")),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_cohort_session_cohort_id")),
        sa.ForeignKeyConstraint(["group_id"], ["cohort_group.id"], name=op.f("fk_cohort_session_group_id")),
        sa.ForeignKeyConstraint(["makes_up_id"], ["cohort_session.id"], name=op.f("fk_cohort_session_makes_up_id")),
        sa.ForeignKeyConstraint(["module_id"], ["module.id"], name=op.f("fk_cohort_session_module_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cohort_session")),
    )
    with op.batch_alter_table("cohort_session", schema=None) as batch_op:
        batch_op.create_index("ix_cohort_session_cohort", ["cohort_id", "starts_at"], unique=False)

    op.create_table(
        "enrolment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "applied",
                "waiting",
                "enrolled",
                "declined",
                "withdrawn",
                name="enrolmentstate",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("route", sa.Enum("list", "code", name="route", native_enum=False, length=32), nullable=False),
        sa.Column("applied_at", sa.DateTime(), nullable=False),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "state <> 'enrolled' OR decided_at IS NOT NULL", name=op.f("ck_enrolment_enrolled_was_decided")
        ),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_enrolment_cohort_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["person.id"], name=op.f("fk_enrolment_decided_by_id")),
        sa.ForeignKeyConstraint(["group_id"], ["cohort_group.id"], name=op.f("fk_enrolment_group_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_enrolment_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrolment")),
        sa.UniqueConstraint("cohort_id", "number", name=op.f("uq_enrolment_cohort_id_number")),
        sa.UniqueConstraint("cohort_id", "person_id", name=op.f("uq_enrolment_cohort_id_person_id")),
    )
    with op.batch_alter_table("enrolment", schema=None) as batch_op:
        batch_op.create_index("ix_enrolment_person", ["person_id"], unique=False)

    op.create_table(
        "assignment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=True),
        sa.Column("module_id", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_assignment_cohort_id")),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_assignment_enrolment_id")),
        sa.ForeignKeyConstraint(["made_by_id"], ["person.id"], name=op.f("fk_assignment_made_by_id")),
        sa.ForeignKeyConstraint(["module_id"], ["module.id"], name=op.f("fk_assignment_module_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment")),
    )
    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_assignment_cohort_id"), ["cohort_id"], unique=False)
        batch_op.create_index(
            "uq_assignment_cohort",
            ["cohort_id", "module_id"],
            unique=True,
            sqlite_where=sa.text("enrolment_id IS NULL"),
            postgresql_where=sa.text("enrolment_id IS NULL"),
        )
        batch_op.create_index(
            "uq_assignment_enrolment",
            ["enrolment_id", "module_id"],
            unique=True,
            sqlite_where=sa.text("enrolment_id IS NOT NULL"),
            postgresql_where=sa.text("enrolment_id IS NOT NULL"),
        )

    op.create_table(
        "attendance",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("present", "late", "early", "absent", name="attendancestate", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("arrived_at", sa.DateTime(), nullable=True),
        sa.Column("left_at", sa.DateTime(), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("method", sa.Enum("list", "code", name="method", native_enum=False, length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("marked_by_id", sa.Integer(), nullable=True),
        sa.Column("marked_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("minutes >= 0", name=op.f("ck_attendance_minutes_not_negative")),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_attendance_enrolment_id")),
        sa.ForeignKeyConstraint(["marked_by_id"], ["person.id"], name=op.f("fk_attendance_marked_by_id")),
        sa.ForeignKeyConstraint(["session_id"], ["cohort_session.id"], name=op.f("fk_attendance_session_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendance")),
        sa.UniqueConstraint("session_id", "enrolment_id", name=op.f("uq_attendance_session_id_enrolment_id")),
    )
    with op.batch_alter_table("attendance", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attendance_enrolment_id"), ["enrolment_id"], unique=False)

    op.create_table(
        "minute_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("module_id", sa.Integer(), nullable=False),
        sa.Column(
            "form",
            sa.Enum(
                "lecture", "exercise", "lecture_and_exercise", "practicum", name="form", native_enum=False, length=32
            ),
            nullable=True,
        ),
        sa.Column(
            "source",
            sa.Enum("attendance", "lesson", "practicum", "hand", name="minutesource", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("reference", sa.String(length=120), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("corrects_id", sa.Integer(), nullable=True),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "corrects_id IS NULL OR reason IS NOT NULL", name=op.f("ck_minute_entry_correction_has_reason")
        ),
        sa.CheckConstraint("minutes >= 0", name=op.f("ck_minute_entry_minutes_not_negative")),
        sa.ForeignKeyConstraint(["corrects_id"], ["minute_entry.id"], name=op.f("fk_minute_entry_corrects_id")),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_minute_entry_enrolment_id")),
        sa.ForeignKeyConstraint(["made_by_id"], ["person.id"], name=op.f("fk_minute_entry_made_by_id")),
        sa.ForeignKeyConstraint(["module_id"], ["module.id"], name=op.f("fk_minute_entry_module_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minute_entry")),
        sa.UniqueConstraint("corrects_id", name=op.f("uq_minute_entry_corrects_id")),
    )
    with op.batch_alter_table("minute_entry", schema=None) as batch_op:
        batch_op.create_index(
            "uq_minute_entry_reference",
            ["enrolment_id", "module_id", "reference"],
            unique=True,
            sqlite_where=sa.text("corrects_id IS NULL"),
            postgresql_where=sa.text("corrects_id IS NULL"),
        )

    op.create_table(
        "practicum",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("module_id", sa.Integer(), nullable=False),
        sa.Column("host", sa.String(), nullable=False),
        sa.Column("supervisor", sa.String(), nullable=False),
        sa.Column("days_wanted", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=True),
        sa.Column("token_expires_at", sa.DateTime(), nullable=True),
        sa.Column("signed_at", sa.DateTime(), nullable=True),
        sa.Column("signed_name", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("(signed_at IS NULL) = (signed_name IS NULL)", name=op.f("ck_practicum_signed_has_name")),
        sa.CheckConstraint("days_wanted > 0", name=op.f("ck_practicum_days_above_zero")),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_practicum_enrolment_id")),
        sa.ForeignKeyConstraint(["module_id"], ["module.id"], name=op.f("fk_practicum_module_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practicum")),
        sa.UniqueConstraint("enrolment_id", "module_id", name=op.f("uq_practicum_enrolment_id_module_id")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_practicum_token_hash")),
    )
    op.create_table(
        "section_reading",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("lesson_id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=True),
        sa.Column("section", sa.Integer(), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("checked", sa.Boolean(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("seconds >= 0", name=op.f("ck_section_reading_seconds_not_negative")),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_section_reading_enrolment_id")),
        sa.ForeignKeyConstraint(["lesson_id"], ["lesson.id"], name=op.f("fk_section_reading_lesson_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_section_reading_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_section_reading")),
    )
    with op.batch_alter_table("section_reading", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_section_reading_lesson_id"), ["lesson_id"], unique=False)
        batch_op.create_index(
            "uq_section_reading_enrolled",
            ["person_id", "lesson_id", "section", "enrolment_id"],
            unique=True,
            sqlite_where=sa.text("enrolment_id IS NOT NULL"),
            postgresql_where=sa.text("enrolment_id IS NOT NULL"),
        )
        batch_op.create_index(
            "uq_section_reading_free",
            ["person_id", "lesson_id", "section"],
            unique=True,
            sqlite_where=sa.text("enrolment_id IS NULL"),
            postgresql_where=sa.text("enrolment_id IS NULL"),
        )

    op.create_table(
        "practicum_day",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("practicum_id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("written_at", sa.DateTime(), nullable=False),
        sa.Column("delete_text_on", sa.Date(), nullable=False),
        sa.CheckConstraint("minutes > 0", name=op.f("ck_practicum_day_minutes_above_zero")),
        sa.ForeignKeyConstraint(["practicum_id"], ["practicum.id"], name=op.f("fk_practicum_day_practicum_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practicum_day")),
        sa.UniqueConstraint("practicum_id", "on", name=op.f("uq_practicum_day_practicum_id_on")),
    )
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in SQLITE_UP if on_sqlite else POSTGRESQL_UP:
        op.execute(statement)


def downgrade() -> None:
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in SQLITE_DOWN if on_sqlite else POSTGRESQL_DOWN:
        op.execute(statement)
    op.drop_table("practicum_day")
    with op.batch_alter_table("section_reading", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_section_reading_free",
            sqlite_where=sa.text("enrolment_id IS NULL"),
            postgresql_where=sa.text("enrolment_id IS NULL"),
        )
        batch_op.drop_index(
            "uq_section_reading_enrolled",
            sqlite_where=sa.text("enrolment_id IS NOT NULL"),
            postgresql_where=sa.text("enrolment_id IS NOT NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_section_reading_lesson_id"))

    op.drop_table("section_reading")
    op.drop_table("practicum")
    with op.batch_alter_table("minute_entry", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_minute_entry_reference",
            sqlite_where=sa.text("corrects_id IS NULL"),
            postgresql_where=sa.text("corrects_id IS NULL"),
        )

    op.drop_table("minute_entry")
    with op.batch_alter_table("attendance", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_attendance_enrolment_id"))

    op.drop_table("attendance")
    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_assignment_enrolment",
            sqlite_where=sa.text("enrolment_id IS NOT NULL"),
            postgresql_where=sa.text("enrolment_id IS NOT NULL"),
        )
        batch_op.drop_index(
            "uq_assignment_cohort",
            sqlite_where=sa.text("enrolment_id IS NULL"),
            postgresql_where=sa.text("enrolment_id IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_assignment_cohort_id"))

    op.drop_table("assignment")
    with op.batch_alter_table("enrolment", schema=None) as batch_op:
        batch_op.drop_index("ix_enrolment_person")

    op.drop_table("enrolment")
    with op.batch_alter_table("cohort_session", schema=None) as batch_op:
        batch_op.drop_index("ix_cohort_session_cohort")

    op.drop_table("cohort_session")
    op.drop_table("cohort_group")
    with op.batch_alter_table("lesson_progress", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_lesson_progress_lesson_id"))

    op.drop_table("lesson_progress")
    with op.batch_alter_table("lesson_citation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_lesson_citation_source_id"))

    op.drop_table("lesson_citation")
    with op.batch_alter_table("cohort", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_cohort_run_id"))

    op.drop_table("cohort")
    with op.batch_alter_table("module", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_module_original_id"))

    op.drop_table("module")
    op.drop_table("lesson_version")
    op.drop_table("curriculum_theme")
    with op.batch_alter_table("course_run", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_course_run_organisation_id"))

    op.drop_table("course_run")
    op.drop_table("lesson")
    with op.batch_alter_table("curriculum", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_curriculum_original_id"))

    op.drop_table("curriculum")
