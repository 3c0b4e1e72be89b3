"""One's own data: receive it, have it mended, see what one agreed to; and what is kept, for everybody."""

from __future__ import annotations

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts import personal_data
from app.accounts.guards import current_person, not_through_other_eyes, open_to_all, signed_in
from app.accounts.rules import CONSENT_LABELS, CONSENT_VERSIONS
from app.privacy.actions import asking
from app.privacy.actions import consents as taking
from app.privacy.forms import AskForm
from app.privacy.queries import asked, consents, retention
from app.privacy.rules.asking import DISCLOSURE_LASTS, REQUEST_LABELS, STATE_LABELS, RequestKind, edition
from app.privacy.rules.register import purpose
from app.privacy.rules.retention import NEVER_CLEARED
from app.privacy.views.blueprint import bp


@bp.get("/privacy/kept")
@open_to_all
def kept() -> ResponseReturnValue:
    return render_template(
        "privacy/kept.html",
        parts=[(heading, purpose(heading)) for heading in personal_data.headings()],
        rules=retention.rules(clock.today()).values(),
        never=NEVER_CLEARED,
    )


@bp.get("/account/privacy")
@signed_in
@not_through_other_eyes
def own() -> ResponseReturnValue:
    person = current_person()
    return render_template(
        "privacy/own.html",
        disclosures=asked.disclosures(person.id),
        lasts=DISCLOSURE_LASTS,
        requests=asked.own_requests(person.id),
        kinds=REQUEST_LABELS,
        states=STATE_LABELS,
        given=consents.given(person),
        with_account=taking.NOT_ALONE,
        texts=CONSENT_LABELS,
        versions=CONSENT_VERSIONS,
        edition=edition,
        to_agree=asked.to_agree(person.id),
    )


@bp.post("/account/privacy/disclosures")
@signed_in
def ask_disclosure() -> ResponseReturnValue:
    asking.ask_disclosure(current_person(), now=clock.now())
    flash("申し込みを受け付けました。ファイルができると、お知らせが届きます。", "success")
    return redirect(url_for(".own"), 303)


@bp.get("/account/privacy/disclosures/<int:disclosure_id>")
@signed_in
@not_through_other_eyes
def archive(disclosure_id: int) -> ResponseReturnValue:
    data = asked.archive(disclosure_id, current_person().id)
    headers = {"Content-Disposition": 'attachment; filename="gakusha-data.zip"'}
    return Response(data, mimetype="application/zip", headers=headers)


@bp.get("/account/privacy/requests/new")
@signed_in
def ask() -> ResponseReturnValue:
    return render_template("privacy/ask.html", form=AskForm(formdata=None))


@bp.post("/account/privacy/requests")
@signed_in
def ask_now() -> ResponseReturnValue:
    form = AskForm()
    if not form.validate_on_submit():
        return render_template("privacy/ask.html", form=form), 422
    kind = RequestKind(form.kind.data)
    asking.ask(current_person(), kind, about=form.about.data, wish=form.wish.data, now=clock.now())
    flash("申し込みを受け付けました。答えは、お知らせで届きます。", "success")
    return redirect(url_for(".own"), 303)


@bp.post("/account/privacy/consents")
@signed_in
def agree() -> ResponseReturnValue:
    asking.agree(current_person(), now=clock.now())
    flash("いまの版への同意を記録しました。", "success")
    return redirect(url_for(".own"), 303)


@bp.post("/account/privacy/consents/<key>/withdrawal")
@signed_in
def withdraw_consent(key: str) -> ResponseReturnValue:
    found = consents.in_force(key, current_person())
    taking.withdraw(found, by=current_person(), now=clock.now())
    flash(f"「{found.label}」を取り消しました。いまから使われません。", "success")
    return redirect(url_for(".own"), 303)
