"""Invite people, print their cards, and let them in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_user

from app import clock
from app.accounts import queries
from app.accounts.actions import open_session
from app.accounts.guards import current_person, current_session, open_to_all, requires
from app.accounts.rules import ROLE_LABELS, Permission, Role
from app.accounts.rules.devices import device_label
from app.admin import letters
from app.admin.actions import invitations as actions
from app.admin.forms import EnterForm, InvitationForm
from app.admin.models import Invitation
from app.admin.queries import invitations as find
from app.admin.queries import organisations as places
from app.admin.rules import INVITATION_LABELS, InvitationState, invitable
from app.admin.views.blueprint import bp, guests
from app.lists import Column, every_row, listing
from app.ui import lists
from app.ui.codes import code_of

HOME = "/"
INVITE = Permission.SEE_PEOPLE


def _columns() -> list[Column]:
    now = clock.now()
    return [
        Column("name", "氏名", lambda row: row.Invitation.name, (Invitation.kana, Invitation.name)),
        Column("how", "あて先", lambda row: row.Invitation.email or "カード", (Invitation.email,)),
        Column("role", "役割", lambda row: ROLE_LABELS[row.Invitation.role]),
        Column("place", "団体", lambda row: row.Invitation.organisation.name),
        Column("state", "状態", lambda row: INVITATION_LABELS[row.Invitation.state(now)]),
        Column("made", "招待した日時", lambda row: row.Invitation.created_at, (Invitation.created_at,), first="down"),
        Column("until", "期限", lambda row: row.Invitation.expires_at, (Invitation.expires_at,)),
    ]


@bp.get("/invitations")
@requires(INVITE)
def invitations() -> ResponseReturnValue:
    wish, columns, now = lists.wished("state"), _columns(), clock.now()
    wanted = find.invitations_wanted(current_person(), wish, now)
    if encoding := lists.wants_file():
        return lists.as_file("invitations", columns, every_row(wanted, columns, wish, last=Invitation.id), encoding)
    labels: dict[Any, str] = {None: "すべて", **{state.value: label for state, label in INVITATION_LABELS.items()}}
    chosen = wish.narrowed.get("state")
    states = [
        {"label": label, "url": lists.here(wish, state=state), "current": state == chosen}
        for state, label in labels.items()
    ]
    found = listing(wanted, columns, wish, last=Invitation.id)
    offered = invitable(current_person().may(Permission.ADMINISTER))
    return render_template("admin/invitations.html", found=found, states=states, offered=offered)


@bp.get("/invitations/new")
@requires(INVITE)
def new_invitations() -> ResponseReturnValue:
    return render_template("admin/new_invitations.html", form=_form(InvitationForm(formdata=None)))


@bp.post("/invitations/new")
@requires(INVITE)
def invite() -> ResponseReturnValue:
    form = _form(InvitationForm())
    if not form.validate_on_submit():
        return render_template("admin/new_invitations.html", form=form), 422
    there = places.organisation_by_id(form.organisation.data)
    made = actions.invite(
        form.guests(), organisation=there, role=Role(form.role.data), by=current_person(), now=clock.now()
    )
    cards = [(invitation, token) for invitation, token in made if invitation.email is None]
    if cards:
        return _cards(cards, sent=len(made) - len(cards))
    flash(f"{len(made)}人に招待のメールを送りました。", "success")
    return redirect(url_for(".invitations"), 303)


@bp.post("/invitations/<int:invitation_id>/again")
@requires(INVITE)
def invite_again(invitation_id: int) -> ResponseReturnValue:
    invitation = find.invitation_where(invitation_id, current_person())
    token = actions.again(invitation, by=current_person(), now=clock.now())
    if invitation.email is None:
        return _cards([(invitation, token)], sent=0)
    flash("招待のメールをもう一度送りました。前のリンクは使えません。", "success")
    return redirect(url_for(".invitations"), 303)


@bp.post("/invitations/<int:invitation_id>/revocation")
@requires(INVITE)
def revoke_invitation(invitation_id: int) -> ResponseReturnValue:
    actions.revoke(find.invitation_where(invitation_id, current_person()), by=current_person(), now=clock.now())
    flash("招待を取り消しました。", "success")
    return redirect(url_for(".invitations"), 303)


@guests.get("/<token>")
@open_to_all
def invitation(token: str) -> ResponseReturnValue:
    found = find.by_token(actions.hashed(token))
    form = EnterForm(formdata=None, name=found.name, kana=found.kana)
    return _invited_page(found, token, form)


@guests.post("/<token>")
@open_to_all
def accept(token: str) -> ResponseReturnValue:
    now = clock.now()
    if current_user.is_authenticated:
        used = actions.join(token, by=current_person(), email=current_session().account.email, now=now)
        flash(f"{used.organisation.name}に、{ROLE_LABELS[used.role]}として加わりました。", "success")
        return redirect(HOME, 303)
    form = EnterForm()
    if not form.validate_on_submit():
        return _invited_page(find.by_token(actions.hashed(token)), token, form), 422
    email = form.email.data or None
    address = request.remote_addr or ""
    account, _used = actions.enter(
        token, name=form.name.data, kana=form.kana.data, email=email, address=address, now=now
    )
    device = device_label(request.user_agent.string)
    entered = open_session(account.id, account.auth_version or 1, device=device, now=now)
    session.clear()
    session.permanent = True
    login_user(entered)
    flash("ようこそ、ケアマネ学舎へ。次から入れるように、アカウントのページをお確かめください。", "success")
    return redirect(HOME, 303)


def _form(form: InvitationForm) -> InvitationForm:
    """With the places and roles that this person may offer."""
    by = current_person()
    return form.offering(queries.choosable(by, INVITE), invitable(by.may(Permission.ADMINISTER)))


def _invited_page(found: Invitation, token: str, form: EnterForm) -> str:
    state = find.state_of(found, clock.now())
    return render_template(
        "admin/invited.html",
        invitation=found,
        organisation=found.organisation,
        look=queries.look_of(found.organisation_id),
        role=ROLE_LABELS[found.role],
        refused=None if state is InvitationState.OPEN else state,
        token=token,
        form=form,
        contact=queries.contact_of(found.organisation_id),
    )


def _cards(made: Sequence[tuple[Invitation, str]], *, sent: int) -> str:
    """Shown once, in the answer itself: the tokens are kept nowhere."""
    cards = []
    for invitation, token in made:
        url = letters.page("invited.invitation", token=token)
        cards.append({"invitation": invitation, "url": url, "picture": code_of(url, "招待のコード")})
    return render_template("admin/cards.html", cards=cards, sent=sent, roles=ROLE_LABELS)
