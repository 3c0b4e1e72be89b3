"""Every route × every role × here and elsewhere × one's own and somebody else's: who gets in, and who does not.

A new route fails here until it stands in `reach.py`: what it shows decides who may ask for it. Beside the roles there
are the owner of everything, the manager of one office, an administrator who looks through the owner's eyes, and, of
the learners here, one who learns in another class of the same training. No other role is bound to a class or an
office: an instructor and an organiser hold theirs in an organisation.
"""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from app import db as ground
from app.accounts.guards import BEHIND, WAY_OUT
from app.accounts.models import Person
from app.accounts.rules import PERMISSIONS, Permission, Role
from tests.client import StrictClient
from tests.conftest import Stores
from tests.factories import AccountFactory, MembershipFactory, member
from tests.house.reach import APART, REACH, Whose
from tests.house.scene import Holes, World, make_world
from tests.servers.databases import Database
from tests.training.factories import EnrolmentFactory

PART = re.compile(r"<(?:[a-z]+(?:\([^)]*\))?:)?([a-z_]+)>")
VISITOR, OWNER, OFFICE, EYES, HERE, THERE = "visitor", "owner", "office", "eyes", "here", "there"
EVERYBODY = [VISITOR, OWNER, OFFICE, EYES, *(f"{role.value}@{place}" for role in Role for place in (HERE, THERE))]
IN, SIGN_IN, ROLE, NOT_THERE = "let in", "401", "403", "404"
# Signed out, or with a link that has been used, one stands before the door.
LEADS_TO_THE_DOOR = {"accounts.sign_out_everywhere"}
OUT_OF_IT = {"accounts.sign_out", "accounts.confirm_new_email_now"}
# What must be filled in before it is asked whose it is.
BODIES = {
    "cohorts.write_list": {"layout": "xlsx"},
    "cohorts.write_register": {"layout": "xlsx"},
    "sittings.answer": {"seq": "1", "go": "1"},
    "statistics.ask_for_file": {"kind": "csv", "basis": "first"},
}
NO_PERMISSION = {"open_to_all", "signed_in", "behind_somebody", "session_checked_by_statement"}


@pytest.fixture(scope="session")
def database(stores: Stores) -> Database:
    """One database is enough: what a query leaves out, it leaves out on both."""
    return stores("sqlite")[0]


@pytest.fixture
def nothing_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each request finds the world as it was: what one does is taken back before the next."""

    def take_back(_response: object) -> None:
        ground.roll_back()

    for step in ("_commit_or_roll_back", "_keep_aside"):
        monkeypatch.setattr(ground, step, take_back)


@pytest.fixture
def told_on_devices(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """A site without keys for pushing has no such page, for nobody."""
    monkeypatch.setitem(app.config, "VAPID_PUBLIC_KEY", "a-key")


def test_every_route_says_whose_it_is(house: Flask) -> None:
    assert set(house.view_functions) == set(REACH) | APART
    assert set(REACH) & APART == set()


@pytest.mark.whole
@pytest.mark.parametrize("who", EVERYBODY)
def test_nobody_gets_in_where_they_have_no_business(
    app: Flask, client: StrictClient, db: Session, nothing_is_kept: None, told_on_devices: None, who: str
) -> None:
    world = make_world(db)
    held = enter(client, world, who)
    with client.session_transaction() as cookie:
        came_with = dict(cookie)
    met, expected = {}, {}
    for rule in app.url_map.iter_rules():
        if rule.endpoint in REACH:
            met[rule.endpoint] = ask(client, rule, world.holes, visits=who == VISITOR)
            expected[rule.endpoint] = outcome(REACH[rule.endpoint], who, refused(app, rule, who, held))
            with client.session_transaction() as cookie:
                cookie.clear()
                cookie.update(came_with)

    wrong = {name: (met[name], expected[name]) for name in met if met[name] not in expected[name]}
    assert wrong == {}


def test_what_belongs_to_one_class_is_not_found_below_another(
    app: Flask, client: StrictClient, db: Session, nothing_is_kept: None
) -> None:
    """The organiser of both may ask for each, but not for a learner, a date, a certificate of one in the other."""
    world = make_world(db)
    enter(client, world, f"{Role.ORGANISER.value}@{HERE}")
    holes = world.holes | {"cohort_id": world.other_class.id}
    below = [rule for rule in app.url_map.iter_rules() if "cohort_id" in rule.arguments and names_more(rule)]

    met = {rule.endpoint: ask(client, rule, holes, visits=False) for rule in below}

    assert len(met) > 15
    assert {name: code for name, code in met.items() if code != NOT_THERE} == {}


def names_more(rule: Rule) -> bool:
    return any(part.endswith("_id") and part != "cohort_id" for part in rule.arguments)


def enter(client: StrictClient, world: World, who: str) -> frozenset[Permission]:
    """Sign this one in, and say what their role holds."""
    if who == VISITOR:
        return frozenset()
    if who in (OWNER, EYES):
        if who == EYES:
            look_through(client, world.owner)
        else:
            client.sign_in(world.owner)
        return PERMISSIONS[Role.LEARNER]
    if who == OFFICE:
        manager = AccountFactory().person
        MembershipFactory(person=manager, role=Role.MANAGER, organisation=world.here, office_id=world.office.id)
        client.sign_in(manager)
        return PERMISSIONS[Role.MANAGER]
    role, _, place = who.partition("@")
    person = AccountFactory(person=member(Role(role), {HERE: world.here, THERE: world.there}[place])).person
    if who == f"{Role.LEARNER.value}@{HERE}":
        EnrolmentFactory(cohort=world.other_class, person=person)
    client.sign_in(person)
    return PERMISSIONS[Role(role)]


def look_through(client: StrictClient, somebody: Person) -> None:
    """As `admin.look_as` leaves it: the session is somebody's, an administrator is behind it and can go back."""
    chief = AccountFactory(person=member(Role.ADMINISTRATOR)).person
    own = client.sign_in(chief).id
    client.sign_in(somebody).behind_id = chief.id
    with client.session_transaction() as cookie:
        cookie[BEHIND] = own


def refused(app: Flask, rule: Rule, who: str, held: frozenset[Permission]) -> bool:
    """Is this one refused by the guard of this route, before anything is looked up?"""
    view = app.view_functions[rule.endpoint]
    # Whoever looks through other eyes changes nothing, and does not see what is for its owner's eyes alone.
    closed = "GET" not in (rule.methods or set()) or getattr(view, "for_own_eyes", False)
    if who == EYES and closed and rule.endpoint not in (WAY_OUT, "admin.stop_looking"):
        return True
    guard = getattr(view, "guard", None)
    return guard not in NO_PERMISSION and not held & set(map(Permission, str(guard).split("|")))


def outcome(whose: Whose, who: str, lacking: bool) -> set[str]:
    """What may be answered to this one."""
    role, _, place = who.partition("@")
    chief, owner = role == Role.ADMINISTRATOR.value, who in (OWNER, EYES)
    if whose is Whose.EVERYBODY:
        # A link that nobody has sent is not there, for nobody.
        return {ROLE} if lacking else {IN, NOT_THERE}
    if who == VISITOR:
        return {SIGN_IN}
    if lacking or (whose is Whose.EYES and who != EYES):
        return {ROLE}
    rights = {
        Whose.EYES: True,
        Whose.ONESELF: True,
        Whose.OWNER: owner,
        Whose.OFFICE: chief or who == OFFICE,
        Whose.PLACE: chief or place == HERE,
        Whose.MEMBERS: owner or who == OFFICE or place == HERE,
        Whose.SITE: chief,
    }
    return {IN} if rights[whose] else {ROLE} if whose is Whose.SITE else {NOT_THERE}


def ask(client: StrictClient, rule: Rule, holes: Holes, *, visits: bool) -> str:
    """Ask for it as a page of ours would, with nothing filled in."""
    method = min((rule.methods or set()) - {"HEAD", "OPTIONS"})
    answer = client.open(address(rule, holes), method=method, data=BODIES.get(rule.endpoint))
    code = str(answer.status_code)
    # Whoever is not signed in is led to the door; whoever has signed out comes by it too.
    led_to_the_door = answer.status_code == 303 and answer.location.split("?")[0] == "/login"
    if led_to_the_door and (visits or rule.endpoint not in LEADS_TO_THE_DOOR) and rule.endpoint not in OUT_OF_IT:
        return SIGN_IN
    return code if code in (SIGN_IN, ROLE, NOT_THERE) or answer.status_code >= 500 else IN


def address(rule: Rule, holes: Holes) -> str:
    """The address with what the world holds."""
    blueprint = rule.endpoint.partition(".")[0]

    def fill(part: re.Match[str]) -> str:
        names = (f"{rule.endpoint}.{part[1]}", f"{blueprint}.{part[1]}", part[1])
        return str(next(holes[name] for name in names if name in holes))

    return PART.sub(fill, rule.rule)
