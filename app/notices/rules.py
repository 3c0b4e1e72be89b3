"""Kinds of notices and what they are called."""

from __future__ import annotations

from enum import StrEnum


class NoticeKind(StrEnum):
    REGRADE = "regrade"
    ACCOMMODATION = "accommodation"
    EXTRA_TIME = "extra_time"
    ACCOUNT = "account"
    TRAINING = "training"
    CORRECTION = "correction"
    QUESTION = "question"


NOTICE_LABELS = {
    NoticeKind.REGRADE: "採点のやり直し",
    NoticeKind.ACCOMMODATION: "合理的配慮",
    NoticeKind.EXTRA_TIME: "試験時間",
    NoticeKind.ACCOUNT: "アカウント",
    NoticeKind.TRAINING: "研修",
    NoticeKind.CORRECTION: "問題の訂正",
    NoticeKind.QUESTION: "問題の執筆と査読",
}
