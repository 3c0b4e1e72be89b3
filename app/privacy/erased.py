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
    """The persons who have left, with the second records of theirs that had been merged before."""
    left, stay = _gone()
    return sorted(left - stay)


def _gone() -> tuple[set[int], set[int]]:
    """All pseudonyms; and of them the second records of people who are still here, who have not left at all."""
    rows = db.session.execute(select(Person.id, Person.merged_into_id).where(Person.pseudonymised_at.is_not(None)))
    into = {row.id: row.merged_into_id for row in rows}
    return set(into), {person_id for person_id in into if _end(person_id, into) not in into}


def _end(person_id: int, into: dict[int, int | None]) -> int:
    """Who somebody has become in the end, after one merge or several."""
    while (kept_id := into.get(person_id)) is not None:
        person_id = kept_id
    return person_id


def write(folder: Path) -> Path:
    """Write the file anew, at once or not at all; who is in it stays in it, whatever the database has forgotten.

    Only a second record of somebody who is still here goes out again: it would erase the living.
    """
    path = folder / NAME
    left, stay = _gone()
    known = {*left, *(read(path) if path.exists() else ())} - stay
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
