"""Moodle XML as we write it: multichoice questions with several answers."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from app.questions.rules.exchange import whole
from app.questions.rules.exchange.package import Package
from app.questions.rules.stock import Question, Statement

WRONG = -100


def write(package: Package) -> Iterator[bytes]:
    """The file in pieces, question by question; what Moodle has no place for stands in an element of ours."""
    yield b'<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n'
    for question in package.questions:
        yield _question(question, package).encode()
    yield b"</quiz>\n"


def _question(question: Question, package: Package) -> str:
    share = 100 / len(question.key)
    stem = f"{question.stem}{question.choose}つ選べ。"
    if question.case:
        stem = f"{package.cases[question.case].text}\n{stem}"
    answers = "".join(_answer(one, share) for one in question.statements)
    tags = "".join(f"<tag><text>{escape(tag)}</text></tag>" for tag in question.tags)
    return (
        f'<question type="multichoice">\n<name><text>{escape(question.id)}</text></name>\n'
        f"{_stem(stem, question, package)}\n"
        f"<defaultgrade>1</defaultgrade><penalty>0</penalty><hidden>0</hidden><idnumber>{escape(question.id)}</idnumber>\n"
        f"<single>false</single><shuffleanswers>false</shuffleanswers><answernumbering>123</answernumbering>\n"
        f"{answers}<tags>{tags}</tags>\n<gakusha>{escape(whole.write(question, package))}</gakusha>\n</question>\n"
    )


def _answer(one: Statement, share: float) -> str:
    fraction = f"{share:.5f}".rstrip("0").rstrip(".") if one.correct else str(WRONG)
    return (
        f'<answer fraction="{fraction}" format="plain_text"><text>{escape(one.text)}</text>'
        f'<feedback format="plain_text"><text>{escape(one.why)}</text></feedback></answer>\n'
    )


def _stem(stem: str, question: Question, package: Package) -> str:
    if question.image is None:
        return f'<questiontext format="plain_text"><text>{escape(stem)}</text></questiontext>'
    name = question.image.file.rpartition("/")[2]
    picture = f"<img src={quoteattr('@@PLUGINFILE@@/' + name)} alt={quoteattr(question.image.alt)}>"
    shown = f"<p>{escape(stem)}</p><p>{picture}</p>"
    content = base64.b64encode(package.images[question.image.file]).decode()
    file = f'<file name={quoteattr(name)} path="/" encoding="base64">{content}</file>'
    return f'<questiontext format="html"><text>{escape(shown)}</text>{file}</questiontext>'
