"""The page behind the code on a certificate: open to all, and telling no more than what is asked there."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from app.accounts.guards import open_to_all
from app.training.forms.certificates import CheckForm
from app.training.models.certificates import Certificate
from app.training.queries import certificates as find
from app.training.rules import certificates as rules
from app.training.rules.certificates import CERTIFICATE_LABELS

bp = Blueprint("certificates", __name__, url_prefix="/certificates", template_folder="../templates")


@bp.get("/<code>")
@open_to_all
def show(code: str) -> ResponseReturnValue:
    return _page(_found(code), CheckForm(formdata=None), None)


@bp.post("/<code>")
@open_to_all
def check(code: str) -> ResponseReturnValue:
    found = _found(code)
    form = CheckForm()
    if not form.validate_on_submit():
        return _page(found, form, None), 422
    return _page(found, form, rules.same_name(form.name.data, found.printed["name"]))


def _found(code: str) -> Certificate:
    return find.by_code(code.strip().upper()[: rules.CODE_LENGTH + 1].replace("\0", ""))


def _page(found: Certificate, form: CheckForm, same: bool | None) -> str:
    page = "training/verified.html"
    return render_template(page, certificate=found, form=form, same=same, labels=CERTIFICATE_LABELS)
