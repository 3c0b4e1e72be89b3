"""All pages on one: a second way to every page that has an address of its own, for those who may open it."""

from __future__ import annotations

from typing import NamedTuple

from flask import current_app, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.accounts.guards import current_person, open_to_all
from app.home.views.blueprint import bp


class Page(NamedTuple):
    """A page by what people call it."""

    label: str
    endpoint: str


GROUPS: dict[str, tuple[Page, ...]] = {
    "学ぶ": (
        Page("まず10問", "home.trial"),
        Page("練習", "practice.index"),
        Page("分野から練習する", "practice.topics"),
        Page("根拠の法令から練習する", "practice.sources"),
        Page("勘で当たった肢", "practice.lucky"),
        Page("自信があってまちがえた肢", "practice.overconfident"),
        Page("しおりとメモ", "practice.notes"),
        Page("問題とメモをさがす", "practice.search"),
        Page("持っていく練習", "practice.taken"),
        Page("試験日までの計画", "practice.plan"),
        Page("学習の進み具合", "practice.progress"),
        Page("試験日と1日の時間", "practice.settings"),
        Page("休みと夜勤の日", "practice.days"),
        Page("模擬試験", "exams.index"),
        Page("受験の記録", "exams.history"),
        Page("自分の得点の位置", "statistics.own"),
        Page("教材", "lessons.index"),
        Page("研修", "training.mine"),
        Page("資格の有効期間", "training.licences"),
        Page("研修の課程", "curricula.index"),
    ),
    "調べる": (
        Page("受験ガイド", "guide.index"),
        Page("受験資格を自分で確かめる", "guide.eligibility"),
        Page("用語集", "reading.glossary"),
        Page("出題範囲", "questions.syllabus"),
        Page("法令と出典", "questions.sources"),
        Page("問題の訂正", "questions.corrections"),
    ),
    "問題と試験": (
        Page("問題", "questions.index"),
        Page("新しい問題を書く", "questions.new"),
        Page("間違いの報告", "questions.reports"),
        Page("法改正", "questions.amendments"),
        Page("問題を書く人の役割", "questions.duties"),
        Page("ファイルの読み込みと書き出し", "questions.exchange"),
        Page("言葉の読み", "reading.readings"),
        Page("試験の運営", "running.index"),
        Page("新しい試験を作る", "running.new_paper"),
        Page("試験の統計", "statistics.index"),
        Page("問題バンクの様子", "statistics.bank"),
        Page("クラスと団体の様子", "statistics.cohorts"),
        Page("試験を比べる", "statistics.comparison"),
        Page("試験の日程", "guide.dates"),
        Page("試験の日程を加える", "guide.new_date"),
    ),
    "研修の運営": (
        Page("研修の運営", "cohorts.index"),
        Page("新しい期を始める", "cohorts.new"),
        Page("担当する演習班", "training.teaching"),
        Page("レポートの採点", "training.marking"),
        Page("事業所の人", "offices.managed"),
    ),
    "管理": (
        Page("管理のはじめ", "admin.desk"),
        Page("団体", "admin.organisations"),
        Page("団体を登録する", "admin.new_organisation"),
        Page("人の一覧", "accounts.people"),
        Page("招待", "admin.invitations"),
        Page("招待する", "admin.new_invitations"),
        Page("事業所の一覧", "offices.offices"),
        Page("事業所を登録する", "offices.new_office"),
        Page("合理的配慮の申し込み", "accounts.applications"),
        Page("仕事", "admin.jobs"),
        Page("メールの記録", "admin.letters"),
        Page("サイトの状態", "admin.health"),
        Page("個人情報の窓口", "privacy.desk"),
        Page("監査の記録", "operation.audit"),
        Page("設定", "admin.settings"),
    ),
    "自分のこと": (
        Page("アカウント", "accounts.account"),
        Page("氏名を変える", "accounts.rename"),
        Page("メールアドレスを変える", "accounts.change_email"),
        Page("パスワードを変える", "accounts.change_password"),
        Page("二つ目の確認とパスキー", "accounts.factors"),
        Page("合理的配慮", "accounts.own_accommodation"),
        Page("事業所", "offices.own_offices"),
        Page("お知らせ", "notices.index"),
        Page("お知らせの受け取り方", "notices.preferences"),
        Page("自分の個人情報", "privacy.own"),
        Page("訂正・利用停止を申し込む", "privacy.ask"),
        Page("退会する", "accounts.erase"),
    ),
    "このサイトについて": (
        Page("アクセシビリティ", "accessibility.statement"),
        Page("利用規約", "accounts.terms"),
        Page("プライバシーポリシー", "accounts.privacy"),
        Page("残すものと理由", "privacy.kept"),
        Page("画面の見本", "ui.styleguide"),
    ),
}


@bp.get("/map")
@open_to_all
def site_map() -> ResponseReturnValue:
    held = current_person().permissions() if current_user.is_authenticated else frozenset()
    groups = {
        title: [(page.label, url_for(page.endpoint)) for page in pages if _may_open(page.endpoint, held)]
        for title, pages in GROUPS.items()
    }
    return render_template("home/map.html", groups={title: pages for title, pages in groups.items() if pages})


def _may_open(endpoint: str, held: frozenset[str]) -> bool:
    """What the guard of the page would say."""
    guard: str | None = vars(current_app.view_functions[endpoint]).get("guard")
    if guard is None or guard == "open_to_all":
        return True
    return bool(current_user.is_authenticated) if guard == "signed_in" else bool(held & set(guard.split("|")))
