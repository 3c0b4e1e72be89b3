"""Which questions and statements of a bank are nearly the same as another."""

from __future__ import annotations

from collections.abc import Iterator

from app.questions.rules import sameness
from app.questions.rules.problems import Entry, Problem
from app.questions.rules.shelf import Shelf
from app.questions.rules.stock import Question


def stems(shelf: Shelf) -> Iterator[Problem]:
    """Stems that ask nearly the same; of a case question the case belongs to what it asks."""
    texts = [_asked(entry.value, shelf) for entry in shelf.questions]
    for earlier, later, score in sameness.alike(texts, sameness.STEMS_ALIKE):
        here, there = shelf.questions[later], shelf.questions[earlier]
        likeness = f"{_where(there, 'stem')}とほとんど同じです（似かた {score:.2f}）"
        yield here.error(f"問題文が {likeness}。何を問うかを書き分けてください", "stem")


def statements(shelf: Shelf) -> Iterator[Problem]:
    """Statements that say nearly the same, or its contrary, anywhere in the bank."""
    atoms = [(entry, n) for entry in shelf.questions for n in range(len(entry.value.statements))]
    texts = [entry.value.statements[n].text for entry, n in atoms]
    for earlier, later, score in sameness.alike(texts, sameness.STATEMENTS_ALIKE):
        (here, n), (there, m) = atoms[later], atoms[earlier]
        if here is there and sameness.normal(texts[earlier]) == sameness.normal(texts[later]):
            continue  # said more plainly by the rule of five distinct statements
        where = f"{_where(there, 'statements', m, 'text')}の {m + 1} 番目の肢"
        yield here.error(
            f"{n + 1} 番目の肢が {where}とほとんど同じです（似かた {score:.2f}）。別の事実を問う文にしてください",
            *("statements", n, "text"),
        )


def _asked(question: Question, shelf: Shelf) -> str:
    case = shelf.case.get(question.case) if question.case else None
    return (case.text if case else "") + sameness.without_formula(question.stem)


def _where(entry: Entry[Question], *inside: str | int) -> str:
    return f"{entry.value.id}（{entry.document.file}:{entry.line(*inside)}）"
