from __future__ import annotations

import inspect
import re
from datetime import UTC, date, datetime

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Office, Organisation
from app.accounts.rules import Role
from app.lists import ROWS_A_PAGE, Column, Wish, as_csv, every_row, listing
from tests.client import StrictClient
from tests.factories import AccountFactory, MembershipFactory, OrganisationFactory, member

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


def test_every_list_stands_in_every_order_that_it_offers(app: Flask, client: StrictClient, db: Session) -> None:
    place = OrganisationFactory()
    office = Office(organisation_id=place.id, code="TSUBAKI23", name="つばき居宅")
    db.add(office)
    db.flush()
    person = AccountFactory(person=member(Role.ADMINISTRATOR, place)).person
    MembershipFactory(person=person, role=Role.MANAGER, organisation=place, office_id=office.id)
    client.sign_in(person)
    pages = [
        re.sub("<[^>]+>", str(person.id), rule.rule)
        for rule in app.url_map.iter_rules()
        if "listing(" in inspect.getsource(app.view_functions[rule.endpoint])
    ]
    answers = {}
    for page in pages:
        offered = re.search(r'<select[^>]*name="sort".*?</select>', client.get(page).text, re.DOTALL)
        assert offered is not None, page
        for order in re.findall(r'<option value="([^"]+)"', offered[0]):
            for asked in ("", "&q=a", "&q=ア", "&format=csv"):
                address = f"{page}?sort={order}{asked}"
                answers[address] = client.get(address).status_code

    assert len(pages) == 9
    assert {address: code for address, code in answers.items() if code != 200} == {}


def test_a_file_says_what_a_spreadsheet_cannot_run() -> None:
    columns = [Column("a", "値", lambda row: row)]
    at = datetime(2026, 11, 22, 3, 4, tzinfo=UTC)

    said = as_csv(columns, ["=1+1", "-5", None, 7, date(2026, 4, 1), at]).decode("utf-8-sig").splitlines()

    assert said == ["値", "'=1+1", "'-5", '""', "7", "2026-04-01", "2026-11-22 12:04"]
    assert "𠮷" not in as_csv(columns, ["𠮷田"], encoding="cp932").decode("cp932")
