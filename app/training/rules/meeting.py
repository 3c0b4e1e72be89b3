"""The log of an online meeting: who came and went when, several times perhaps, and what that makes of attendance."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

NAMES = ("名前", "氏名", "参加者", "表示名", "name", "participant", "full name")
EMAILS = ("メール", "email", "e-mail", "upn")
JOINS = ("参加時", "入室", "join", "first join")
LEAVES = ("退出時", "退室", "leave", "last leave")
FORMATS = (
    *("%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y年%m月%d日 %H:%M:%S"),
    *(
        "%m/%d/%Y %I:%M:%S %p",
        "%m/%d/%y, %I:%M:%S %p",
        "%m/%d/%Y, %I:%M:%S %p",
        "%m/%d/%Y %H:%M:%S",
        "%H:%M:%S",
        "%H:%M",
    ),
)
NO_HEADINGS = (
    "名前・参加時刻・退出時刻の見出しの行が見つかりません。会議の「参加者」の記録（CSV）を、そのまま選んでください。"
)
BAD_TIME = "{row}行目の時刻「{text}」を読み取れません。2026/11/22 9:30 の形にしてください。"
BACKWARDS = "{row}行目は、退出が参加より前です。時刻を確かめてください。"


class Unreadable(Exception):
    """The log cannot be read; the message says what to mend, and where."""


@dataclass(frozen=True, slots=True)
class Stay:
    """From when to when somebody was in the meeting, by Japan's clocks."""

    name: str
    email: str
    joined_at: datetime
    left_at: datetime


@dataclass(frozen=True, slots=True)
class Presence:
    """What the stays of one person come to; gaps between them are taken off the end."""

    arrived_at: datetime
    left_at: datetime


def read(text: str, day: datetime) -> list[Stay]:
    """The stays of a log; lines above its headings are passed over. Times without a day are those of `day`."""
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter="\t" if "\t" in text[:500] else ","))
    except csv.Error:
        raise Unreadable(NO_HEADINGS) from None
    for n, line in enumerate(lines):
        columns = [_column(line, words) for words in (NAMES, JOINS, LEAVES)]
        if None not in columns:
            name, joined, left = (column or 0 for column in columns)
            places = (name, _column(line, EMAILS), joined, left)
            return [_stay(row, cells, places, day) for row, cells in enumerate(lines[n + 1 :], n + 2) if any(cells)]
    raise Unreadable(NO_HEADINGS)


def _column(line: Sequence[str], words: Iterable[str]) -> int | None:
    for n, heading in enumerate(line):
        if unicodedata.normalize("NFKC", heading).strip().lower().startswith(tuple(words)) or any(
            word in heading.lower() for word in words if not word.isascii()
        ):
            return n
    return None


def _stay(row: int, cells: Sequence[str], places: tuple[int, int | None, int, int], day: datetime) -> Stay:
    name, email, joined, left = (
        cells[place].strip() if place is not None and place < len(cells) else "" for place in places
    )
    joined_at, left_at = _time(row, joined, day), _time(row, left, day)
    if left_at < joined_at:
        raise Unreadable(BACKWARDS.format(row=row))
    return Stay(name, email.lower(), joined_at, left_at)


def _time(row: int, text: str, day: datetime) -> datetime:
    usual = unicodedata.normalize("NFKC", text).strip()
    for form in FORMATS:
        try:
            found = datetime.strptime(usual, form)  # noqa: DTZ007  # the log's clock is Japan's, as the class is
        except ValueError:
            continue
        return found if "%d" in form else datetime.combine(day.date(), found.time())
    raise Unreadable(BAD_TIME.format(row=row, text=text[:30]))


def presence(stays: Iterable[Stay], starts_at: datetime, ends_at: datetime) -> Presence | None:
    """What of the stays falls into the session; None for nothing. Two devices at once count once."""
    within = sorted((max(s.joined_at, starts_at), min(s.left_at, ends_at)) for s in stays)
    within = [(begin, end) for begin, end in within if begin < end]
    if not within:
        return None
    gaps, upto = timedelta(0), within[0][1]
    for begin, end in within[1:]:
        gaps += max(timedelta(0), begin - upto)
        upto = max(upto, end)
    return Presence(within[0][0], upto - gaps)


def matched(
    stays: Iterable[Stay], by_email: Mapping[str, int], by_name: Mapping[str, int]
) -> tuple[dict[int, list[Stay]], list[str]]:
    """The stays of each learner, known by address, else by name; and the names of those who are none of them."""
    found: defaultdict[int, list[Stay]] = defaultdict(list)
    unknown: list[str] = []
    for stay in stays:
        learner = by_email.get(stay.email) or by_name.get(plain_name(stay.name))
        if learner is None:
            unknown.append(stay.name or stay.email)
        else:
            found[learner].append(stay)
    return dict(found), list(dict.fromkeys(unknown))


def plain_name(name: str) -> str:
    """A name as it is shown in a meeting, without numbers, brackets and spaces: 「12_佐藤 花子（A班）」 is 佐藤花子."""
    usual = re.sub(r"\(.*?\)|【.*?】|\[.*?\]", "", unicodedata.normalize("NFKC", name))
    return "".join(sign for sign in usual if sign.isalpha())
