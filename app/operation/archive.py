"""The file of a backup: a zip with one text file a table and a manifest, sealed when there is a key.

A table's file is what PostgreSQL calls COPY text: a line a row, tabs between the columns, \\N for nothing. Whoever
has the key, or an unsealed file, can read it with nothing but an unzipper.
"""

from __future__ import annotations

import hashlib
import os
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from io import BufferedReader
from pathlib import Path
from typing import IO, Any

from app.errors import Conflict, NotFound, Refusal
from app.operation.rules.backup import Kept, Manifest, Table, Unreadable, differing, read_manifest
from app.operation.sealed import Broken, Sealing, Unsealed, WrongKey, is_sealed

MANIFEST = "manifest.json"
BLOCK = 1024 * 1024
ALREADY_THERE = "{} はもうあります。控えは上書きしません。ほかの名前にしてください。"
NO_SUCH_FILE = "{} を読めません。ファイルの名前と、読む権限をお確かめください。"
NO_KEY = "この控えは暗号化されています。作ったときの鍵を BACKUP_KEY に設定してください。"
WRONG_KEY = (
    "BACKUP_KEY の鍵では、この控えは開きません。作ったときの鍵を設定してください（新しい鍵,古い鍵 と並べられます）。"
)
NOT_WHOLE = "この控えは、途中で切れているか、書き換えられています。ほかの控えをお使いください。"


def tables_file(table: str) -> str:
    return f"tables/{table}.tsv"


def tallied(table: Table, blocks: Iterable[bytes], write: Callable[[bytes], object] = len) -> Kept:
    """Count and digest the rows, handing each block on."""
    digest, rows = hashlib.sha256(), 0
    for block in blocks:
        digest.update(block)
        rows += block.count(b"\n")
        write(block)
    return Kept(table, rows, digest.hexdigest())


class Writing:
    """A backup in the making: tables one after the other, and the manifest at the end."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive

    def add(self, table: Table, blocks: Iterable[bytes]) -> Kept:
        """Write a table's rows, which come in blocks of whole lines."""
        with self._archive.open(tables_file(table.name), "w", force_zip64=True) as file:
            return tallied(table, blocks, file.write)

    def finish(self, manifest: Manifest) -> None:
        self._archive.writestr(MANIFEST, manifest.as_json())


@contextmanager
def written(path: Path, phrase: str | None) -> Iterator[Writing]:
    """A new backup at `path`, there as a whole or not at all, for nobody else's eyes; never over another file."""
    if path.exists():
        raise Conflict(ALREADY_THERE.format(path))
    draft = path.with_name(f"{path.name}.part")
    try:
        with _private(draft) as file:
            sealing = Sealing(file, phrase) if phrase else None
            target: Any = sealing or file
            with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
                yield Writing(archive)
            if sealing:
                sealing.finish()
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            raise Conflict(ALREADY_THERE.format(path))
        draft.rename(path)
    finally:
        with suppress(FileNotFoundError):
            draft.unlink()


def _private(path: Path) -> IO[bytes]:
    try:
        return open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")
    except OSError as error:
        raise Refusal(f"{path.parent} に書けません。場所と権限をお確かめください。") from error


class Reading:
    """An opened backup."""

    def __init__(self, archive: zipfile.ZipFile, *, sealed: bool) -> None:
        self._archive = archive
        self.sealed = sealed
        self.manifest = read_manifest(archive.read(MANIFEST))

    def blocks(self, table: str) -> Iterator[bytes]:
        """The rows of a table as they were written, in blocks that may end within a line."""
        with self._archive.open(tables_file(table)) as file:
            while block := file.read(BLOCK):
                yield block

    def damaged(self) -> list[str]:
        """The names of the tables whose rows are not those of the manifest; reads the whole file."""
        tables = [kept.table for kept in self.manifest.tables]
        return differing(self.manifest.tables, [tallied(table, self.blocks(table.name)) for table in tables])


@contextmanager
def opened(path: Path, phrases: Sequence[str]) -> Iterator[Reading]:
    """The backup at `path`, looked through from end to end first; refuses in words what is not whole or not ours."""
    with ExitStack() as stack:
        try:
            reading = _checked(path, phrases, stack)
        except OSError as error:
            raise NotFound(NO_SUCH_FILE.format(path)) from error
        except WrongKey:
            raise Refusal(WRONG_KEY) from None
        except Unreadable as error:
            raise Refusal(str(error)) from error
        except (Broken, zipfile.BadZipFile, zlib.error, KeyError, EOFError) as error:
            raise Refusal(NOT_WHOLE) from error
        yield reading


def _checked(path: Path, phrases: Sequence[str], stack: ExitStack) -> Reading:
    file = stack.enter_context(path.open("rb"))
    sealed = is_sealed(file)
    if sealed and not phrases:
        raise Refusal(NO_KEY)
    source: Any = BufferedReader(Unsealed(file, phrases), BLOCK) if sealed else file
    reading = Reading(stack.enter_context(zipfile.ZipFile(source)), sealed=sealed)
    if reading.damaged():
        raise Refusal(NOT_WHOLE)
    return reading
