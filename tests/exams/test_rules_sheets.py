"""The table of marks: every way of typing a choice, and every fault with its line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.exams.rules import sheets
from app.exams.rules.sheets import Fault, Sheet

HEAD = "メールアドレス,氏名,問1,問2\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_choices_are_read_in_any_width_and_encoding(encoding: str) -> None:
    table = f"{HEAD}Ａ@example.jp,甲,１・３,\n b@example.jp ,乙,24,①⑤\n,,,\n"

    read, faults = sheets.read(table.encode(encoding), [5, 5])

    assert faults == []
    assert read == [Sheet(2, "a@example.jp", {1: 0b101}), Sheet(3, "b@example.jp", {1: 0b1010, 2: 0b10001})]


@pytest.mark.parametrize(
    ("table", "faults"),
    [
        (b"\x81\xff\xfe\x00", [Fault(0, sheets.NO_TEXT)]),
        (b"", [Fault(1, sheets.NO_WHO)]),
        ("メールアドレス,問1\na,1".encode(), [Fault(1, sheets.MISSING.format(numbers="2"))]),
        (HEAD.encode(), [Fault(0, sheets.EMPTY)]),
        (f"{HEAD}a,甲,6,x".encode(), [
            Fault(2, sheets.NO_SUCH.format(number=1, choice=6)),
            Fault(2, sheets.UNREADABLE.format(number=2, typed="x")),
        ]),
        (f"{HEAD}a,,1,2\nA,,1,2".encode(), [Fault(3, sheets.TWICE)]),
        (b'"', [Fault(0, sheets.NO_TABLE)]),
    ],
    ids=["encoding", "empty", "column", "no rows", "choices", "twice", "no table"],
)  # fmt: skip
def test_a_fault_is_named_with_its_line(table: bytes, faults: list[Fault]) -> None:
    assert sheets.read(table, [5, 5])[1] == faults


def test_what_we_hand_out_is_what_we_read() -> None:
    assert sheets.headings(2) == HEAD.strip().split(",")


@given(st.binary(max_size=200))
def test_of_any_bytes_come_sheets_of_this_paper_or_words(content: bytes) -> None:
    read, faults = sheets.read(HEAD.encode() + content, [5, 5])

    assert read or faults
    assert all(fault.message for fault in faults)
    assert all(number in (1, 2) and 0 <= mask < 2**5 for sheet in read for number, mask in sheet.marks.items())
