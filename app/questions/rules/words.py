"""Words of the question bank that are stored or written in its files, and how they are shown."""

from __future__ import annotations

from enum import StrEnum


class SourceKind(StrEnum):
    """What a source is; the files and the screen use the same Japanese word."""

    ACT = "法律"
    CABINET_ORDER = "政令"
    ORDINANCE = "省令"
    NOTIFICATION = "告示"
    CIRCULAR = "通知"
    GUIDELINE = "ガイドライン"
    STATISTICS = "統計"
    EXPERTISE = "専門知識"

    @property
    def is_statute(self) -> bool:
        """True where a citation must name an article that exists."""
        return self in STATUTES


STATUTES = frozenset({SourceKind.ACT, SourceKind.CABINET_ORDER, SourceKind.ORDINANCE})


KIND_WORDS = {
    SourceKind.ACT: "国会が定めた決まりです。",
    SourceKind.CABINET_ORDER: "法律にもとづいて、内閣が定めた決まりです。",
    SourceKind.ORDINANCE: "法律や政令にもとづいて、大臣が定めた決まりです。",
    SourceKind.NOTIFICATION: "行政機関が、決めたことを広く知らせたものです。",
    SourceKind.CIRCULAR: "行政機関が、決まりの運用のしかたを関係者に伝えたものです。",
    SourceKind.GUIDELINE: "国や学会などが、望ましい進め方をまとめたものです。",
    SourceKind.STATISTICS: "公的な機関が調べた数字です。",
    SourceKind.EXPERTISE: (
        "専門職のあいだで共有されている知識です。"
        "正答を見ずに、互いの答えも見ずに答えた二人の答えが一致したものだけを使っています。"
    ),
}
"""What each kind is, for somebody who has never had to tell them apart."""


class PaperKind(StrEnum):
    MOCK = "mock"
    SHORT = "short"
    CHECK = "check"
    TRIAL = "trial"


PAPER_KIND_LABELS = {
    PaperKind.MOCK: "模擬試験",
    PaperKind.SHORT: "ミニ試験",
    PaperKind.CHECK: "確認問題",
    PaperKind.TRIAL: "お試し",
}


class Results(StrEnum):
    """When the result of a paper may be seen."""

    AT_ONCE = "at_once"
    AFTER_CLOSE = "after_close"


class QuestionStatus(StrEnum):
    """The way of a question; only a published one reaches a candidate."""

    DRAFT = "draft"
    REVIEW = "review"
    LAW_CHECK = "law_check"
    PUBLISHED = "published"
    DOUBTED = "doubted"
    RETIRED = "retired"


QUESTION_STATUS_LABELS = {
    QuestionStatus.DRAFT: "下書き",
    QuestionStatus.REVIEW: "査読",
    QuestionStatus.LAW_CHECK: "法令確認",
    QuestionStatus.PUBLISHED: "公開",
    QuestionStatus.DOUBTED: "要確認",
    QuestionStatus.RETIRED: "引退",
}
