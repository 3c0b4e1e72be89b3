from __future__ import annotations

from app.accounts.rules.offices import CODE, new_code
from app.offices import rules


def test_a_code_is_read_however_it_was_typed() -> None:
    typed = ["abcd-2345", " ABCD 2345 ", "ABCD2345", "ＡＢＣＤ"]

    assert [rules.normal_code(one) for one in typed] == ["ABCD2345", "ABCD2345", "ABCD2345", ""]
    assert rules.shown_code("ABCD2345") == "ABCD-2345"
    assert rules.shown_code("old-1") == "old-1"


def test_codes_are_new_each_time() -> None:
    codes = {new_code() for _ in range(50)}

    assert len(codes) == 50
    assert all(CODE.fullmatch(code) for code in codes)
