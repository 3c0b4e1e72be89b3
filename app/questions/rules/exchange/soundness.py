"""What must hold of every package, whatever it was read from, before any of it is taken in."""

from __future__ import annotations

from collections.abc import Iterator

from app.questions.rules.exchange.package import Package
from app.questions.rules.stock import Question

LONGEST_TOPIC, LONGEST_SOURCE, LONGEST_PLACE, LONGEST_RIGHTS = 80, 120, 40, 200
MOST_QUESTIONS = 20_000
MAGIC = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"RIFF")
TOO_MANY = f"問題が多すぎます（一度に{MOST_QUESTIONS:,}問まで）。ファイルを分けてください"


def check(package: Package) -> None:
    """Put into the report what would break the bank or a browser."""
    package.refuse_twins()
    if len(package.questions) > MOST_QUESTIONS:
        package.refuse("ファイル", TOO_MANY)
    for question in package.questions:
        for message in _faults(question):
            package.refuse(question.id, message)
    for name, content in package.images.items():
        if not content.startswith(MAGIC) or (content[:4] == b"RIFF" and content[8:12] != b"WEBP"):
            package.refuse(name, "図は PNG・JPEG・WebP のファイルにしてください")


def _faults(question: Question) -> Iterator[str]:
    cited = [one for statement in question.statements for one in statement.sources]
    if len(question.topic) > LONGEST_TOPIC or not question.topic:
        yield f"出題項目は{LONGEST_TOPIC}字までにしてください"
    if len(question.rights) > LONGEST_RIGHTS:
        yield f"出典・権利は{LONGEST_RIGHTS}字までにしてください"
    if any(len(one.source) > LONGEST_SOURCE for one in cited) or any(
        len(part or "") > LONGEST_PLACE for one in cited for part in (one.article, one.item, one.suppl)
    ):
        yield "根拠の名前か条の書き方が長すぎます"
    if question.image and question.image.file.rpartition(".")[2].lower() not in ("png", "jpg", "jpeg", "webp"):
        yield "図は PNG・JPEG・WebP のファイルにしてください"
