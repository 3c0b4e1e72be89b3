from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from app.training.rules import meeting
from app.training.rules.meeting import Presence, Stay, Unreadable, matched, plain_name, presence, read

DAY = datetime(2026, 11, 22, 10, 0)  # noqa: DTZ001  # by Japan's clock, as a meeting's log is
ENDS = DAY + timedelta(hours=2)
LOG = """会議ID,トピック
123,演習

名前（元の名前）,メール,参加時刻,退出時刻,期間（分）
12_佐藤 花子,HANAKO@example.jp,2026/11/22 09:55:01,2026/11/22 10:30:00,35
12_佐藤 花子,HANAKO@example.jp,2026/11/22 10:40:00,2026/11/22 12:03:00,83
"""
ENGLISH = """Name (original name),Email,Join time,Leave time
Hanako,,11/22/2026 09:55:01 AM,11/22/2026 12:03:00 PM
"""


def at(hour: int, minute: int = 0) -> datetime:
    return DAY.replace(hour=hour, minute=minute)


def stay(begin: datetime, end: datetime, name: str = "佐藤", email: str = "") -> Stay:
    return Stay(name, email, begin, end)


def test_the_log_of_a_meeting_is_read_in_either_language() -> None:
    first, second = read(LOG, DAY)
    english = read(ENGLISH, DAY)[0]

    assert (first.email, first.joined_at.minute, second.left_at) == ("hanako@example.jp", 55, at(12, 3))
    assert (english.name, english.left_at) == ("Hanako", at(12, 3))


def test_times_alone_are_those_of_the_day() -> None:
    assert read("氏名\t入室\t退室\n佐藤\t9:58\t１２：００\n", DAY)[0].joined_at == at(9, 58)


@pytest.mark.parametrize(
    ("log", "message"),
    [
        ("", meeting.NO_HEADINGS),
        ("氏名,参加時刻\n", meeting.NO_HEADINGS),
        ("氏名,参加時刻,退出時刻\n佐藤,朝,12:00\n", "2行目の時刻「朝」"),
        ("氏名,参加時刻,退出時刻\n佐藤\n", "2行目の時刻「」"),
        ("氏名,参加時刻,退出時刻\n佐藤,12:00,11:00\n", "2行目は、退出が参加より前"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_line(log: str, message: str) -> None:
    with pytest.raises(Unreadable, match=message.replace("（", ".").replace("）", ".")):
        read(log, DAY)


@pytest.mark.parametrize(
    ("stays", "expected"),
    [
        ([], None),
        ([(at(8), at(9))], None),
        ([(at(9), at(13))], Presence(at(10), ENDS)),
        ([(at(10), at(11)), (at(11, 30), at(12))], Presence(at(10), at(11, 30))),
        ([(at(10), at(12)), (at(10, 30), at(11))], Presence(at(10), ENDS)),
        ([(at(10, 20), at(11, 50))], Presence(at(10, 20), at(11, 50))),
    ],
)
def test_gaps_are_taken_off_and_two_devices_count_once(
    stays: list[tuple[datetime, datetime]], expected: Presence | None
) -> None:
    assert presence([stay(*each) for each in stays], DAY, ENDS) == expected


@pytest.mark.parametrize("shown", ["12_佐藤 花子", "佐藤　花子（A班）", "【受講】佐藤花子", "佐藤花子(12)"])
def test_a_name_is_known_without_its_ornaments(shown: str) -> None:
    assert plain_name(shown) == "佐藤花子"


def test_learners_are_known_by_address_before_name_and_strangers_are_told() -> None:
    stays = [
        stay(DAY, ENDS, "ゲスト", "hanako@example.jp"),
        stay(DAY, ENDS, "鈴木 一郎"),
        stay(DAY, ENDS, "だれか"),
        stay(DAY, ENDS, "だれか"),
    ]

    found, unknown = matched(stays, {"hanako@example.jp": 1}, {"鈴木一郎": 2})

    assert ({learner: len(those) for learner, those in found.items()}, unknown) == ({1: 1, 2: 1}, ["だれか"])
