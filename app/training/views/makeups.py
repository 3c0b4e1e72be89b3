"""補講 of a cohort: the rule in words, who has to make up for what and until when."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts.guards import current_person, requires
from app.accounts.rules import Permission
from app.training.actions import makeups as actions
from app.training.actions.attendance import rule_in
from app.training.forms.makeups import RuleForm
from app.training.models.running import Cohort
from app.training.queries import makeups as find
from app.training.queries import running
from app.training.views.blueprint import cohorts as bp

URL = "/<int:cohort_id>/make-ups"


@bp.get(URL)
@requires(Permission.MANAGE_COHORT)
def make_ups(cohort_id: int) -> ResponseReturnValue:
    cohort = running.cohort_where(cohort_id, current_person())
    return _page(cohort, RuleForm(formdata=None, obj=rule_in(cohort)))


@bp.post(f"{URL}/rule")
@requires(Permission.MANAGE_COHORT)
def set_rule(cohort_id: int) -> ResponseReturnValue:
    cohort = running.cohort_where(cohort_id, current_person())
    form = RuleForm()
    if not form.validate_on_submit():
        return _page(cohort, form), 422
    actions.set_rule(cohort, form.rule(), by=current_person())
    flash("きまりを保存しました。これから記録する出席に使います。記録済みの出席は変わりません。", "success")
    return redirect(url_for(".make_ups", cohort_id=cohort_id), 303)


@bp.post(f"{URL}/notices")
@requires(Permission.MANAGE_COHORT)
def tell_make_ups(cohort_id: int) -> ResponseReturnValue:
    cohort = running.cohort_where(cohort_id, current_person())
    now = clock.now()
    count = actions.tell(cohort, find.of_cohort(cohort, now), by=current_person(), now=now)
    flash(f"{count}人に知らせました。", "success")
    return redirect(url_for(".make_ups", cohort_id=cohort_id), 303)


def _page(cohort: Cohort, form: RuleForm) -> str:
    return render_template(
        "training/make_ups.html",
        cohort=cohort,
        rule=rule_in(cohort),
        found=find.of_cohort(cohort, clock.now()),
        today=clock.today(),
        form=form,
    )
