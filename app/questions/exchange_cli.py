"""Commands that exchange questions with other programs: flask questions export, import, undo."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click
from flask.cli import with_appcontext

from app import clock
from app.accounts import queries as accounts
from app.accounts.actions.organisations import home_organisation
from app.accounts.models import Organisation
from app.accounts.rules import HOME_ORGANISATION
from app.db import transaction
from app.questions import formats
from app.questions.actions.commanded import take_in
from app.questions.actions.exchanges import mark_for_undo
from app.questions.actions.undoing import undo_next
from app.questions.queries import exchanges as find
from app.questions.queries.exchange import package_of
from app.questions.rules.exchange.package import EFFECT_LABELS, FORMATS, Effect, Format, Line, Package, Remark, lines
from app.questions.rules.words import QuestionStatus

NOTHING_READ = "何も読み込んでいません。上の誤りを直して、もう一度読み込んでください。"
NOTHING_WRITTEN = "何も書き出していません。"

format_option = click.option(
    "--format", "form", type=click.Choice([form.value for form in FORMATS]), required=True, help="ファイルの形式。"
)
organisation_option = click.option(
    "--organisation", "slug", default=HOME_ORGANISATION, show_default=True, help="団体の識別名。"
)
statuses = click.Choice([status.value for status in QuestionStatus])


@click.command("export")
@format_option
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@organisation_option
@click.option("--status", type=statuses, help="この状態の問題だけにします。")
@click.option("--template", is_flag=True, help="問題を入れずに、見出しと出題項目だけにします（xlsx と csv）。")
@with_appcontext
@click.pass_context
def export_questions(
    context: click.Context, form: str, file: Path, slug: str, status: str | None, *, template: bool
) -> None:
    """団体の問題を、状態にかかわらず、FILE に書き出します（yaml と qti は zip）。"""
    with transaction():
        package = package_of(_organisation(slug), QuestionStatus(status) if status else None)
    if template:
        package.questions.clear()
    pieces = formats.write(Format(form), package)
    with file.open("wb") as out:
        for piece in pieces:
            out.write(piece)
    _tell(file, package)
    if not package.sound:
        file.unlink()
        click.echo(NOTHING_WRITTEN, err=True)
        context.exit(1)
    click.echo(f"{len(package.questions)} 問を {file} に書き出しました")


@click.command("import")
@format_option
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@organisation_option
@click.option("--status", type=statuses, default="draft", help="ファイルに状態がないときの状態。")
@click.option("--dry-run", is_flag=True, help="確かめるだけで、何も変えません。")
@with_appcontext
@click.pass_context
def import_questions(context: click.Context, form: str, file: Path, slug: str, status: str, *, dry_run: bool) -> None:
    """FILE の問題を読み込みます。誤りが一つでもあれば、何も変えません。"""
    package = _read(Format(form), file)
    told = _tell(file, package)
    if not package.sound:
        click.echo(NOTHING_READ, err=True)
        context.exit(1)
    said, refused = list[str](), False
    try:
        with transaction():
            organisation, now = _organisation(slug), clock.now()
            taken = take_in(
                package, Format(form), file.name, organisation=organisation, default=QuestionStatus(status), now=now
            )
            said, refused = taken.report.lines(), taken.refused
            if taken.job and not dry_run:
                said.append(f"読み込みの番号は {taken.job.id} です（取り消すとき: questions undo {taken.job.id}）")
            if dry_run or refused:
                raise _TakenBack
    except _TakenBack:
        said.append("確かめただけで、何も変えていません。")
    _tell(file, package, told)
    if refused:
        click.echo(NOTHING_READ, err=True)
        context.exit(1)
    click.echo("\n".join(said))


@click.command("undo")
@click.argument("number", type=int)
@with_appcontext
def undo_import(number: int) -> None:
    """NUMBER の読み込みを取り消します。使われた問題、直された問題、先へ進んだ問題は残し、名前を挙げます。"""
    with transaction():
        mark_for_undo(find.imported(number), now=clock.now())
    going_on = True
    while going_on:
        with transaction():
            going_on = undo_next(number, now=clock.now())
    with transaction():
        report = find.imported(number).report
        click.echo(f"{report.get('undone', 0)} 問を元に戻しました。")
        if report.get("kept_count"):
            click.echo(f"元に戻さなかった問題（{report['kept_count']} 問）: {'、'.join(report['kept'])}")


class _TakenBack(Exception):
    """Ends the transaction of a dry run, and of a file with a question that somebody is writing on."""


def _organisation(slug: str) -> Organisation:
    found = accounts.organisation(slug)
    if found is None and slug == HOME_ORGANISATION:
        return home_organisation(clock.now())
    if found is None:
        raise click.BadParameter(f"団体 {slug} はありません。", param_hint="--organisation")
    return found


def _read(form: Format, file: Path) -> Package:
    if file.stat().st_size > formats.LARGEST:
        package = Package()
        package.refuse("ファイル", formats.TOO_LARGE)
        return package
    return formats.read(form, file.read_bytes(), clock.today())


def _tell(file: Path, package: Package, told: int = 0) -> int:
    """Each fault on a line of its own; the rest by what is said, with the first places; but what has been `told`."""
    remarks = package.remarks[told:]
    for remark in remarks:
        if remark.stops:
            click.echo(f"{file.name}:{remark}", err=True)
    for line in lines(_no_faults(remarks)):
        click.echo(_in_words(line))
    return len(package.remarks)


def _no_faults(remarks: Sequence[Remark]) -> list[Remark]:
    return [remark for remark in remarks if remark.effect is not Effect.REFUSED]


def _in_words(line: Line) -> str:
    more = "…" if line.count > len(line.places) else ""
    return f"{EFFECT_LABELS[line.effect]}（{line.count}か所）: {line.message}［{'、'.join(line.places)}{more}］"
