"""Zip files from anywhere: what swells, climbs out or is too much is refused before it is unpacked."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.questions.rules.exchange.package import Package

ALWAYS_1980 = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Limits:
    """How much may come out of a zip."""

    bytes: int
    entries: int
    squeezed: int = 100


OF_A_BANK = Limits(100 * 2**20, 12_000)
OF_A_WORKBOOK = Limits(50 * 2**20, 200)
UNREADABLE = (
    *(zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, ValueError, EOFError, OSError, LookupError),
)


def is_zip(content: bytes) -> bool:
    """Does it begin as a zip does?"""
    return content[:2] == b"PK"


def packed(files: Mapping[str, bytes]) -> bytes:
    """The same files give the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as zipper:
        for name in sorted(files):
            zipper.writestr(zipfile.ZipInfo(name, ALWAYS_1980), files[name], zipfile.ZIP_DEFLATED)
    return out.getvalue()


def unpacked(content: bytes, package: Package, limits: Limits = OF_A_BANK) -> dict[str, bytes]:
    """The files of a zip by their names; none, with a remark, when one of them must not be unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            _check(entries, package, limits)
            return {entry.filename: archive.read(entry) for entry in entries} if package.sound else {}
    except UNREADABLE as error:
        package.refuse("ファイル", f"zip として読み取れません（{type(error).__name__}）")
        return {}


def _check(entries: Sequence[zipfile.ZipInfo], package: Package, limits: Limits) -> None:
    size = sum(entry.file_size for entry in entries)
    squeezed = max(1, sum(entry.compress_size for entry in entries))
    if len(entries) > limits.entries or size > limits.bytes or size / squeezed > limits.squeezed:
        package.refuse(
            "ファイル",
            f"ひらくと大きすぎるか、ファイルが多すぎます（{limits.bytes // 2**20}MB・{limits.entries:,}個まで）",
        )
    for entry in entries:
        if entry.filename.startswith("/") or ".." in entry.filename.split("/") or "\\" in entry.filename:
            package.refuse(entry.filename[:80], "zip の外を指す名前です")
        elif entry.flag_bits & 1:
            package.refuse(entry.filename[:80], "パスワードのかかったファイルは読み込めません")
