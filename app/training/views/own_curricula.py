"""An organisation's own curriculum: copy one, set the figures of its 要項, add a module."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts.guards import current_person, requires
from app.accounts.models import Organisation
from app.accounts.rules import Permission
from app.db import db
from app.errors import NotFound
from app.exams.queries import papers
from app.training.actions import own_curricula as actions
from app.training.forms.running import CopyForm, ModuleForm
from app.training.models.curricula import Curriculum, Module
from app.training.queries import curricula as find
from app.training.queries import lessons
from app.training.views.curricula import bp


@bp.get("/<int:curriculum_id>/copies/new")
@requires(Permission.MANAGE_COHORT)
def before_copy(curriculum_id: int) -> ResponseReturnValue:
    original = find.curriculum(curriculum_id, current_person())
    return _copy_page(original, _copy_form(CopyForm(formdata=None)))


@bp.post("/<int:curriculum_id>/copies")
@requires(Permission.MANAGE_COHORT)
def copy(curriculum_id: int) -> ResponseReturnValue:
    original = find.curriculum(curriculum_id, current_person())
    form = _copy_form(CopyForm())
    if not form.validate_on_submit():
        return _copy_page(original, form), 422
    organisation = db.session.get_one(Organisation, form.organisation.data)
    made = actions.copy_curriculum(original, organisation=organisation, by=current_person(), now=clock.now())
    flash("課程を写しました。団体の要項の時間を入れてください。", "success")
    return redirect(url_for("curricula.curriculum", curriculum_id=made.id), 303)


def _copy_form(form: CopyForm) -> CopyForm:
    form.offer((each.id, each.name) for each in find.places(current_person()))
    return form


def _copy_page(original: Curriculum, form: CopyForm) -> str:
    return render_template("training/copy.html", original=original, form=form)


@bp.get("/<int:curriculum_id>/modules/new")
@requires(Permission.MANAGE_COHORT)
def new_module(curriculum_id: int) -> ResponseReturnValue:
    own = find.own_curriculum(curriculum_id, current_person())
    return _module_page(own, None, _offered(ModuleForm(formdata=None)))


@bp.post("/<int:curriculum_id>/modules")
@requires(Permission.MANAGE_COHORT)
def add_module(curriculum_id: int) -> ResponseReturnValue:
    own = find.own_curriculum(curriculum_id, current_person())
    form = _offered(ModuleForm())
    if not form.validate_on_submit():
        return _module_page(own, None, form), 422
    actions.add_module(own, **_said(form), by=current_person())
    flash("科目を加えました。", "success")
    return redirect(url_for("curricula.curriculum", curriculum_id=own.id), 303)


@bp.get("/<int:curriculum_id>/modules/<int:module_id>")
@requires(Permission.MANAGE_COHORT)
def module(curriculum_id: int, module_id: int) -> ResponseReturnValue:
    own = find.own_curriculum(curriculum_id, current_person())
    found = _module_of(own, module_id)
    form = ModuleForm(
        formdata=None,
        title=found.title,
        form=found.form.value if found.form else "",
        minutes=found.minutes,
        lessons=found.lessons,
        final_check=found.final_check,
    )
    return _module_page(own, found, _offered(form, found))


@bp.post("/<int:curriculum_id>/modules/<int:module_id>")
@requires(Permission.MANAGE_COHORT)
def set_module(curriculum_id: int, module_id: int) -> ResponseReturnValue:
    own = find.own_curriculum(curriculum_id, current_person())
    found = _module_of(own, module_id)
    form = _offered(ModuleForm(), found)
    if not form.validate_on_submit():
        return _module_page(own, found, form), 422
    actions.set_module(found, **_said(form), by=current_person())
    flash("科目を保存しました。", "success")
    return redirect(url_for("curricula.curriculum", curriculum_id=own.id), 303)


def _module_of(own: Curriculum, module_id: int) -> Module:
    for each in own.modules:
        if each.id == module_id:
            return each
    raise NotFound(find.NO_CURRICULUM)


def _offered(form: ModuleForm, found: Module | None = None) -> ModuleForm:
    readable = [(version.lesson.path, version.title) for version in lessons.readable(current_person())]
    checks = {paper.slug: paper.title for paper in papers.checks(current_person())}
    if found is not None and found.final_check:
        checks.setdefault(found.final_check, f"{found.final_check}（問題バンクにありません）")
    form.offer(readable, checks.items())
    return form


def _said(form: ModuleForm) -> dict[str, Any]:
    return {
        "title": form.title.data,
        "form": form.teaching(),
        "minutes": form.minutes.data,
        "lessons": form.lessons.data or [],
        "final_check": form.final_check.data or None,
    }


def _module_page(own: Curriculum, found: Module | None, form: ModuleForm) -> str:
    return render_template("training/module.html", curriculum=own, module=found, form=form)
