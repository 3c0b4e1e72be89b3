"""The words of practice that are stored, and how they are shown."""

from __future__ import annotations

from enum import StrEnum


class Confidence(StrEnum):
    """How sure somebody was; said in the same tap as the answer."""

    SURE = "sure"
    UNSURE = "unsure"
    GUESS = "guess"


CONFIDENCE_LABELS = {
    Confidence.SURE: "自信あり",
    Confidence.UNSURE: "自信なし",
    Confidence.GUESS: "勘",
}


class Drill(StrEnum):
    """One statement at a time, or whole questions as in the examination."""

    CARD = "card"
    QUESTION = "question"


DRILL_LABELS = {Drill.CARD: "○×（一肢ずつ）", Drill.QUESTION: "五肢複択（本試験の形）"}


class Away(StrEnum):
    """Why something is not asked though a set holds it: taken back, of a paper not to be spoiled, or in doubt."""

    WITHDRAWN = "withdrawn"
    KEPT_BACK = "kept_back"
    IN_DOUBT = "in_doubt"


class CardState(StrEnum):
    """The state of FSRS; a card in LEARNING has no memory to speak of yet, or no longer."""

    LEARNING = "learning"
    REVIEW = "review"
    RELEARNING = "relearning"


CARD_STATE_LABELS = {
    CardState.LEARNING: "覚えはじめ",
    CardState.REVIEW: "復習中",
    CardState.RELEARNING: "覚え直し",
}


class SetKind(StrEnum):
    """By what a set was chosen; FIELD, TOPIC, SOURCE and EXAM (an attempt) name their subject beside it."""

    TODAY = "today"
    DUE = "due"
    FIELD = "field"
    TOPIC = "topic"
    WRONG = "wrong"
    FLAGGED = "flagged"
    UNSEEN = "unseen"
    WEAK = "weak"
    SOURCE = "source"
    EXAM = "exam"
    LUCKY = "lucky"
    OVERCONFIDENT = "overconfident"
    STARRED = "starred"


SET_KIND_LABELS = {
    SetKind.TODAY: "今日の練習",
    SetKind.DUE: "復習の時期がきた肢",
    SetKind.FIELD: "分野",
    SetKind.TOPIC: "出題項目",
    SetKind.WRONG: "まちがえた肢",
    SetKind.FLAGGED: "模擬試験で「あとで見直す」を付けた問題",
    SetKind.UNSEEN: "まだ見ていない肢",
    SetKind.WEAK: "弱いところ（おまかせ）",
    SetKind.SOURCE: "根拠の法令",
    SetKind.EXAM: "受験で落とした項目",
    SetKind.LUCKY: "勘で当たった肢",
    SetKind.OVERCONFIDENT: "自信があったのに誤った肢",
    SetKind.STARRED: "しおりを付けた肢",
}
WITH_SUBJECT = frozenset({SetKind.FIELD, SetKind.TOPIC, SetKind.SOURCE, SetKind.EXAM})
MINUTES = (3, 5, 10, 15, 20)


class DayKind(StrEnum):
    """A day on which less is asked, or nothing."""

    OFF = "off"
    NIGHT = "night"


DAY_KIND_LABELS = {DayKind.OFF: "学習を休む日", DayKind.NIGHT: "夜勤の日"}


class Mastery(StrEnum):
    """How far something is learned."""

    UNTOUCHED = "untouched"
    LEARNING = "learning"
    SETTLED = "settled"


MASTERY_LABELS = {Mastery.UNTOUCHED: "未着手", Mastery.LEARNING: "学習中", Mastery.SETTLED: "定着"}
