from __future__ import annotations

from datetime import UTC, date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Organisation
from app.lists import ROWS_A_PAGE, Column, Wish, as_csv, every_row, listing
from tests.factories import OrganisationFactory

NAME = Column("name", "名", lambda row: row.Organisation.name, (Organisation.name,))
SLUG = Column("slug", "識別名", lambda row: row.Organisation.slug, (Organisation.slug,), first="down")


def test_a_listing_has_pages_and_an_order(db: Session) -> None:
    for number in range(ROWS_A_PAGE + 1):
        OrganisationFactory(name=f"{number:03}", slug=f"s-{number:03}")
    wanted = select(Organisation)

    usual = listing(wanted, [NAME, SLUG], Wish(), last=Organisation.id)
    named = listing(wanted, [NAME, SLUG], Wish(sort="name", page=2), last=Organisation.id)
    unknown = listing(wanted, [NAME, SLUG], Wish(sort="x"), last=Organisation.id)

    assert (usual.total, usual.pages, usual.sorted_by, usual.descending) == (51, 2, "slug", True)
    assert usual.rows[0].Organisation.name == unknown.rows[0].Organisation.name == "050"
    assert [row.Organisation.name for row in named.rows] == ["050"]
    assert len(list(every_row(wanted, [NAME, SLUG], Wish(), last=Organisation.id))) == 51


def test_a_file_says_what_a_spreadsheet_cannot_run() -> None:
    columns = [Column("a", "値", lambda row: row)]
    at = datetime(2026, 11, 22, 3, 4, tzinfo=UTC)

    said = as_csv(columns, ["=1+1", "-5", None, 7, date(2026, 4, 1), at]).decode("utf-8-sig").splitlines()

    assert said == ["値", "'=1+1", "'-5", '""', "7", "2026-04-01", "2026-11-22 12:04"]
    assert "𠮷" not in as_csv(columns, ["𠮷田"], encoding="cp932").decode("cp932")
