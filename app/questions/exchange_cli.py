"""Commands that exchange questions with other programs: flask questions export, import."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path

import click
from flask.cli import with_appcontext

from app import clock
from app.accounts import queries as accounts
from app.accounts.actions.organisations import home_organisation
from app.accounts.models import Organisation
from app.accounts.rules import HOME_ORGANISATION
from app.db import transaction
from app.questions.actions.importing import take_in
from app.questions.queries.exchange import package_of
from app.questions.queries.values import law_articles
from app.questions.rules.exchange import csv_rows, moodle, yaml_files
from app.questions.rules.exchange.package import Format, Package
from app.questions.rules.words import QuestionStatus

LARGEST = 100 * 2**20
LARGEST_UNPACKED = 50 * 2**20
MOST_ENTRIES = 2_000
MOST_SQUEEZED = 100
ALWAYS_1980 = (1980, 1, 1, 0, 0, 0)
FORMATS = (Format.YAML, Format.CSV, Format.MOODLE_XML)

format_option = click.option(
    "--format", "form", type=click.Choice([form.value for form in FORMATS]), required=True, help="ファイルの形式。"
)
organisation_option = click.option(
    "--organisation", "slug", default=HOME_ORGANISATION, show_default=True, help="団体の識別名。"
)


@click.command("export")
@format_option
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@organisation_option
@click.option(
    "--status", type=click.Choice([status.value for status in QuestionStatus]), help="この状態の問題だけにします。"
)
@with_appcontext
def export_questions(form: str, file: Path, slug: str, status: str | None) -> None:
    """団体の問題を、状態にかかわらず、FILE に書き出します（yaml は zip）。"""
    with transaction():
        package = package_of(_organisation(slug), QuestionStatus(status) if status else None)
    with file.open("wb") as out:
        for piece in _written(Format(form), package):
            out.write(piece)
    click.echo(f"{len(package.questions)} 問を {file} に書き出しました")


def _written(form: Format, package: Package) -> Iterable[bytes]:
    if form is Format.MOODLE_XML:
        return moodle.write(package)
    if form is Format.CSV:
        return [csv_rows.write(package)]
    return [_zipped(yaml_files.write(package, law_articles()))]


def _zipped(files: Mapping[str, bytes]) -> bytes:
    """The same files give the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as zipper:
        for name in sorted(files):
            zipper.writestr(zipfile.ZipInfo(name, ALWAYS_1980), files[name], zipfile.ZIP_DEFLATED)
    return out.getvalue()


@click.command("import")
@format_option
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@organisation_option
@click.option(
    "--status",
    type=click.Choice([status.value for status in QuestionStatus]),
    default="draft",
    help="ファイルに状態がないときの状態。",
)
@click.option("--dry-run", is_flag=True, help="確かめるだけで、何も変えません。")
@with_appcontext
@click.pass_context
def import_questions(context: click.Context, form: str, file: Path, slug: str, status: str, *, dry_run: bool) -> None:
    """FILE の問題を読み込みます。誤りが一つでもあれば、何も変えません。"""
    package = _read(Format(form), file)
    package.refuse_twins()
    for remark in package.remarks:
        click.echo(f"{file.name}:{remark}", err=remark.stops)
    if not package.sound:
        click.echo("何も読み込んでいません。上の誤りを直して、もう一度読み込んでください。", err=True)
        context.exit(1)
    lines: list[str] = []
    try:
        with transaction():
            organisation, now = _organisation(slug), clock.now()
            report = take_in(package, organisation=organisation, default=QuestionStatus(status), by=None, now=now)
            lines = report.lines()
            if dry_run:
                raise _OnlyLooking
    except _OnlyLooking:
        lines.append("確かめただけで、何も変えていません。")
    click.echo("\n".join(lines))


class _OnlyLooking(Exception):
    """Ends the transaction of a dry run."""


def _organisation(slug: str) -> Organisation:
    found = accounts.organisation(slug)
    if found is None and slug == HOME_ORGANISATION:
        return home_organisation(clock.now())
    if found is None:
        raise click.BadParameter(f"団体 {slug} はありません。", param_hint="--organisation")
    return found


def _read(form: Format, file: Path) -> Package:
    if file.stat().st_size > LARGEST:
        package = Package()
        package.refuse("ファイル", f"大きすぎます（{LARGEST // 2**20}MBまで）")
        return package
    content = file.read_bytes()
    if form is Format.MOODLE_XML:
        return moodle.read(content, clock.today())
    if form is Format.CSV:
        return csv_rows.read(content)
    package = Package()
    files = _unzipped(content, package)
    return yaml_files.read(files) if package.sound else package


def _unzipped(content: bytes, package: Package) -> dict[str, bytes]:
    """The files of a zip by their names; what is too large, too many or climbs out of it is refused."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            _check(entries, package)
            return {entry.filename: archive.read(entry) for entry in entries} if package.sound else {}
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, EOFError, OSError) as error:
        package.refuse("ファイル", f"zip として読み取れません（{type(error).__name__}）")
        return {}


def _check(entries: list[zipfile.ZipInfo], package: Package) -> None:
    size = sum(entry.file_size for entry in entries)
    squeezed = max(1, sum(entry.compress_size for entry in entries))
    if len(entries) > MOST_ENTRIES or size > LARGEST_UNPACKED or size / squeezed > MOST_SQUEEZED:
        package.refuse("ファイル", "ひらくと大きすぎるか、ファイルが多すぎます")
    for entry in entries:
        if entry.filename.startswith("/") or ".." in entry.filename.split("/") or "\\" in entry.filename:
            package.refuse(entry.filename, "zip の外を指す名前です")
