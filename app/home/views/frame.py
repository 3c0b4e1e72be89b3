"""What stands round every page: navigation by what the person may do, the way out, the footer.

A template that shows no frame, such as a sitting, pays nothing for it: each part is made when it is
first looked at.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any, NamedTuple

from flask import request, session, url_for
from flask_login import current_user
from werkzeug.local import LocalProxy

from app.accounts.guards import BEHIND, current_person
from app.accounts.rules import Permission
from app.home.views.blueprint import bp


class Place(NamedTuple):
    """A page that navigation leads to, for those who hold the permission."""

    label: str
    endpoint: str
    permission: Permission | None = None
    on_desk: bool = False  # an administrator finds it on the desk, so that the head stays short


@dataclass(frozen=True, slots=True)
class Link:
    """A line of navigation; `current` on the page itself and on those below it."""

    label: str
    url: str
    current: bool


PAGES = (
    Place("練習", "practice.index", Permission.PRACTISE),
    Place("模擬試験", "exams.index", Permission.SIT_EXAM),
    Place("受験の記録", "exams.history", Permission.SIT_EXAM, on_desk=True),
    Place("用語集", "reading.glossary", Permission.SIT_EXAM, on_desk=True),
    Place("教材", "lessons.index", Permission.PRACTISE),
    Place("受験ガイド", "guide.index", Permission.SIT_EXAM, on_desk=True),
    Place("研修", "training.mine", Permission.LEARN, on_desk=True),
    Place("研修の運営", "cohorts.index", Permission.MANAGE_COHORT),
    Place("試験の運営", "running.index", Permission.RULE_ON_QUESTION),
    Place("試験の統計", "statistics.index", Permission.SEE_STATISTICS),
    Place("言葉の読み", "reading.readings", Permission.CORRECT_READING, on_desk=True),
    Place("問題", "questions.index", Permission.RULE_ON_QUESTION),
    Place("人の一覧", "accounts.people", Permission.SEE_PEOPLE, on_desk=True),
    Place("事業所の人", "offices.managed", Permission.MANAGE_OFFICE, on_desk=True),
    Place("個人情報の窓口", "privacy.desk", Permission.ADMINISTER, on_desk=True),
    Place("監査の記録", "operation.audit", Permission.ADMINISTER, on_desk=True),
    Place("管理", "admin.desk", Permission.ADMINISTER),
)
VISITORS = (
    Place("まず10問", "home.trial"),
    Place("登録する", "accounts.sign_up"),
    Place("サインイン", "accounts.sign_in"),
)
OWN = (
    Place("アカウント", "accounts.account"),
    Place("事業所", "offices.own_offices"),
    Place("お知らせの受け取り方", "notices.preferences"),
)
FOOTER = (
    Place("まず10問", "home.trial"),
    Place("受験ガイド", "guide.index"),
    Place("出題範囲", "questions.syllabus"),
    Place("法令と出典", "questions.sources"),
    Place("用語集", "reading.glossary"),
    Place("問題の訂正", "questions.corrections"),
    Place("利用規約", "accounts.terms"),
    Place("プライバシーポリシー", "accounts.privacy"),
    Place("残すものと理由", "privacy.kept"),
    Place("アクセシビリティ", "accessibility.statement"),
    Place("画面の一覧", "home.site_map"),
)


class Frame:
    """The parts by the names under which ui/base.html looks for them."""

    @cached_property
    def navigation(self) -> list[Link]:
        if not current_user.is_authenticated:
            return _links(VISITORS)
        held = current_person().permissions()
        at_desk = Permission.ADMINISTER in held
        return _links(place for place in PAGES if place.permission in held and not (at_desk and place.on_desk))

    @cached_property
    def account_navigation(self) -> list[Link]:
        return _links(OWN) if current_user.is_authenticated else []

    @cached_property
    def behind(self) -> str:
        """Whose eyes an administrator looks through; empty for everybody who is here as themselves."""
        return current_person().name if BEHIND in session and current_user.is_authenticated else ""

    @cached_property
    def brand_url(self) -> str:
        """The style sheet of the organisation that somebody joined last: its colour and its logo, if it has any."""
        if not current_user.is_authenticated:
            return ""
        joined = sorted(current_person().memberships, key=lambda one: one.id)
        return url_for("admin.look", organisation_id=joined[-1].organisation_id) if joined else ""

    @cached_property
    def notices_url(self) -> str:
        return url_for("notices.index") if current_user.is_authenticated else ""

    @cached_property
    def logout_url(self) -> str:
        return url_for("accounts.sign_out") if current_user.is_authenticated else ""

    @cached_property
    def footer_links(self) -> list[Link]:
        return _links(FOOTER)


RUNNING = "running"
PARTS = ("navigation", "account_navigation", "brand_url", "notices_url", "logout_url", "footer_links", "behind")


@bp.app_context_processor
def frame() -> dict[str, Any]:
    here = Frame()
    return {part: LocalProxy(partial(getattr, here, part)) for part in PARTS}


def _links(places: Iterable[Place]) -> list[Link]:
    addressed = [(place, url_for(place.endpoint)) for place in places]
    return [Link(place.label, url, _is_here(place.endpoint, url)) for place, url in addressed]


def _is_here(endpoint: str, url: str) -> bool:
    """On the page itself, below it, or, where a paper is run, on any page of running it."""
    if request.blueprint == RUNNING or endpoint.startswith(f"{RUNNING}."):
        return endpoint.startswith(f"{RUNNING}.") and request.blueprint == RUNNING
    return f"{request.path}/".startswith(f"{url}/")
