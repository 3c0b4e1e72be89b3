"""What the training knows of a person, and what of it goes when the account is erased."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import joinedload

from app import clock
from app.accounts import personal_data
from app.accounts.personal_data import Row
from app.db import db
from app.training.actions import recommendations
from app.training.actions.practicum import WIPED
from app.training.models.applying import CohortQuestion, EnrolmentAnswer, ExtensionRequest
from app.training.models.curricula import Module
from app.training.models.imports import RosterImport
from app.training.models.jobs import TrainingJob
from app.training.models.lessons import LessonProgress, LessonVersion, SectionReading
from app.training.models.minutes import Attendance, MinuteEntry
from app.training.models.recommendations import Recommendation
from app.training.models.running import (
    Assignment,
    Cohort,
    CohortSession,
    CourseRun,
    Enrolment,
    Practicum,
    PracticumDay,
)
from app.training.queries import applying
from app.training.queries import certificates as papers
from app.training.rules.applying import EXTENSION_LABELS
from app.training.rules.attendance import ATTENDANCE_LABELS
from app.training.rules.certificates import CERTIFICATE_LABELS
from app.training.rules.imports import IMPORT_LABELS
from app.training.rules.jobs import JOB_LABELS
from app.training.rules.ledger import MINUTE_SOURCE_LABELS
from app.training.rules.running import ENROLMENT_STATE_LABELS, EnrolmentState

IN_A_COURSE = "受講中の研修（{}）があります。先に、研修の主催者による受講の取下げが要ります。"


def _progress(person_id: int) -> list[Row]:
    found = db.session.execute(
        select(LessonProgress, LessonVersion.title)
        .join(LessonVersion, LessonVersion.id == LessonProgress.version_id)
        .where(LessonProgress.person_id == person_id)
        .order_by(LessonProgress.id)
    )
    return [
        {"教材": title, "読んだ段落": row.paragraph, "開いた日時": row.opened_at, "読み終えた日時": row.read_at}
        for row, title in found
    ]


def _sections(person_id: int) -> list[Row]:
    found = db.session.scalars(
        select(SectionReading).where(SectionReading.person_id == person_id).order_by(SectionReading.id)
    )
    return [
        {"教材の番号": row.lesson_id, "節": row.section, "読んだ秒数": row.seconds, "更新": row.changed_at}
        for row in found
    ]


def _erase_progress(person_id: int, _now: datetime) -> None:
    db.session.execute(delete(LessonProgress).where(LessonProgress.person_id == person_id))
    db.session.execute(delete(SectionReading).where(SectionReading.person_id == person_id))


def _enrolments(person_id: int) -> list[Row]:
    found = db.session.execute(
        select(Enrolment, Cohort.title, CourseRun.title)
        .join(Cohort, Cohort.id == Enrolment.cohort_id)
        .join(CourseRun, CourseRun.id == Cohort.run_id)
        .where(Enrolment.person_id == person_id)
        .order_by(Enrolment.id)
    )
    return [
        {
            "研修": run,
            "受講クラス": cohort,
            "受講番号": row.number,
            "証明書に併記する旧姓": row.former_name,
            "名簿のメールアドレス": row.invited_email,
            "職種": row.profession,
            "状態": ENROLMENT_STATE_LABELS[row.state],
            "申込": row.applied_at,
            "決定": row.decided_at,
        }
        for row, cohort, run in found
    ]


def _erase_names(person_id: int, _now: datetime) -> None:
    """The number and the state stay, as the ledger rests on them; a name and an address of theirs do not."""
    own = Enrolment.person_id == person_id
    db.session.execute(update(Enrolment).where(own).values(former_name=None, invited_email=None))


def _minutes(person_id: int) -> list[Row]:
    found = db.session.execute(
        select(MinuteEntry, Module.title)
        .join(Enrolment, Enrolment.id == MinuteEntry.enrolment_id)
        .join(Module, Module.id == MinuteEntry.module_id)
        .where(Enrolment.person_id == person_id)
        .order_by(MinuteEntry.id)
    )
    return [
        {
            "科目": title,
            "分": row.minutes,
            "もと": MINUTE_SOURCE_LABELS[row.source],
            "理由": row.reason,
            "訂正": row.corrects_id is not None,
            "日時": row.made_at,
        }
        for row, title in found
    ]


def _attendance(person_id: int) -> list[Row]:
    found = db.session.scalars(
        select(Attendance)
        .join(Attendance.enrolment)
        .where(Enrolment.person_id == person_id)
        .order_by(Attendance.id)
        .options(joinedload(Attendance.session).joinedload(CohortSession.module))
    )
    return [
        {
            "科目": row.session.module.title,
            "日程": row.session.starts_at,
            "出席": ATTENDANCE_LABELS[row.state],
            "到着": row.arrived_at,
            "退出": row.left_at,
            "分": row.minutes,
        }
        for row in found
    ]


def _journals(person_id: int) -> list[Row]:
    found = db.session.execute(
        select(PracticumDay, Practicum.host)
        .join(Practicum, Practicum.id == PracticumDay.practicum_id)
        .join(Enrolment, Enrolment.id == Practicum.enrolment_id)
        .where(Enrolment.person_id == person_id)
        .order_by(PracticumDay.on)
    )
    return [{"実習先": host, "日": day.on, "分": day.minutes, "日誌": day.text} for day, host in found]


def _erase_journals(person_id: int, _now: datetime) -> None:
    """What was written goes; days and minutes stay under the pseudonym, as the certificate needs them."""
    own = select(Practicum.id).join(Practicum.enrolment).where(Enrolment.person_id == person_id)
    db.session.execute(update(PracticumDay).where(PracticumDay.practicum_id.in_(own)).values(text=WIPED))


def _assigned(person_id: int) -> list[Row]:
    found = db.session.execute(
        select(Assignment, Module.title)
        .join(Module, Module.id == Assignment.module_id)
        .where(Assignment.made_by_id == person_id)
        .order_by(Assignment.id)
    )
    return [{"科目": title, "期限": row.due_on, "日時": row.made_at} for row, title in found]


@personal_data.stands_in_the_way
def _in_a_course(person_id: int) -> str | None:
    """A learner in the midst of a course would leave a seat and a ledger without a name."""
    learning = (
        select(Cohort.title)
        .join(Enrolment, Enrolment.cohort_id == Cohort.id)
        .join(CourseRun, CourseRun.id == Cohort.run_id)
        .where(
            Enrolment.person_id == person_id,
            Enrolment.state == EnrolmentState.ENROLLED,
            CourseRun.ends_on >= clock.today(),
        )
        .order_by(Cohort.id)
    )
    titles = db.session.scalars(learning).all()
    return IN_A_COURSE.format("、".join(titles)) if titles else None


def _certificates(person_id: int) -> list[Row]:
    found = papers.own(person_id)
    return [
        {
            "番号": row.number,
            "氏名": row.printed["name"],
            "研修": row.printed["course"],
            "修了日": row.completed_on,
            "発行日": row.issued_on,
            "状態": CERTIFICATE_LABELS[row.state],
        }
        for row in found
    ]


def _jobs(person_id: int) -> list[Row]:
    found = db.session.scalars(select(TrainingJob).where(TrainingJob.asked_by_id == person_id).order_by(TrainingJob.id))
    return [{"作業": JOB_LABELS[row.kind], "日時": row.asked_at} for row in found]


def _lists(person_id: int) -> list[Row]:
    found = db.session.scalars(
        select(RosterImport).where(RosterImport.asked_by_id == person_id).order_by(RosterImport.id)
    )
    return [{"ファイル": row.file_name, "日時": row.asked_at, "状態": IMPORT_LABELS[row.state]} for row in found]


def _answers(person_id: int) -> list[Row]:
    found = db.session.execute(
        select(EnrolmentAnswer, CohortQuestion.text)
        .join(CohortQuestion, CohortQuestion.id == EnrolmentAnswer.question_id)
        .join(Enrolment, Enrolment.id == EnrolmentAnswer.enrolment_id)
        .where(Enrolment.person_id == person_id)
        .order_by(EnrolmentAnswer.id)
    )
    return [{"質問": text, "答え": row.choice, "日時": row.answered_at} for row, text in found]


def _wishes(person_id: int) -> list[Row]:
    own = select(Enrolment.id).where(Enrolment.person_id == person_id)
    return [
        {
            "科目": row.module.title,
            "延ばしたい日": row.wished_on,
            "理由": row.reason,
            "決定": EXTENSION_LABELS[row.state],
            "日時": row.asked_at,
        }
        for row in applying.extensions(db.session.scalars(own))
    ]


def _recommendations(person_id: int) -> list[Row]:
    """What was said for the person, and what they themselves have said for others."""
    about = (Recommendation.person_id == person_id) | (Recommendation.made_by_id == person_id)
    found = db.session.scalars(
        select(Recommendation)
        .where(about)
        .order_by(Recommendation.id)
        .options(joinedload(Recommendation.office), joinedload(Recommendation.cohort).joinedload(Cohort.run))
    )
    return [
        {
            "研修": f"{row.cohort.run.title} {row.cohort.title}",
            "事業所": row.office.name,
            "理由": row.words if row.person_id == person_id else "（ほかの人の推薦）",
            "推薦した日時": row.made_at,
            "終わった日時": row.ended_at,
        }
        for row in found
    ]


def _erase_wishes(person_id: int, _now: datetime) -> None:
    """Why somebody needed more time goes; that the day was moved stays, as the ledger rests on it."""
    own = select(Enrolment.id).where(Enrolment.person_id == person_id)
    db.session.execute(update(ExtensionRequest).where(ExtensionRequest.enrolment_id.in_(own)).values(reason=WIPED))


personal_data.register("教材の進み具合", ["lesson_progress"], _progress, _erase_progress)
personal_data.register("教材を読んだ時間", ["section_reading"], _sections)
personal_data.register("受講", ["enrolment"], _enrolments, _erase_names)
personal_data.register("研修の時間", ["minute_entry"], _minutes)
personal_data.register("出席", ["attendance"], _attendance)
personal_data.register("実習の日誌", ["practicum", "practicum_day"], _journals, _erase_journals)
personal_data.register("自分が割り当てた科目", ["assignment", "assignment_rule"], _assigned)
personal_data.register("申込書の答え", ["enrolment_answer"], _answers)
personal_data.register("期限の延長の願い出", ["extension_request"], _wishes, _erase_wishes)
# The register of certificates is what an organisation is asked for years later: the name on the paper stays in it.
personal_data.register("修了証明書", ["certificate"], _certificates)
personal_data.register("頼んだ作業", ["training_job"], _jobs)
personal_data.register("取り込んだ名簿", ["roster_import"], _lists)
personal_data.register("事業所からの推薦", ["recommendation"], _recommendations, recommendations.wipe)
