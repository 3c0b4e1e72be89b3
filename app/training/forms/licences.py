"""What people may send of their licences."""

from __future__ import annotations

from wtforms.fields import SelectChoice
from wtforms.validators import Optional

from app.training.forms.running import NO_NULL, at_most, given, wanted
from app.training.rules.licences import LICENCE_LABELS
from app.ui.fields import Chosen, Code, Day, Form


class LicenceForm(Form):
    """A licence as its card says."""

    kind = Chosen(
        "資格",
        choices=[SelectChoice(kind.value, label) for kind, label in LICENCE_LABELS.items()],
        validators=[wanted("資格")],
    )
    number = Code("番号", validators=[Optional(), at_most(40), NO_NULL])
    issued_on = Day("交付の日", validators=[given("交付の日")])
    expires_on = Day("有効期間の満了日", validators=[given("有効期間の満了日")])
