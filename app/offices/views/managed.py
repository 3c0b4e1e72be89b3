"""What a manager sees of those who work in the office: what they share, and nothing else."""

from __future__ import annotations

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts.guards import current_person, requires
from app.accounts.models import Person
from app.exams.queries import attempts
from app.exams.rules import ATTEMPT_STATE_LABELS
from app.lists import Column, every_row, listing
from app.offices import actions
from app.offices import queries as find
from app.offices.models import OfficeMember
from app.offices.rules import SUBJECT_LABELS, Subject
from app.offices.views.blueprint import MANAGE, bp
from app.training.queries import boards, hosts, records
from app.training.queries.running import own_enrolments
from app.training.rules.completion import STANDING_LABELS
from app.training.rules.records import MOMENT_LABELS, SHEET_STATE_LABELS
from app.training.rules.running import EnrolmentState
from app.ui import lists

COLLEAGUES = (
    Column(
        "name",
        "氏名",
        lambda row: row.OfficeMember.person.name,
        (Person.kana,),
        link=lambda row: url_for("offices.colleague", member_id=row.OfficeMember.id),
    ),
    Column("kana", "フリガナ", lambda row: row.OfficeMember.person.kana),
    Column("office", "事業所", lambda row: row.OfficeMember.office.name),
    Column("joined", "加わった日時", lambda row: row.OfficeMember.joined_at, (OfficeMember.joined_at,)),
    Column("shared", "見せているもの", lambda row: _words(row.OfficeMember)),
)


PAGES = {
    Subject.TRAINING: ("見る", "offices.colleague_training"),
    Subject.EXAMS: ("見る", "offices.colleague_exams"),
    Subject.RECORDS: ("見る", "offices.colleague_records"),
    Subject.RECOMMENDATION: ("推薦する", "offices.recommendation"),
}


def _words(member: OfficeMember) -> str:
    shared = member.shared()
    return "、".join(SUBJECT_LABELS[subject].partition("（")[0] for subject in Subject if subject in shared)


@bp.get("/office")
@requires(MANAGE)
def managed() -> ResponseReturnValue:
    wish, by = lists.wished(), current_person()
    wanted = find.colleagues_wanted(by, wish)
    if encoding := lists.wants_file():
        rows = every_row(wanted, COLLEAGUES, wish, last=OfficeMember.id)
        return lists.as_file("office", COLLEAGUES, rows, encoding)
    found = listing(wanted, COLLEAGUES, wish, last=OfficeMember.id)
    offices = find.managed_offices(by)
    waiting = hosts.hosted(office.id for office in offices)
    return render_template("offices/managed.html", found=found, offices=offices, waiting=waiting, me=by)


@bp.get("/office/people/<int:member_id>")
@requires(MANAGE)
def colleague(member_id: int) -> ResponseReturnValue:
    member = find.colleague(member_id, current_person())
    return render_template(
        "offices/colleague.html", member=member, shared=member.shared(), labels=SUBJECT_LABELS, pages=PAGES
    )


@bp.get("/office/people/<int:member_id>/training")
@requires(MANAGE)
def colleague_training(member_id: int) -> ResponseReturnValue:
    member = find.colleague(member_id, current_person())
    actions.require_shared(member, Subject.TRAINING, by=current_person())
    enrolled = [one for one in own_enrolments(member.person_id) if one.state is EnrolmentState.ENROLLED]
    trainings = [boards.learning(one, clock.today(), clock.now()) for one in enrolled]
    return render_template("offices/training.html", member=member, trainings=trainings, labels=STANDING_LABELS)


@bp.get("/office/people/<int:member_id>/exams")
@requires(MANAGE)
def colleague_exams(member_id: int) -> ResponseReturnValue:
    member = find.colleague(member_id, current_person())
    actions.require_shared(member, Subject.EXAMS, by=current_person())
    past = attempts.past(member.person_id, clock.now())
    return render_template("offices/exams.html", member=member, attempts=past, labels=ATTEMPT_STATE_LABELS)


@bp.get("/office/people/<int:member_id>/records")
@requires(MANAGE)
def colleague_records(member_id: int) -> ResponseReturnValue:
    by = current_person()
    member = find.colleague(member_id, by)
    actions.require_shared(member, Subject.RECORDS, by=by)
    rows = records.own_rows(own_enrolments(member.person_id), clock.today())
    words = {"moments": MOMENT_LABELS, "states": SHEET_STATE_LABELS}
    return render_template("offices/records.html", member=member, rows=list(rows.values()), me=by, **words)
