"""The one list of the formats that questions come in and go out in: how each is read and written."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import partial

from app.questions import workbooks
from app.questions.queries.values import law_articles
from app.questions.rules.exchange import (
    aiken,
    archives,
    csv_rows,
    gift,
    moodle,
    moodle_reading,
    qti,
    qti_reading,
    soundness,
    yaml_files,
)
from app.questions.rules.exchange.package import Format, Package

LARGEST = 100 * 2**20
TOO_LARGE = f"大きすぎます（{LARGEST // 2**20}MBまで）"
Reader = Callable[[bytes, date], Package]
Writer = Callable[[Package], Iterable[bytes]]


@dataclass(frozen=True, slots=True)
class Handler:
    """What reads a format and what writes it."""

    read: Reader
    write: Writer


def read(form: Format, content: bytes, today: date) -> Package:
    """The package in the file, checked: what stops it is among its remarks. Nothing is stored."""
    if len(content) > LARGEST:
        package = Package()
        package.refuse("ファイル", TOO_LARGE)
        return package
    package = HANDLERS[form].read(content, today)
    soundness.check(package)
    return package


def write(form: Format, package: Package) -> Iterable[bytes]:
    """The file in pieces; what the format has no room for is put into the package's remarks on the way."""
    return HANDLERS[form].write(package)


def _read_yaml(content: bytes, _today: date) -> Package:
    package = Package()
    files = archives.unpacked(content, package)
    return yaml_files.read(files) if package.sound else package


def _write_yaml(package: Package) -> Iterable[bytes]:
    return [archives.packed(yaml_files.write(package, law_articles()))]


def _read_qti(content: bytes, today: date) -> Package:
    if not archives.is_zip(content):
        return qti_reading.read_item(content, today)
    package = Package()
    files = archives.unpacked(content, package)
    return qti_reading.read(files, today) if package.sound else package


def _write_qti(form: Format, package: Package) -> Iterable[bytes]:
    return [archives.packed(qti.write(package, form))]


def _write_csv(package: Package) -> Iterable[bytes]:
    return [csv_rows.write(package)]


HANDLERS = {
    Format.YAML: Handler(_read_yaml, _write_yaml),
    Format.CSV: Handler(csv_rows.read, _write_csv),
    Format.XLSX: Handler(workbooks.read, workbooks.write),
    Format.MOODLE_XML: Handler(moodle_reading.read, moodle.write),
    Format.GIFT: Handler(gift.read, gift.write),
    Format.AIKEN: Handler(aiken.read, aiken.write),
    **{form: Handler(_read_qti, partial(_write_qti, form)) for form in qti.DIALECTS},
}
