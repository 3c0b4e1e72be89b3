"""Other people, for those who may see them: a list to search, roles, accommodations."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts import actions, queries
from app.accounts.forms import OTHER, AccommodationForm
from app.accounts.guards import current_person, requires
from app.accounts.models import Person
from app.accounts.rules import ROLE_LABELS, USUAL_FACTORS, Permission
from app.accounts.views.blueprint import bp
from app.lists import Column, every_row, listing
from app.ui import lists


@bp.get("/people")
@requires(Permission.SEE_PEOPLE)
def people() -> ResponseReturnValue:
    wish = lists.wished("role")
    wanted = queries.people_wanted(current_person(), wish)
    columns = _columns(queries.places_where(current_person(), Permission.SEE_PEOPLE))
    if encoding := lists.wants_file():
        return lists.as_file("people", columns, every_row(wanted, columns, wish, last=Person.id), encoding)
    roles = [
        {"label": label, "url": lists.here(wish, role=role.value), "current": wish.narrowed.get("role") == role}
        for role, label in ROLE_LABELS.items()
    ]
    everybody = {"label": "全員", "url": lists.here(wish, role=None), "current": "role" not in wish.narrowed}
    found = listing(wanted, columns, wish, last=Person.id)
    return render_template("accounts/people.html", found=found, roles=[everybody, *roles])


def _columns(places: frozenset[int]) -> list[Column]:
    """What the list tells of somebody; roles of other places are nobody's business here."""

    def roles(row: Any) -> str:
        here = (one for one in row.Person.memberships if one.organisation_id in places)
        return "、".join(f"{ROLE_LABELS[one.role]}（{one.organisation.name}）" for one in here)

    def page(row: Any) -> str:
        return url_for("accounts.person", person_id=row.Person.id)

    return [
        Column("name", "氏名", lambda row: row.Person.name, (Person.name,), link=page),
        Column("kana", "フリガナ", lambda row: row.Person.kana, (Person.kana,), first="up"),
        Column("email", "メールアドレス", lambda row: row.email),
        Column("number", "番号", lambda row: _numbers(row.Person), (Person.registration_number,)),
        Column("roles", "役割", roles),
    ]


def _numbers(person: Person) -> str:
    return "、".join(number for number in (person.registration_number, person.exam_number) if number)


@bp.get("/people/<int(max=2147483647):person_id>")
@requires(Permission.SEE_PEOPLE)
def person(person_id: int) -> ResponseReturnValue:
    somebody = queries.person_where(person_id, current_person(), Permission.SEE_PEOPLE)
    return _person_page(somebody, _form_as_granted(somebody)), 200


@bp.post("/people/<int(max=2147483647):person_id>/accommodation")
@requires(Permission.GRANT_ACCOMMODATION)
def grant_accommodation(person_id: int) -> ResponseReturnValue:
    somebody = queries.person_where(person_id, current_person(), Permission.GRANT_ACCOMMODATION)
    form = AccommodationForm()
    if not form.validate_on_submit():
        return _person_page(somebody, form), 422
    actions.grant_accommodation(
        somebody,
        factor=form.granted_factor(),
        aids=form.granted_aids(),
        valid_until_on=form.valid_until_on.data,
        by=current_person(),
        now=clock.now(),
        today=clock.today(),
    )
    flash("配慮を記録し、本人にお知らせしました。", "success")
    return redirect(url_for("accounts.person", person_id=person_id), 303)


@bp.post("/people/<int(max=2147483647):person_id>/accommodation/end")
@requires(Permission.GRANT_ACCOMMODATION)
def end_accommodation(person_id: int) -> ResponseReturnValue:
    somebody = queries.person_where(person_id, current_person(), Permission.GRANT_ACCOMMODATION)
    actions.end_accommodation(somebody, by=current_person(), now=clock.now())
    flash("配慮を終わりにし、本人にお知らせしました。", "success")
    return redirect(url_for("accounts.person", person_id=person_id), 303)


def _person_page(somebody: Person, form: AccommodationForm) -> str:
    return render_template(
        "accounts/person.html",
        person=somebody,
        account=queries.account_of(somebody.id),
        form=form,
        help=queries.help_for(somebody.id, clock.today()),
        accommodation=queries.accommodation_in_force(somebody.id),
        places=queries.places_where(current_person(), Permission.SEE_PEOPLE),
        roles=ROLE_LABELS,
        may_grant=current_person().may(Permission.GRANT_ACCOMMODATION),
        is_own=somebody.id == current_person().id,
        may_erase=current_person().may(Permission.ADMINISTER),
    )


def _form_as_granted(somebody: Person) -> AccommodationForm:
    granted = queries.accommodation_in_force(somebody.id)
    if granted is None:
        return AccommodationForm(formdata=None, factor=str(USUAL_FACTORS[0]))
    usual = granted.factor in USUAL_FACTORS
    return AccommodationForm(
        formdata=None,
        factor=f"{granted.factor:.2f}" if usual else OTHER,
        other_factor=None if usual else f"{granted.factor:.2f}",
        aids=granted.aids,
        valid_until_on=granted.valid_until_on,
    )
