"""Commands of the training: flask training check, load, export."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import click
import yaml
from flask import current_app
from flask.cli import AppGroup

from app import clock
from app.accounts.actions.organisations import home_organisation
from app.db import transaction
from app.questions.rules import laws, marked_yaml, parsing
from app.questions.rules.loading import LoadReport
from app.questions.rules.problems import Problem
from app.questions.rules.words import PaperKind
from app.training.actions.curricula import load_curricula
from app.training.actions.lessons import load_lessons
from app.training.queries import curricula as find
from app.training.queries.lessons import stored_lessons
from app.training.rules import lessons, stock
from app.training.rules.reading import LESSONS, Known, errors, read_curricula

commands = AppGroup("training", help="研修の課程と教材のファイルを確かめ、読み込み、書き出します。")
folder = click.argument(
    "path", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path), metavar="[PATH]"
)


@dataclass(frozen=True, slots=True)
class Reading:
    """What the files of a folder say, and all that is wrong with them."""

    curricula: list[stock.Curriculum]
    lessons: list[lessons.Lesson]
    problems: list[Problem]


class Plain(yaml.SafeDumper):
    """Lists stand two spaces in, as in the files that people write."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


def _root() -> Path:
    return Path(current_app.root_path).parent


def _read(path: Path) -> Reading:
    files = find.training_files(path)
    shelf = _shelf(_root() / "question_bank")
    found, problems = lessons.read_lessons(files, shelf)
    known = Known(shelf.checks, frozenset(lesson.path for lesson in found))
    curricula, faults = read_curricula(files, known)
    return Reading(curricula, found, sorted({*problems, *faults}))


def _shelf(bank: Path) -> lessons.Shelf:
    """What footnotes and checks may name: the statutes, the sources and the papers of the question bank."""
    document, _problems = marked_yaml.read("sources.yaml", (bank / "sources.yaml").read_bytes())
    sources = [parsing.source(data) for data in document.data] if document else []
    statutes = {source.key for source in sources if source.kind.is_statute}
    known = laws.read((bank / "laws.json").read_text(encoding="utf-8"))
    papers = [marked_yaml.read(path.name, path.read_bytes())[0] for path in sorted((bank / "papers").glob("*.yaml"))]
    checks = {paper.data["slug"] for paper in papers if paper and paper.data["kind"] == PaperKind.CHECK}
    return lessons.Shelf(
        laws={key: law for key, law in known.items() if key in statutes},
        sources=frozenset(source.key for source in sources) - statutes,
        checks=frozenset(checks),
    )


def _tell(reading: Reading, path: Path) -> int:
    """Print what is wrong; says how much of it must be mended."""
    for problem in reading.problems:
        click.echo(f"{path.name}/{problem}")
    wrong = errors(reading.problems)
    click.echo(f"課程 {len(reading.curricula)}、教材 {len(reading.lessons)}")
    click.echo(f"誤り {wrong} 件、注意 {len(reading.problems) - wrong} 件")
    return wrong


@commands.command("check")
@folder
@click.pass_context
def check(context: click.Context, path: Path | None) -> None:
    """PATH（ふつうは curricula/）のファイルを確かめます。データベースは使いません。"""
    path = path or _root() / "curricula"
    context.exit(1 if _tell(_read(path), path) else 0)


@commands.command("load")
@folder
@click.pass_context
def load(context: click.Context, path: Path | None) -> None:
    """PATH（ふつうは curricula/）を読み込みます。誤りが一つでもあれば、何も変えません。"""
    path = path or _root() / "curricula"
    reading = _read(path)
    if errors(reading.problems):
        _tell(reading, path)
        click.echo("何も読み込んでいません。上の誤りを直して、もう一度読み込んでください。", err=True)
        context.exit(1)
    report = LoadReport()
    with transaction():
        now = clock.now()
        organisation = home_organisation(now)
        load_lessons(reading.lessons, organisation=organisation, now=now, report=report)
        load_curricula(reading.curricula, organisation=organisation, now=now, report=report)
        lines = report.lines()
    click.echo("\n".join(lines))


@commands.command("export")
@click.argument("directory", type=click.Path(file_okay=False, path_type=Path), metavar="DIR")
def export(directory: Path) -> None:
    """課程と教材を、読み込めるのと同じ形で DIR に書き出します。"""
    with transaction():
        home = home_organisation(clock.now())
        curricula = [find.as_values(row) for row in find.stock(home.id)]
        written = {f"{each.course}/{each.edition}.yaml": _as_yaml(each) for each in curricula}
        texts = stored_lessons(home.id)
        written |= {f"{LESSONS}{lesson.path}": lessons.written(lesson) for lesson in texts}
    for name, text in written.items():
        target = directory / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8", newline="\n")
    click.echo(f"課程 {len(curricula)}、教材 {len(texts)} を {directory} に書き出しました。")


def _as_yaml(curriculum: stock.Curriculum) -> str:
    data = stock.written(curriculum)
    return yaml.dump(data, Dumper=Plain, allow_unicode=True, sort_keys=False, width=10_000)
