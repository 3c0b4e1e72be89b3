"""What a person may wish about notices."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.widgets import CheckboxInput, ListWidget

from app.notices.rules import NOTICE_LABELS, NoticeKind


class PreferencesForm(FlaskForm):
    by_mail = SelectMultipleField(
        "メールでも受け取るお知らせ",
        choices=[SelectChoice(kind.value, label) for kind, label in NOTICE_LABELS.items()],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )

    def kinds(self) -> frozenset[NoticeKind]:
        return frozenset(NoticeKind(kind) for kind in self.by_mail.data or ())
