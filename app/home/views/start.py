"""The start page, as a visitor and as somebody signed in sees it; and what robots are asked to leave alone."""

from __future__ import annotations

from typing import NamedTuple

from flask import Response, render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app import clock
from app.accounts.guards import current_person, open_to_all
from app.accounts.rules import Permission
from app.exams.queries.papers import offers
from app.home import queries, rules
from app.home.views.blueprint import bp
from app.practice.queries.today import glance_of

PRIVATE = (
    *("/account", "/api/", "/attempts", "/attendance", "/cohorts", "/curricula", "/exams", "/lessons", "/notices"),
    *("/people", "/practice", "/practicum", "/questions", "/running", "/statistics", "/training"),
)
ROBOTS = "User-agent: *\n" + "".join(f"Disallow: {path}\n" for path in PRIVATE)


class Work(NamedTuple):
    """What somebody who runs things finds on the start page, if they hold the permission."""

    title: str
    text: str
    endpoint: str
    permission: Permission


WORK = (
    Work("試験の運営", "受験の様子を見て、採点を訂正します。", "running.index", Permission.RULE_ON_QUESTION),
    Work("研修の運営", "期とクラスを始め、割当・出席・進み具合を見ます。", "cohorts.index", Permission.MANAGE_COHORT),
    Work("レポートの採点", "提出されたレポートを、評価表で採点します。", "training.marking", Permission.WRITE_QUESTION),
    Work("問題", "問題を書き、査読し、法令を確かめます。", "questions.index", Permission.RULE_ON_QUESTION),
    Work("試験の統計", "得点、問題の良し悪し、選ばれた組を確かめます。", "statistics.index", Permission.SEE_STATISTICS),
    Work("人の一覧", "団体の人を探し、役割と合理的配慮を確かめます。", "accounts.people", Permission.SEE_PEOPLE),
)


@bp.get("/")
@open_to_all
def start() -> ResponseReturnValue:
    if not current_user.is_authenticated:
        return render_template("home/welcome.html")
    now, person = clock.now(), current_person()
    on_offer = offers(person, now)
    work = [work for work in WORK if person.may(work.permission)]
    return render_template(
        "home/start.html",
        greeting=rules.greeting(clock.jst(now).hour),
        called=rules.family_name(person.name),
        sitting=[(attempt, attempt.remaining_seconds(now)) for attempt in queries.open_attempts(person.id, now)],
        offers=[offer for offer in on_offer if offer.open_attempt_id is None],
        untried=not work and not any(offer.sat for offer in on_offer),
        latest=queries.latest_result(person.id, now),
        notices=queries.newest_unread(person.id),
        work=work,
        practice=glance_of(person, now) if person.may(Permission.PRACTISE) else None,
    )


@bp.get("/robots.txt")
@open_to_all
def robots() -> ResponseReturnValue:
    return Response(ROBOTS, mimetype="text/plain")
