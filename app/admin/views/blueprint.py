"""The blueprint that all pages of the desk hang on, and the menu beside them."""

from __future__ import annotations

from typing import Any, NamedTuple

from flask import Blueprint, request, url_for
from flask_login import current_user
from werkzeug.local import LocalProxy

from app.accounts.guards import current_person
from app.accounts.rules import Permission

bp = Blueprint("admin", __name__, template_folder="../templates", url_prefix="/admin")

guests = Blueprint("invited", __name__, template_folder="../templates", url_prefix="/invited")

ADMINISTER = Permission.ADMINISTER


class Item(NamedTuple):
    """A page of the desk, or one that belongs to it: what it is for, in a line."""

    label: str
    endpoint: str
    says: str = ""
    permission: Permission = Permission.ADMINISTER


MENU = (
    Item("管理のはじめ", "admin.desk"),
    Item("団体", "admin.organisations", "名前・識別名・ロゴ・色・問い合わせ先"),
    Item("人", "accounts.people", "氏名・番号でさがす、役割、氏名の変更、統合", Permission.SEE_PEOPLE),
    Item("招待", "admin.invitations", "メールのリンク、印刷するカード", Permission.SEE_PEOPLE),
    Item("事業所", "offices.offices", "事業所コード、加わった人、管理者", Permission.SEE_PEOPLE),
    Item("合理的配慮", "accounts.applications", "申し込みを読み、決める", Permission.GRANT_ACCOMMODATION),
    Item("仕事", "admin.jobs", "待っているもの、失敗したものをやり直す"),
    Item("メールの記録", "admin.letters", "だれに、いつ、何を送ったか"),
    Item("サイトの状態", "admin.health", "保存している量、仕事の進み、空き容量"),
    Item("個人情報の窓口", "privacy.desk", "開示・訂正の申し込み、保存期間のきまり"),
    Item("監査の記録", "operation.audit", "だれが、いつ、何をしたか"),
    Item("設定", "admin.settings", "二つ目の確認、登録の受け付け、問い合わせ先"),
)
ELSEWHERE = (
    Item("言葉の読み", "reading.readings"),
    Item("試験の日程", "guide.dates"),
    Item("受験の記録", "exams.history"),
    Item("研修（自分の受講）", "training.mine"),
    Item("事業所の人", "offices.managed"),
    Item("用語集", "reading.glossary"),
    Item("受験ガイド", "guide.index"),
)


@bp.app_context_processor
def menu() -> dict[str, Any]:
    """The menu beside ui/desk.html, made only where a page asks for it: pages of other rooms belong to the desk too."""
    return {"desk_menu": LocalProxy(_menu)}


def _menu() -> list[dict[str, object]]:
    """What this person may open; `current` on the page itself and on those below it."""
    held = current_person().permissions() if current_user.is_authenticated else frozenset()
    return [_shown(item) for item in MENU if item.permission in held]


def _shown(item: Item) -> dict[str, object]:
    url = url_for(item.endpoint)
    below = item.endpoint != "admin.desk" and f"{request.path}/".startswith(f"{url}/")
    return {"label": item.label, "url": url, "current": below or request.endpoint == item.endpoint}


@bp.app_template_global()
def administration_of(person_id: int) -> str | None:
    """Where an administrator sees to this person's roles and names; None for everybody else."""
    if not current_user.is_authenticated or not current_person().may(ADMINISTER):
        return None
    return url_for("admin.person", person_id=person_id)
