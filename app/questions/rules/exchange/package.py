"""What is exchanged: questions with all that they rest on and where they stand, and what was said on the way."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from app.questions.rules.stock import CaseStem, Question, Source, Topic
from app.questions.rules.words import QuestionStatus


class Format(StrEnum):
    """The formats by the names of the command."""

    YAML = "yaml"
    CSV = "csv"
    XLSX = "xlsx"
    MOODLE_XML = "moodle-xml"
    GIFT = "gift"
    AIKEN = "aiken"


@dataclass(frozen=True, slots=True)
class Remark:
    """Something about one place of a file; what `stops` keeps the whole file out."""

    place: str
    message: str
    stops: bool = True

    def __str__(self) -> str:
        return f"{self.place} {'' if self.stops else '注意: '}{self.message}"


@dataclass(slots=True)
class Package:
    """A bank on its way; `statuses` says of a question where it stands, if the file does."""

    topics: dict[str, Topic] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)
    cases: dict[str, CaseStem] = field(default_factory=dict)
    questions: list[Question] = field(default_factory=list)
    images: dict[str, bytes] = field(default_factory=dict)
    statuses: dict[str, QuestionStatus] = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        return not any(remark.stops for remark in self.remarks)

    def refuse(self, place: str, message: str) -> None:
        self.remarks.append(Remark(place, message))

    def refuse_twins(self) -> None:
        """Two questions of one id in a file would overwrite each other."""
        seen: set[str] = set()
        for question in self.questions:
            if question.id in seen:
                self.refuse(question.id, "同じ番号の問題が二つあります。別の番号にしてください")
            seen.add(question.id)

    def warn(self, place: str, message: str) -> None:
        self.remarks.append(Remark(place, message, stops=False))
