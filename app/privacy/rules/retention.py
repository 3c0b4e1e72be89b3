"""How long what is kept: the subjects that a rule can be made for, and those that are never cleared."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

LONGEST_DAYS = 36_500
LONGEST_GROUND = 200


class Subject(StrEnum):
    """What can be cleared when its time has passed; the database keeps rules by these names."""

    SESSION = "account_session"
    LETTER = "mail"
    UNCONFIRMED = "unconfirmed_account"
    NOTICE = "notice"
    JOB = "outbox"
    DISCLOSURE = "disclosure"
    REQUEST = "privacy_request"
    GROUND = "accommodation_ground"
    SITTING = "attempt"


@dataclass(frozen=True, slots=True)
class Usual:
    """What holds until somebody makes a rule."""

    label: str
    since: str
    days: int
    ground: str


USUAL: dict[Subject, Usual] = {
    Subject.SESSION: Usual(
        "サインインした端末の記録", "サインアウトか期限の日から", 90, "不正なサインインを確かめるため"
    ),
    Subject.LETTER: Usual(
        "送ったメールの本文と宛先（送れなかったものは書いた日から）",
        "送った日から",
        30,
        "届いたかどうかの問い合わせに答えるため",
    ),
    Subject.UNCONFIRMED: Usual(
        "メールの確認が済まなかった登録", "登録した日から", 30, "人のアドレスで登録されたおそれがあるため"
    ),
    Subject.NOTICE: Usual("読んだお知らせ", "読んだ日から", 365, "一年のあいだ読み返せるようにするため"),
    Subject.JOB: Usual("終わった仕事の記録", "終わった日から", 30, "うまくいかなかったときに調べるため"),
    Subject.DISCLOSURE: Usual("開示のためのファイル", "作った日から", 7, "受け取るあいだだけ要るため"),
    Subject.REQUEST: Usual(
        "訂正・利用停止の申し込みと答え", "答えた日から", 1095, "あとから経過をたずねられたときのため"
    ),
    Subject.GROUND: Usual(
        "合理的配慮の申し込みの理由と書類",
        "申し込んだ日から",
        180,
        "認めるかどうかを決め、結果についてのお尋ねに答えるため",
    ),
    Subject.SITTING: Usual(
        "退会した人の受験と解答（名前のない形。研修の科目の確認を除く）",
        "退会した日から",
        1825,
        "あとからの採点の訂正と、問題の良しあしを確かめる統計のため",
    ),
}


@dataclass(frozen=True, slots=True)
class Fixed:
    """What no rule clears, and why."""

    label: str
    why: str


NEVER_CLEARED = (
    Fixed(
        "研修の時間・出席・受講・科目の確認（退会した人は名前のない形）",
        "修了を証明する元になる台帳で、書き換えも削除もできない作りです。",
    ),
    Fixed("監査の記録（番号と日時だけ）", "取り扱いが正しかったことを、あとから確かめるためです。"),
    Fixed("同意の記録", "いつ、どの版に同意されたかを示すためです。"),
    Fixed("認められた合理的配慮の倍率と日付", "受験の時間が正しかったことを示すためです。"),
)


@dataclass(frozen=True, slots=True)
class Rule:
    """The rule in force for a subject."""

    subject: Subject
    days: int | None
    ground: str
    from_on: date | None

    @property
    def usual(self) -> Usual:
        return USUAL[self.subject]

    def words(self) -> str:
        """「送った日から30日」, or that it stays."""
        return "消しません" if self.days is None else f"{self.usual.since}{_length(self.days)}"

    def cutoff(self, now: datetime) -> datetime | None:
        """What is older than this has had its time; None where nothing ever has."""
        return None if self.days is None else now - timedelta(days=self.days)


def in_force(subject: Subject, rules: Iterable[tuple[date, int | None, str]], today: date) -> Rule:
    """The newest rule that has begun (from, days, ground); what is usual where none has."""
    begun = [rule for rule in rules if rule[0] <= today]
    if not begun:
        usual = USUAL[subject]
        return Rule(subject, usual.days, usual.ground, None)
    from_on, days, ground = max(begun)
    return Rule(subject, days, ground, from_on)


def _length(days: int) -> str:
    years, rest = divmod(days, 365)
    return f"{years}年" if years and not rest else f"{days}日"
