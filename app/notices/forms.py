"""What a person may wish about notices."""

from __future__ import annotations

from wtforms import SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.widgets import CheckboxInput, ListWidget

from app.notices.rules import NOTICE_LABELS, NoticeKind
from app.ui.fields import Form


class PreferencesForm(Form):
    by_mail = SelectMultipleField(
        "メールでも受け取るお知らせ",
        choices=[SelectChoice(kind.value, label) for kind, label in NOTICE_LABELS.items()],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )

    def kinds(self) -> frozenset[NoticeKind]:
        return frozenset(NoticeKind(kind) for kind in self.by_mail.data or ())
