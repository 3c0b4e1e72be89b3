"""What is true at the desk: what jobs are called, how much is stored, when the worker seems to sleep."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from app.accounts.rules import LONGEST_NAME, Role, is_email, normal_email, normal_kana

LOOKING_LASTS = timedelta(hours=1)
WORKER_SLEEPS_AFTER = timedelta(minutes=5)
INVITATION_LASTS = timedelta(days=30)
MOST_INVITED = 200
LOOKING = "管理者が代理で見ている画面"
LARGEST_LOGO = 200 * 1024
LONGEST_ORGANISATION_NAME = 80
LONGEST_REASON = 200
LOGOS = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg", b"RIFF": "image/webp"}
TASK_LABELS = {
    "exams.print": "試験の冊子を刷る",
    "mail.deliver": "メールを送る",
    "practice.fit_memory": "復習の間隔を計算する",
    "practice.push_reminder": "端末に知らせる",
    "privacy.disclose": "開示の記録を用意する",
    "questions.read_file": "問題のファイルを調べる",
    "questions.take_file": "問題のファイルを読み込む",
    "questions.undo_file": "問題の読み込みを取り消す",
    "questions.write_file": "問題を書き出す",
    "statistics.make_file": "統計の表を書き出す",
    "statistics.refresh": "統計を計算する",
    "training.draw_certificates": "修了証明書を作る",
    "training.draw_sample": "修了証明書の見本を作る",
    "training.read_attendance": "出席の表を調べる",
    "training.read_list": "名簿を調べる",
    "training.write_list": "研修の名簿を書き出す",
}
# What stopped a job, by the beginning of the name that the machine has for it; the rest stands under 詳細.
FAILURES = {
    "TimeoutError": "決めた時間のうちに、返事がありませんでした。",
    "SMTP": "メールサーバーが受け取りませんでした。",
    "Connection": "相手のサーバーにつながりませんでした。",
    "gaierror": "相手のサーバーが見つかりませんでした。",
    "URLError": "相手のサーバーにつながりませんでした。",
    "OperationalError": "データベースを使えませんでした。",
    "MemoryError": "メモリーが足りませんでした。",
    "OSError": "ファイルか通信の誤りがありました。",
}
UNFORESEEN = "思いがけない誤りで止まりました。やり直しても同じなら、詳細を開発者に伝えてください。"
UNITS = ("バイト", "KB", "MB", "GB", "TB")
STEP = 1024


def task_label(name: str) -> str:
    """What a job does, in words; the name of its room where nobody has found any."""
    return TASK_LABELS.get(name, f"そのほかの仕事（{name}）")


def failure_words(error: str | None) -> str | None:
    """Why a job stopped, for people: the machine's name of it is a word of its own language."""
    if not error:
        return None
    name, colon, said = error.partition(": ")
    if not name.isascii() or not colon:
        return error if not error.isascii() else UNFORESEEN
    words = next((words for beginning, words in FAILURES.items() if name.startswith(beginning)), UNFORESEEN)
    return said if words is UNFORESEEN and said and not said.isascii() else words


def size_words(size: int) -> str:
    """1536 → 「1.5 KB」."""
    amount, unit = float(size), 0
    while amount >= STEP and unit < len(UNITS) - 1:
        amount, unit = amount / STEP, unit + 1
    return f"{amount:.0f} {UNITS[unit]}" if unit == 0 or amount >= 100 else f"{amount:.1f} {UNITS[unit]}"


def worker_sleeps(oldest_due_at: datetime | None, now: datetime) -> bool:
    """Has work been waiting longer than a worker that lives would let it?"""
    return oldest_due_at is not None and now - oldest_due_at > WORKER_SLEEPS_AFTER


def logo_type(data: bytes) -> str | None:
    """What kind of picture it is by its first bytes; None for none that a browser shows safely, or one too large."""
    kind = next((kind for magic, kind in LOGOS.items() if data.startswith(magic)), None)
    if len(data) > LARGEST_LOGO or (kind == "image/webp" and data[8:12] != b"WEBP"):
        return None
    return kind


class InvitationState(StrEnum):
    OPEN = "open"
    USED = "used"
    EXPIRED = "expired"
    REVOKED = "revoked"


INVITATION_LABELS = {
    InvitationState.OPEN: "まだ使われていません",
    InvitationState.USED: "使われました",
    InvitationState.EXPIRED: "期限が切れました",
    InvitationState.REVOKED: "取り消しました",
}
UNUSABLE = {
    InvitationState.USED: "この招待は、すでに使われています。心当たりがないときは、招待した団体にお知らせください。",
    InvitationState.EXPIRED: "この招待は期限が切れています。招待した団体に、もう一度お申し込みください。",
    InvitationState.REVOKED: "この招待は取り消されています。招待した団体にお問い合わせください。",
}


def invitation_state(
    used_at: datetime | None, revoked_at: datetime | None, expires_at: datetime, now: datetime
) -> InvitationState:
    """What has become of an invitation by now."""
    if used_at is not None:
        return InvitationState.USED
    if revoked_at is not None:
        return InvitationState.REVOKED
    return InvitationState.EXPIRED if expires_at <= now else InvitationState.OPEN


def invitable(administers: bool) -> tuple[Role, ...]:
    """The roles that may be offered; only an administrator makes administrators."""
    return tuple(role for role in Role if administers or role is not Role.ADMINISTRATOR)


# Whoever learns has power over nobody: such an invitation holds whatever becomes of its writer.
POWERLESS = frozenset({Role.CANDIDATE, Role.LEARNER})


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody to invite: without an address they get a printed card."""

    name: str
    kana: str
    email: str | None


def guests(text: str) -> tuple[list[Guest], list[str]]:
    """One a line: name, reading, address if there is one; parted by commas or tabs. And what is wrong, by line."""
    found: list[Guest] = []
    wrong: list[str] = []
    lines = [(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    for number, line in lines:
        parts = [part.strip() for part in line.replace("\t", ",").replace("，", ",").replace("、", ",").split(",")]
        problem = _problem(parts)
        if problem:
            wrong.append(f"{number}行目：{problem}")
        else:
            email = normal_email(parts[2]) if len(parts) > 2 and parts[2] else None
            found.append(Guest(parts[0], normal_kana(parts[1]), email))
    return found, wrong


def _problem(parts: Sequence[str]) -> str | None:
    if len(parts) not in (2, 3) or not parts[0] or not parts[1]:
        return "「氏名、フリガナ、メールアドレス（なくてもよい）」の順に書いてください。"
    if max(len(parts[0]), len(parts[1])) > LONGEST_NAME:
        return "氏名とフリガナは60文字までにしてください。"
    if len(parts) > 2 and parts[2] and not is_email(normal_email(parts[2])):
        return "メールアドレスの形が違います。"
    return None
