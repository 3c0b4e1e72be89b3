"""Settings that are data."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts import queries
from app.accounts.guards import current_person, requires
from app.admin.actions.settings import save_settings as save
from app.admin.forms import SettingsForm
from app.admin.views.blueprint import ADMINISTER, bp


@bp.get("/settings")
@requires(ADMINISTER)
def settings() -> ResponseReturnValue:
    chosen = queries.site_settings().stored()
    return render_template("admin/settings.html", form=SettingsForm(formdata=None, data=chosen))


@bp.post("/settings")
@requires(ADMINISTER)
def save_settings() -> ResponseReturnValue:
    form = SettingsForm()
    if not form.validate_on_submit():
        return render_template("admin/settings.html", form=form), 422
    save(form.wanted(), by=current_person(), now=clock.now())
    flash("設定を保存しました。いまから使われます。", "success")
    return redirect(url_for(".settings"), 303)
