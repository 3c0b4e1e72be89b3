"""From the files of the curricula to values, or to everything that is wrong with them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path as File

from app.questions.rules import marked_yaml, schemas
from app.questions.rules.problems import Document, Problem, Severity
from app.training.rules import stock
from app.training.rules.stock import Curriculum

SCHEMAS = File(__file__).parents[1] / "schemas"
LESSONS = "lessons/"


@dataclass(frozen=True, slots=True)
class Known:
    """What files may point at: papers of kind check (None: not looked up) and lessons by their path."""

    checks: frozenset[str] | None
    lessons: frozenset[str]


@dataclass(frozen=True, slots=True)
class Read:
    """A curriculum with the document that it came from."""

    curriculum: Curriculum
    document: Document


def curriculum_files(names: Iterable[str]) -> list[str]:
    """The curricula among these files: <course>/<edition>.yaml."""
    return sorted(name for name in names if name.endswith(".yaml") and name.count("/") == 1)


def read_curricula(files: Mapping[str, bytes], known: Known) -> tuple[list[Curriculum], list[Problem]]:
    """All curricula of these files, given by their path, and all that is wrong with them."""
    found: list[Read] = []
    problems: list[Problem] = []
    for name in curriculum_files(files):
        read, faults = _read(name, files[name])
        problems += faults
        found += [read] if read else []
    editions = {read.curriculum.slug: read.curriculum for read in found}
    for read in found:
        problems += _checked(read, editions, known)
    return [read.curriculum for read in found], problems


def errors(problems: Iterable[Problem]) -> int:
    """How many of these must be mended."""
    return sum(problem.severity is Severity.ERROR for problem in problems)


def _read(name: str, content: bytes) -> tuple[Read | None, list[Problem]]:
    document, problems = marked_yaml.read(name, content)
    if document is None:
        return None, problems
    faults = [document.problem(path, text) for path, text in schemas.findings(document, "curriculum", SCHEMAS)]
    if faults:
        return None, [*problems, *faults]
    try:
        return Read(stock.curriculum(document.data), document), problems
    except ValueError:
        return None, [*problems, document.problem(("in_force",), "ない日付があります。暦にある日を書いてください")]


def _checked(read: Read, editions: Mapping[str, Curriculum], known: Known) -> Iterator[Problem]:
    curriculum, document = read.curriculum, read.document
    home = f"{curriculum.course}/{curriculum.edition}.yaml"
    if document.file != home:
        yield document.problem(
            ("edition",), f"この課程は {home} に書きます。移すか、course と edition を直してください"
        )
    first, last = curriculum.in_force_from, curriculum.in_force_to
    if first and last and last < first:
        yield document.problem(("in_force",), "終わりの日が始まりの日より前です。逆にしてください")
    yield from _doubled(document, curriculum)
    yield from _pointing(document, curriculum, editions, known)
    yield from _sums(document, curriculum)


def _pointing(
    document: Document, curriculum: Curriculum, editions: Mapping[str, Curriculum], known: Known
) -> Iterator[Problem]:
    """What a module names must be there: the module that it replaces, its lessons, its check."""
    for n, module in enumerate(curriculum.modules):
        for place in module.replaces:
            edition, _, code = place.partition(":")
            other = editions.get(f"{curriculum.course}-{edition}")
            if other is None or code not in {each.code for each in other.modules}:
                yield document.problem(("modules", n, "replaces"), f"読替の相手「{place}」がありません")
        for path in module.lessons:
            if path not in known.lessons:
                yield document.problem(("modules", n, "lessons"), f"教材 {LESSONS}{path} がありません")
        if module.final_check and known.checks is not None and module.final_check not in known.checks:
            message = f"確認問題「{module.final_check}」が問題バンクにありません"
            yield document.problem(("modules", n, "final_check"), message)


def _doubled(document: Document, curriculum: Curriculum) -> Iterator[Problem]:
    seen: set[str] = set()
    for n, module in enumerate(curriculum.modules):
        if module.code in seen:
            yield document.problem(("modules", n, "code"), f"code「{module.code}」が二度使われています")
        seen.add(module.code)


def _sums(document: Document, curriculum: Curriculum) -> Iterator[Problem]:
    """Where every module has its minutes they must add up; a theme is never longer than the course."""
    total, minutes = curriculum.total_minutes, [module.minutes for module in curriculum.modules]
    if total is None:
        return
    known = sum(each or 0 for each in minutes)
    if known > total or (None not in minutes and known != total):
        message = f"科目の時間の合計は {known} 分ですが、total_minutes は {total} 分です"
        yield document.problem(("total_minutes",), message)
    for n, theme in enumerate(curriculum.themes):
        if (theme.minutes or 0) > total:
            yield document.problem(("themes", n, "minutes"), "課程全体の時間より長くなっています")
