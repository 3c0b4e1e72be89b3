"""Which questions and statements of a bank are nearly the same as another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

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
    atoms = _atoms(shelf.questions)
    texts = [_text(atom) for atom in atoms]
    for earlier, later, score in sameness.alike(texts, sameness.STATEMENTS_ALIKE):
        (here, n), there = atoms[later], atoms[earlier]
        if here is there[0] and sameness.normal(texts[earlier]) == sameness.normal(texts[later]):
            continue  # said more plainly by the rule of five distinct statements
        yield here.error(
            f"{n + 1} 番目の肢が {_nth(there)}とほとんど同じです（似かた {score:.2f}）。別の事実を問う文にしてください",
            *("statements", n, "text"),
        )


def in_papers(shelf: Shelf) -> Iterator[Problem]:
    """Statements of two questions of one paper, of which one helps with the other."""
    place = {entry.value.id: entry for entry in reversed(shelf.questions)}
    for paper in shelf.papers:
        asked = [place[id] for id in dict.fromkeys(paper.value.questions) if id in place]
        yield from _in_paper(_atoms(asked), paper.value.slug)


def _in_paper(atoms: Sequence[Atom], slug: str) -> Iterator[Problem]:
    texts = [_text(atom) for atom in atoms]
    for earlier, later, score in sameness.alike(texts, sameness.STATEMENTS_OF_A_PAPER_ALIKE):
        (here, n), there = atoms[later], atoms[earlier]
        if here is not there[0] and score < sameness.STATEMENTS_ALIKE:
            yield here.warning(
                f"{n + 1} 番目の肢が、同じ試験 {slug} の {_nth(there)}と似ていて（似かた {score:.2f}）、"
                "手がかりになります。別の事実を問うか、別の試験に移してください",
                *("statements", n, "text"),
            )


Atom = tuple[Entry[Question], int]
"""A statement: its question, and its place there, counted from 0."""


def _atoms(entries: Iterable[Entry[Question]]) -> list[Atom]:
    return [(entry, n) for entry in entries for n in range(len(entry.value.statements))]


def _text(atom: Atom) -> str:
    entry, n = atom
    return entry.value.statements[n].text


def _nth(atom: Atom) -> str:
    entry, n = atom
    return f"{_where(entry, 'statements', n, 'text')}の {n + 1} 番目の肢"


def _asked(question: Question, shelf: Shelf) -> str:
    case = shelf.case.get(question.case) if question.case else None
    return (case.text if case else "") + sameness.without_formula(question.stem)


def _where(entry: Entry[Question], *inside: str | int) -> str:
    return f"{entry.value.id}（{entry.document.file}:{entry.line(*inside)}）"
