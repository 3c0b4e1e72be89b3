from __future__ import annotations

from app.notices.rules import NOTICE_LABELS, NoticeKind


def test_every_kind_of_notice_has_a_name() -> None:
    assert set(NOTICE_LABELS) == set(NoticeKind)
