"""Commands of the question bank: flask questions check, load, report, laws."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from app import clock
from app.accounts import queries as accounts
from app.accounts.actions.organisations import home_organisation
from app.accounts.rules import HOME_ORGANISATION
from app.db import transaction
from app.questions import actions, queries
from app.questions.actions.amendments import amend as register
from app.questions.exchange_cli import export_questions, import_questions, undo_import
from app.questions.models import Source
from app.questions.rules import laws, marked_yaml, parsing, report, schemas, summary
from app.questions.rules.citing import read_articles
from app.questions.rules.problems import Problem
from app.questions.rules.reading import LAWS, SOURCES, Reading, read_bank
from app.questions.rules.stock import Bank
from app.questions.rules.whole import ALL_QUESTIONS, LEAST_ALWAYS

REPORT = "question-bank.html"

commands = AppGroup("questions", help="問題バンクのファイルを確かめ、読み込みます。")

commands.add_command(export_questions)
commands.add_command(import_questions)
commands.add_command(undo_import)

folder = click.argument(
    "path", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path), metavar="[PATH]"
)
strict_option = click.option("--strict", is_flag=True, help="注意も誤りとして扱います。")


def _folder(path: Path | None) -> Path:
    """The stock that came with the program, unless another folder was named."""
    return path or Path(current_app.root_path).parent / "question_bank"


def _shown(path: Path) -> Path:
    return path.relative_to(Path.cwd()) if path.is_absolute() and path.is_relative_to(Path.cwd()) else path


@commands.command("check")
@folder
@strict_option
@click.option("--json", "as_json", is_flag=True, help="結果を JSON で出します。")
@click.pass_context
def check(context: click.Context, path: Path | None, *, strict: bool, as_json: bool) -> None:
    """PATH（ふつうは question_bank/）のファイルを確かめます。データベースは使いません。"""
    path = _folder(path)
    reading = read_bank(queries.stock_files(path), strict=strict, as_stock=True)
    if as_json:
        click.echo(_as_json(reading))
    else:
        _print(reading, path)
    context.exit(1 if reading.bank is None else 0)


@commands.command("load")
@folder
@strict_option
@click.pass_context
def load(context: click.Context, path: Path | None, *, strict: bool) -> None:
    """PATH（ふつうは question_bank/）を読み込みます。誤りが一つでもあれば、何も変えません。"""
    path = _folder(path)
    reading = read_bank(queries.stock_files(path), strict=strict, as_stock=True)
    if reading.bank is None:
        _print(reading, path)
        click.echo("何も読み込んでいません。上の誤りを直して、もう一度読み込んでください。", err=True)
        context.exit(1)
    with transaction():
        now = clock.now()
        report = actions.load_bank(reading.bank, organisation=home_organisation(now), by=None, now=now)
        lines = report.lines()
    click.echo("\n".join(lines))


@commands.command("report")
@click.argument("file", required=False, type=click.Path(dir_okay=False, path_type=Path), metavar="[FILE]")
@click.option(
    "--bank",
    "path",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="調べるフォルダー。省くと question_bank/ です。",
)
@click.pass_context
def write_report(context: click.Context, file: Path | None, path: Path | None) -> None:
    """問題バンクの手薄なところ、かたより、期限、根拠を、一枚の HTML に書きます。

    FILE を省くと、INSTANCE_DIR（ふつうは instance/）の question-bank.html に書きます。
    """
    path = _folder(path)
    reading = read_bank(queries.stock_files(path), as_stock=True)
    if reading.bank is None:
        _print(reading, path)
        click.echo("報告は書いていません。上の誤りを直して、もう一度実行してください。", err=True)
        context.exit(1)
    if file is None:
        file = Path(current_app.config["INSTANCE"]) / REPORT
        file.parent.mkdir(parents=True, exist_ok=True)
    if not file.parent.is_dir():
        raise click.ClickException(f"フォルダー {file.parent} がありません。作るか、別の場所を選んでください。")
    file.write_text(_report_page(reading.bank, reading.problems), encoding="utf-8", newline="\n")
    click.echo(f"{_shown(file)} に書きました（注意 {reading.warnings} 件）。ブラウザーで開いてください。")


@commands.command("laws")
@click.argument("index", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@folder
def write_laws(index: Path, path: Path | None) -> None:
    """INDEX から、sources.yaml にある法令の条の一覧 laws.json を作ります。

    INDEX は {"法令 id": {"title": "題名", "articles": ["第一条", "第一条の二"]}} の形の JSON です。
    """
    path = _folder(path)
    document, problems = marked_yaml.read(SOURCES, (path / SOURCES).read_bytes())
    if document is None or problems or schemas.findings(document, "sources"):
        raise click.ClickException(f"{SOURCES} に誤りがあります。questions check で確かめて、直してください。")
    wanted = {source.key for source in map(parsing.source, document.data) if source.kind.is_statute}
    found = laws.laws_of_index(json.loads(index.read_text(encoding="utf-8")), wanted)
    if missing := sorted(wanted - found.keys()):
        raise click.ClickException(f"INDEX に次の法令がありません: {'、'.join(missing)}")
    (path / LAWS).write_text(laws.written(found), encoding="utf-8", newline="\n")
    click.echo(f"{len(found)} 法令の条の一覧を {_shown(path / LAWS)} に書きました")


def _report_page(bank: Bank, problems: Sequence[Problem]) -> str:
    """The page with the house's own style inside, so that the file can be sent to anybody."""
    today = clock.today()
    style = Path(current_app.blueprints["ui"].static_folder or "") / "css" / "site.css"
    return current_app.jinja_env.get_template("questions/report.html").render(
        report=report.report(bank, today),
        problems=problems,
        today=today,
        least=LEAST_ALWAYS,
        all_questions=ALL_QUESTIONS,
        style=style.read_text(encoding="utf-8"),
    )


def _print(reading: Reading, path: Path) -> None:
    for problem in reading.problems:
        click.echo(f"{_shown(path)}/{problem}")
    if reading.bank is not None:
        click.echo(summary.text(reading.bank))
    click.echo(f"誤り {reading.errors} 件、注意 {reading.warnings} 件")


def _as_json(reading: Reading) -> str:
    bank = reading.bank
    answer = {
        "ok": bank is not None,
        "errors": reading.errors,
        "warnings": reading.warnings,
        "problems": [asdict(problem) for problem in reading.problems],
        "sections": [asdict(row) for row in summary.sections(bank)] if bank else None,
        "syllabus": [asdict(row) for row in summary.by_topic(bank)] if bank else None,
        "coverage": [asdict(document) for document in bank.coverage] if bank else None,
    }
    return json.dumps(answer, ensure_ascii=False)


@commands.command("amend")
@click.argument("source")
@click.option("--articles", default="", help="条（「9,115-45-2」のように区切る）。省くと全体です。")
@click.option(
    "--from", "in_force_on", required=True, type=click.DateTime(["%Y-%m-%d"]), help="施行日（2027-04-01 の形）。"
)
@click.option("--summary", required=True, help="改正の内容。")
@click.option("--edition", type=click.DateTime(["%Y-%m-%d"]), help="改正後の本文の日付。「法令と出典」に出ます。")
@click.option("--organisation", "slug", default=HOME_ORGANISATION, show_default=True, help="団体の識別名。")
def amend_source(
    source: str, articles: str, in_force_on: datetime, summary: str, edition: datetime | None, slug: str
) -> None:
    """SOURCE（法令 id か根拠の key）の改正を登録し、根拠にする肢をすべて「要確認」にします。"""
    with transaction():
        found = _source(source, slug)
        try:
            wanted = read_articles(articles)
        except ValueError as error:
            raise click.BadParameter(str(error), param_hint="--articles") from error
        day = in_force_on.date()
        text = edition.date() if edition else None
        made = register(found, wanted, in_force_on=day, summary=summary[:500], by=None, now=clock.now(), edition=text)
        questions = {task.question_id for task in made.tasks}
        line = f"{found.title}（{day} 施行）: {len(questions)} 問の {len(made.tasks)} 肢を要確認にしました"
    click.echo(line)


def _source(key: str, slug: str) -> Source:
    organisation = accounts.organisation(slug)
    if organisation is None:
        raise click.BadParameter(f"団体 {slug} はありません。", param_hint="--organisation")
    found = next((one for one in queries.sources(organisation.id) if one.key == key), None)
    if found is None:
        raise click.BadParameter(f"根拠 {key} はありません。", param_hint="SOURCE")
    return found


sources = AppGroup("sources", help="問題の根拠（法令・ガイドラインなど）を扱います。")
sources.add_command(amend_source, "amend")
