"""The words of the audit trail: what an action, a subject and a figure are called, and what can be asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from typing import Any

from app.operation.rules.done import ACTIONS
from app.operation.rules.trail_figures import KEYS, VALUES

FORMULA = ("=", "+", "-", "@", "\t", "\r")
DOMAINS = {
    "accommodation": "合理的配慮",
    "account": "アカウント",
    "application": "配慮の申し込み",
    "assignment": "割当",
    "attendance": "出席",
    "audit": "監査の記録",
    "backup": "控え",
    "certificate": "修了証明書",
    "cohort": "受講クラス",
    "consent": "同意",
    "curriculum": "課程",
    "enrolment": "受講",
    "exams": "試験",
    "glossary": "用語集",
    "form": "申込書",
    "group": "演習班",
    "guide": "受験ガイド",
    "import": "名簿の取り込み",
    "invitation": "招待",
    "job": "作業",
    "licence": "資格の有効期間",
    "membership": "所属と役割",
    "minutes": "研修の時間",
    "module": "科目",
    "office": "事業所",
    "oidc": "サインインの提供元",
    "organisation": "団体",
    "person": "人",
    "practicum": "実習",
    "privacy": "個人情報",
    "questions": "問題",
    "reading": "言葉の読み",
    "record": "研修記録シート",
    "report": "レポート",
    "recommendation": "研修への推薦",
    "session": "研修の日程",
    "setting": "設定",
    "statistics": "統計",
    "training": "研修",
}
TABLES = {
    "accommodation": "合理的配慮",
    "account": "アカウント",
    "amendment": "法改正",
    "application": "配慮の申し込み",
    "attempt": "受験",
    "certificate": "修了証明書",
    "cohort": "受講クラス",
    "cohort_session": "研修の日程",
    "consent": "同意",
    "curriculum": "課程",
    "disclosure": "開示",
    "enrolment": "受講",
    "error_report": "間違いの報告",
    "exam_date": "日程",
    "glossary": "用語",
    "identity_provider": "サインインの提供元",
    "invitation": "招待",
    "late_answer": "時間後の解答",
    "licence": "資格の記録",
    "membership": "所属",
    "minute_entry": "時間の記録",
    "module": "科目",
    "office": "事業所",
    "office_member": "事業所の人",
    "organisation": "団体",
    "outbox": "仕事",
    "paper": "試験",
    "paper_edition": "試験の版",
    "person": "人",
    "practicum": "実習",
    "privacy_request": "訂正・利用停止の申し込み",
    "question": "問題",
    "reading": "言葉の読み",
    "recommendation": "研修への推薦",
    "record_link": "管理者のリンク",
    "record_sheet": "研修記録シート",
    "report_file": "統計のファイル",
    "report_task": "レポート",
    "report_work": "レポートの提出",
    "retention_rule": "保存期間のきまり",
    "roster_import": "名簿",
    "session": "研修の日程",
    "setting": "設定",
    "site": "このサイト",
    "throttle": "サインイン",
    "training_job": "作業",
}
# What stands in the place of a number.
PLACES = {"failed": "（失敗したものすべて）", "site": "（サイト全体）", "unknown": "（登録のないアドレス）"}
CIRCLED = "①②③④⑤"
JAPAN = timezone(timedelta(hours=9))
MASKS = frozenset({"choices", "keys"})
SUMMED = frozenset({"moved"})  # by table: of interest to nobody but developers, who have the file


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of the trail somebody asks for; nothing said is everything. Both days belong to it."""

    search: str = ""
    organisation_id: int | None = None
    domain: str | None = None
    from_on: date | None = None
    until_on: date | None = None


def action_label(action: str) -> str:
    """What was done, in words; of something not known yet, at least with what it was done."""
    return ACTIONS.get(action) or f"{DOMAINS.get(action.split('.')[0], 'その他')}（{action}）"


def subject_label(subject: str) -> str:
    """「受験 12番」 for "attempt:12"."""
    table, _, number = subject.partition(":")
    said = TABLES.get(table, table)
    if number.isdecimal():
        return f"{said} {number}番"
    return f"{said}{PLACES[number]}" if number in PLACES else f"{said} {KEYS.get(number, number)}"


def figures(said: Mapping[str, Any]) -> str:
    """What a row says of before or after, on one line."""
    return "、".join(f"{_name(key)}：{_figure(key, value)}" for key, value in said.items())


def _name(key: str) -> str:
    return f"{key}番" if key.isdecimal() else KEYS.get(key, key)


def _figure(key: str, value: Any) -> str:
    if isinstance(value, bool):
        return "はい" if value else "いいえ"
    if isinstance(value, list):
        return "・".join(_figure(key, one) for one in value) or "なし"
    if isinstance(value, dict) and key in SUMMED:
        return str(sum(value.values()))
    if isinstance(value, dict):
        return " ".join(f"{_name(name)}{_figure(name, part)}" for name, part in value.items()) or "なし"
    if isinstance(value, int) and (key in MASKS or key.isdecimal()):
        return "".join(circle for place, circle in enumerate(CIRCLED) if value >> place & 1) or "なし"
    return "なし" if value is None or value == "" else _word(key, str(value))


def _word(key: str, value: str) -> str:
    """The word of a feature, or a day or a moment as people write them, or what is there."""
    if value in VALUES.get(key, {}):
        return VALUES[key][value]
    try:
        at = datetime.fromisoformat(value) if value[4:5] == "-" else None
    except ValueError:
        at = None
    if at is None:
        return value
    day = at if at.tzinfo is None else at.astimezone(JAPAN)
    return f"{day.year}年{day.month}月{day.day}日" + (f" {day.hour}:{day.minute:02}" if "T" in value else "")


def harmless(cell: object) -> str:
    """A cell that a spreadsheet takes for text and never for a formula."""
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.startswith(FORMULA) else text
