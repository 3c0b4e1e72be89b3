"""Organisations: a list, one to change, how it looks."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts import queries
from app.accounts.actions import create_organisation, identities
from app.accounts.guards import current_person, open_to_all, requires
from app.accounts.models import Organisation
from app.accounts.queries.providers import provider_of
from app.admin import rules
from app.admin.actions import organisations as actions
from app.admin.forms import LookForm, OrganisationForm, ProviderForm
from app.admin.letters import page
from app.admin.queries import organisations as find
from app.admin.views.blueprint import ADMINISTER, bp
from app.errors import Conflict, NotFound, Refusal
from app.lists import Column, every_row, listing
from app.ui import lists

A_FEW_MINUTES = 300
NO_LOGO = "このロゴは見つかりません。"


def _page(row: Any) -> str:
    return url_for("admin.organisation", organisation_id=row.Organisation.id)


COLUMNS = (
    Column("name", "団体", lambda row: row.Organisation.name, (Organisation.name,), link=_page),
    Column("slug", "識別名", lambda row: row.Organisation.slug, (Organisation.slug,)),
    Column("people", "人数", lambda row: row.people, (find.PEOPLE_THERE,), amount=True),
    Column("created", "作成", lambda row: row.Organisation.created_at, (Organisation.created_at,)),
)


@bp.get("/organisations")
@requires(ADMINISTER)
def organisations() -> ResponseReturnValue:
    wish = lists.wished()
    wanted = find.organisations_wanted(wish)
    if encoding := lists.wants_file():
        rows = every_row(wanted, COLUMNS, wish, last=Organisation.id)
        return lists.as_file("organisations", COLUMNS, rows, encoding)
    found = listing(wanted, COLUMNS, wish, last=Organisation.id)
    return render_template("admin/organisations.html", found=found)


@bp.get("/organisations/new")
@requires(ADMINISTER)
def new_organisation() -> ResponseReturnValue:
    return render_template("admin/new_organisation.html", form=OrganisationForm(formdata=None))


@bp.post("/organisations/new")
@requires(ADMINISTER)
def found_organisation() -> ResponseReturnValue:
    form = OrganisationForm()
    if not form.validate_on_submit():
        return render_template("admin/new_organisation.html", form=form), 422
    try:
        made = create_organisation(form.slug.data, form.name.data, by=current_person().id, now=clock.now())
    except (Refusal, Conflict) as refused:
        form.slug.errors = [refused.message]
        return render_template("admin/new_organisation.html", form=form), 422
    flash(f"団体「{made.name}」を登録しました。", "success")
    return redirect(url_for(".organisation", organisation_id=made.id), 303)


@bp.get("/organisations/<int:organisation_id>")
@requires(ADMINISTER)
def organisation(organisation_id: int) -> ResponseReturnValue:
    return _organisation_page(find.organisation_by_id(organisation_id))


@bp.post("/organisations/<int:organisation_id>")
@requires(ADMINISTER)
def change_organisation(organisation_id: int) -> ResponseReturnValue:
    there, form = find.organisation_by_id(organisation_id), OrganisationForm()
    if not form.validate_on_submit():
        return _organisation_page(there, form=form), 422
    try:
        actions.change_organisation(there, name=form.name.data, slug=form.slug.data, by=current_person())
    except (Refusal, Conflict) as refused:
        form.slug.errors = [refused.message]
        return _organisation_page(there, form=form), 422
    flash("団体の名前と識別名を保存しました。", "success")
    return redirect(url_for(".organisation", organisation_id=there.id), 303)


@bp.post("/organisations/<int:organisation_id>/look")
@requires(ADMINISTER)
def change_look(organisation_id: int) -> ResponseReturnValue:
    there, form = find.organisation_by_id(organisation_id), LookForm()
    if not form.validate_on_submit():
        return _organisation_page(there, look_form=form), 422
    actions.set_look(there, colour=form.colour.data, contact=form.contact.data or "", by=current_person())
    flash("色と問い合わせ先を保存しました。", "success")
    return redirect(url_for(".organisation", organisation_id=there.id), 303)


@bp.post("/organisations/<int:organisation_id>/logo")
@requires(ADMINISTER)
def change_logo(organisation_id: int) -> ResponseReturnValue:
    there = find.organisation_by_id(organisation_id)
    if request.form.get("do") == "drop":
        actions.drop_logo(there, by=current_person())
        flash("ロゴを外しました。", "success")
    else:
        sent = request.files.get("logo")
        actions.set_logo(there, sent.read(rules.LARGEST_LOGO + 1) if sent else b"", by=current_person())
        flash("ロゴを保存しました。", "success")
    return redirect(url_for(".organisation", organisation_id=there.id), 303)


@bp.get("/organisations/<int:organisation_id>/logo")
@open_to_all
def logo(organisation_id: int) -> ResponseReturnValue:
    """Shown to those who were invited, too: a logo is no secret."""
    file = find.logo_of(organisation_id)
    if file is None:
        raise NotFound(NO_LOGO)
    return _for_some_minutes(Response(file.bytes, mimetype=file.type))


@bp.get("/organisations/<int:organisation_id>/look.css")
@open_to_all
def look(organisation_id: int) -> ResponseReturnValue:
    """The colour and the logo, as the style sheet that the policy asks for instead of a style in the page.

    It stands in the head of every page of those who belong there, so a browser keeps it for some minutes.
    """
    look = queries.look_of(organisation_id)
    said = [f"--brand:{look.colour};--brand-ink:#ffffff"] if look and look.colour else []
    if look and look.logo_id:
        address = url_for(".logo", organisation_id=organisation_id, v=look.logo_id)
        said.append(f"--brand-shown:block;--brand-logo:url({address})")
    sheet = Response(f":root{{{';'.join(said)}}}" if said else "", mimetype="text/css")
    return _for_some_minutes(sheet)


def _for_some_minutes(response: Response) -> Response:
    response.cache_control.max_age, response.cache_control.private = A_FEW_MINUTES, True
    return response


@bp.post("/organisations/<int:organisation_id>/provider")
@requires(ADMINISTER)
def set_provider(organisation_id: int) -> ResponseReturnValue:
    there, form = find.organisation_by_id(organisation_id), ProviderForm()
    if not form.validate_on_submit():
        return _organisation_page(there, provider_form=form), 422
    identities.set_provider(
        there,
        name=form.name.data,
        issuer=form.issuer.data,
        client_id=form.client_id.data,
        secret=form.secret.data,
        by=current_person(),
        now=clock.now(),
    )
    flash("団体のアカウントでサインインできるようにしました。", "success")
    return redirect(url_for(".organisation", organisation_id=there.id), 303)


@bp.post("/organisations/<int:organisation_id>/provider/removal")
@requires(ADMINISTER)
def drop_provider(organisation_id: int) -> ResponseReturnValue:
    there = provider_of(find.organisation_by_id(organisation_id).id)
    if there is not None:
        identities.drop_provider(there, by=current_person())
    flash("団体のアカウントではサインインできなくなりました。登録した人はそのままです。", "success")
    return redirect(url_for(".organisation", organisation_id=organisation_id), 303)


def _organisation_page(
    there: Organisation,
    form: OrganisationForm | None = None,
    look_form: LookForm | None = None,
    provider_form: ProviderForm | None = None,
) -> str:
    look, provider = queries.look_of(there.id), provider_of(there.id)
    return render_template(
        "admin/organisation.html",
        organisation=there,
        look=look,
        form=form or OrganisationForm(formdata=None, obj=there),
        look_form=look_form or LookForm(formdata=None, obj=look),
        provider=provider,
        provider_form=provider_form or ProviderForm(formdata=None, obj=provider),
        back=page("accounts.back_from_provider"),
    )
