"""What an office may see of those who work there, and how its code looks."""

from __future__ import annotations

from enum import StrEnum

from app.accounts.rules.offices import CODE, CODE_LENGTH

LONGEST_NAME = 80
SHARE_VERSION = "2026-11-22"


class Subject(StrEnum):
    """What a person may let their office see, each for itself."""

    TRAINING = "training"
    EXAMS = "exams"
    RECORDS = "records"
    RECOMMENDATION = "recommendation"


SUBJECT_LABELS = {
    Subject.TRAINING: "研修の進み具合（残りの科目と時間、期限）",
    Subject.EXAMS: "模擬試験の結果（日付、点数、合否）",
    Subject.RECORDS: "研修記録シート（研修の目標を見て、管理者として記入する）",
    Subject.RECOMMENDATION: "研修への推薦（申し込んだ研修の主催者に、事業所の推薦の文が見える）",
}


def normal_code(typed: str) -> str:
    """As it is stored, however it was typed: hyphens, spaces and small letters do not matter."""
    return "".join(character for character in typed.upper() if character.isascii() and character.isalnum())


def shown_code(code: str) -> str:
    """In two groups, as people read it aloud."""
    return f"{code[: CODE_LENGTH // 2]}-{code[CODE_LENGTH // 2 :]}" if CODE.fullmatch(code) else code
