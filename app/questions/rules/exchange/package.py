"""What is exchanged: questions with all that they rest on and where they stand, and what was said on the way."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from enum import StrEnum
from hashlib import sha256

from app.questions.rules.stock import CaseStem, Question, Source, Topic
from app.questions.rules.words import QuestionStatus

PLACES_NAMED = 20
TWINS = "同じ番号の問題が二つあります。別の番号にしてください"


class Format(StrEnum):
    """The formats by the names of the command."""

    YAML = "yaml"
    CSV = "csv"
    XLSX = "xlsx"
    MOODLE_XML = "moodle-xml"
    QTI_21 = "qti21"
    QTI_22 = "qti22"
    QTI_30 = "qti30"
    GIFT = "gift"
    AIKEN = "aiken"


@dataclass(frozen=True, slots=True)
class About:
    """What people should know of a format before they choose it."""

    label: str
    ending: str
    lossless: bool
    use: str


FORMATS = {
    Format.XLSX: About("Excel（XLSX）", "xlsx", True, "表計算で書く・直すとき。見出しは固定、選ぶ欄つき"),
    Format.CSV: About("CSV", "csv", True, "ほかの表計算やデータベースと。UTF-8 でも Shift_JIS でも"),
    Format.YAML: About("ケアマネ学舎の形（YAML）", "zip", True, "ほかのケアマネ学舎へ移すとき、手もとに控えるとき"),
    Format.MOODLE_XML: About("Moodle XML", "xml", True, "Moodle の問題バンクと"),
    Format.QTI_30: About("QTI 3.0", "zip", True, "QTI 3.0 に対応した試験システムと"),
    Format.QTI_22: About("QTI 2.2", "zip", True, "TAO など、QTI 2.2 に対応した試験システムと"),
    Format.QTI_21: About("QTI 2.1", "zip", True, "QTI 2.1 に対応した試験システムと"),
    Format.GIFT: About("GIFT", "txt", False, "Moodle などで使う文字だけの形。根拠や図は残りません"),
    Format.AIKEN: About("Aiken", "txt", False, "一つだけ選ぶ問題の、いちばん簡単な形"),
}


class Effect(StrEnum):
    """What became of something in a file that was not simply taken over."""

    REFUSED = "refused"
    DROPPED = "dropped"
    APPROXIMATED = "approximated"
    NOTED = "noted"


EFFECT_LABELS = {
    Effect.REFUSED: "誤り",
    Effect.DROPPED: "取り込めないもの",
    Effect.APPROXIMATED: "形が変わるもの",
    Effect.NOTED: "注意",
}


@dataclass(frozen=True, slots=True)
class Remark:
    """Something about one place of a file; what `stops` keeps the whole file out."""

    place: str
    message: str
    effect: Effect = Effect.REFUSED

    @property
    def stops(self) -> bool:
        return self.effect is Effect.REFUSED

    def __str__(self) -> str:
        return f"{self.place} {'' if self.stops else EFFECT_LABELS[self.effect] + ': '}{self.message}"


@dataclass(frozen=True, slots=True)
class Line:
    """The same remark about several places, the first of them named."""

    effect: Effect
    message: str
    count: int
    places: tuple[str, ...]

    def plain(self) -> dict[str, object]:
        """As it is stored and shown."""
        return asdict(self)


def lines(remarks: Iterable[Remark]) -> list[Line]:
    """Remarks by what they say: what stops first, then as they came."""
    places: dict[tuple[Effect, str], list[str]] = {}
    for remark in remarks:
        places.setdefault((remark.effect, remark.message), []).append(remark.place)
    order = list(Effect)
    made = [Line(effect, said, len(where), tuple(where[:PLACES_NAMED])) for (effect, said), where in places.items()]
    return sorted(made, key=lambda line: order.index(line.effect))


@dataclass(slots=True)
class Package:
    """A bank on its way; `statuses` says of a question where it stands, if the file does.

    `undated` are the questions whose law nobody has said the day of: they carry the day of the reading.
    """

    topics: dict[str, Topic] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)
    cases: dict[str, CaseStem] = field(default_factory=dict)
    questions: list[Question] = field(default_factory=list)
    images: dict[str, bytes] = field(default_factory=dict)
    statuses: dict[str, QuestionStatus] = field(default_factory=dict)
    undated: set[str] = field(default_factory=set)
    remarks: list[Remark] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        return not any(remark.stops for remark in self.remarks)

    def beside(self, question: Question, as_of: date | None) -> Question:
        """The question to be compared with one of this day that is there: without a day of its own it keeps that."""
        return replace(question, as_of=as_of) if as_of and question.id in self.undated else question

    def refuse(self, place: str, message: str) -> None:
        self.remarks.append(Remark(place, message))

    def refuse_twins(self) -> None:
        """Two questions of one id in a file would overwrite each other; the same twice is one."""
        seen: dict[str, Question] = {}
        for question in self.questions:
            if question.id not in seen:
                seen[question.id] = question
            elif seen[question.id] == question:
                self.drop(question.id, "まったく同じ問題がもう一つあります。一つだけ読み込みます")
            else:
                self.refuse(question.id, TWINS)
        self.questions = list(seen.values())

    def warn(self, place: str, message: str) -> None:
        self.remarks.append(Remark(place, message, Effect.NOTED))

    def drop(self, place: str, message: str) -> None:
        self.remarks.append(Remark(place, message, Effect.DROPPED))

    def approximate(self, place: str, message: str) -> None:
        self.remarks.append(Remark(place, message, Effect.APPROXIMATED))


def named_by_content(question: Question, name: str) -> Question:
    """An id for a question whose file gives none: its name, and what it says, so that none is taken for another."""
    said = "\n".join([name, question.stem, *(one.text for one in question.statements)])
    return replace(question, id=f"{name[:60]}-{sha256(said.encode()).hexdigest()[:8]}")
