"""Who has left, as a file beside the database: ids alone, for the day on which an old backup is put back."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select

from app.accounts.models import Person
from app.db import db
from app.errors import NotFound, Refusal

NAME = "erased-people.txt"
HEAD = "# 退会した人の番号です。古い控えを戻したあと、flask --app app privacy erase-again に渡します。"


def ids() -> list[int]:
    """The persons who have left."""
    return list(db.session.scalars(select(Person.id).where(Person.pseudonymised_at.is_not(None)).order_by(Person.id)))


def write(folder: Path) -> Path:
    """Write the file anew, at once or not at all; who is in it stays in it, whatever the database has forgotten."""
    path = folder / NAME
    known = {*ids(), *(read(path) if path.exists() else ())}
    folder.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.new")
    draft.write_text("\n".join([HEAD, *map(str, sorted(known))]) + "\n", encoding="utf-8")
    draft.replace(path)
    return path


def read(path: Path) -> list[int]:
    """The ids in such a file."""
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise NotFound(f"{path} を読めません。") from error
    numbers = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
    if not all(number.isascii() and number.isdecimal() for number in numbers):
        raise Refusal(f"{path} は、退会した人の一覧ではありません。")
    return [int(number) for number in numbers]
