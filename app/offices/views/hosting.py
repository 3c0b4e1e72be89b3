"""What waits for a manager whose office is the host of a practicum: the days to be confirmed."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts.guards import current_person, requires
from app.offices import queries as find
from app.offices.views.blueprint import MANAGE, bp
from app.training.actions import practicum as actions
from app.training.models.running import Practicum
from app.training.queries import hosts


@bp.get("/office/practica/<int:practicum_id>")
@requires(MANAGE)
def practicum(practicum_id: int) -> ResponseReturnValue:
    return render_template("offices/practicum.html", practicum=_hosted(practicum_id), me=current_person())


@bp.post("/office/practica/<int:practicum_id>")
@requires(MANAGE)
def sign_practicum(practicum_id: int) -> ResponseReturnValue:
    signed = actions.sign_as_manager(_hosted(practicum_id, lock=True), by=current_person(), now=clock.now())
    flash(f"{signed.enrolment.person.name}さんの実習を確かめました。本人と主催者の画面に出ます。", "success")
    return redirect(url_for(".managed"), 303)


def _hosted(practicum_id: int, *, lock: bool = False) -> Practicum:
    mine = [office.id for office in find.managed_offices(current_person())]
    return hosts.hosted_practicum(practicum_id, mine, lock=lock)
