"""What a candidate, an instructor and an organiser may send."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from flask import request
from werkzeug.exceptions import RequestEntityTooLarge
from wtforms import RadioField, SelectMultipleField, ValidationError
from wtforms import validators as v
from wtforms.fields.choices import SelectChoice
from wtforms.widgets import CheckboxInput, ListWidget

from app.config import ANSWER_BODY
from app.errors import Refusal
from app.exams.actions.attempts import Mark
from app.exams.actions.rulings import check_proposal
from app.exams.models import Paper, PaperField, PaperQuestion
from app.exams.rules import (
    EXTRA_MINUTES,
    MOST_STATEMENTS,
    RULING_LABELS,
    Proposal,
    RulingKind,
    Treatment,
    mask_of,
)
from app.ui.fields import Code, Form, LongText

HIGHEST_SEQ = 2**31 - 1
LONGEST_SECONDS = 60 * 60 * 10

NOT_AN_OBJECT = "解答の形式を読み取れません。画面を開き直して、もう一度お試しください。"
BAD_CHOICES = "選択肢は1から始まる番号で、同じ番号を重ねずに送ってください。"
BAD_FLAG = "「あとで見直す」の印を読み取れません。画面を開き直してください。"
BAD_SEQ = "解答の通し番号を読み取れません。画面を開き直してください。"


def small_json() -> Any:
    """The body of a save; Refusal for what is no JSON, 413 for what is large.

    The token has been looked for in the body before us, so it is too late to set a limit on the request.
    """
    if (request.content_length or 0) > ANSWER_BODY or len(request.get_data()) > ANSWER_BODY:
        raise RequestEntityTooLarge
    if not request.is_json:
        raise Refusal(NOT_AN_OBJECT)
    try:
        return json.loads(request.get_data())
    except (ValueError, RecursionError) as error:  # ten thousand brackets are no answer either
        raise Refusal(NOT_AN_OBJECT) from error


def mark_from_json(body: Any) -> Mark:
    """The mark in a body as design.md's table of addresses has it; Refusal for anything else."""
    if not isinstance(body, dict):
        raise Refusal(NOT_AN_OBJECT)
    flagged = body.get("flagged", False)
    if not isinstance(flagged, bool):
        raise Refusal(BAD_FLAG)
    return Mark(
        choices=_mask(body.get("choices")),
        flagged=flagged,
        seq=_whole(body.get("seq"), 1, HIGHEST_SEQ),
        struck=_mask(body.get("struck", [])),
        seconds=_whole(body.get("seconds", 0), 0, LONGEST_SECONDS),
    )


def mark_from_form() -> Mark:
    """The same from the form that a page without scripts sends."""
    choices = request.form.getlist("choices", type=int)
    if len(choices) != len(request.form.getlist("choices")):
        raise Refusal(BAD_CHOICES)
    return Mark(
        choices=_mask(choices),
        flagged="flagged" in request.form,
        seq=_whole(request.form.get("seq", type=int), 1, HIGHEST_SEQ),
        struck=_mask(request.form.getlist("struck", type=int)),
        seconds=_whole(request.form.get("seconds", 0, type=int), 0, LONGEST_SECONDS),
    )


def _mask(positions: Any) -> int:
    if not isinstance(positions, list) or not all(_is_whole(p, 1, MOST_STATEMENTS) for p in positions):
        raise Refusal(BAD_CHOICES)
    if len(set(positions)) != len(positions):
        raise Refusal(BAD_CHOICES)
    return mask_of(positions)


def _whole(value: Any, low: int, high: int) -> int:
    if not _is_whole(value, low, high):
        raise Refusal(BAD_SEQ)
    return int(value)


def _is_whole(value: Any, low: int, high: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and low <= value <= high


# ── Running a paper ──────────────────────────────────────────────────────────────────────────

LONGEST_REASON = 500
HIGHEST_MARK = 1_000
BAD_MINUTES = f"延長は{EXTRA_MINUTES.start}分から{EXTRA_MINUTES.stop - 1}分までの数で入力してください。例：10"
BAD_MARK = "基準点は0以上の数で入力してください。例：17"
NO_REASON = "理由を入力してください。"
NO_KIND = "訂正のしかたを選んでください。"
NO_DECISION = "「認める」か「認めない」のどちらかを押してください。"
NO_SUCH_STATEMENT = "この問題にない肢が選ばれています。選び直してください。"
MARKS_STAY = "「全員正解にする」では基準点は変わりません。空欄にしてください。"


def whole_number(allowed: range, message: str) -> Callable[[Form, Any], None]:
    """A validator: digits alone, and a number of this range."""

    def check(_form: Form, field: Any) -> None:
        if not _is_digits(field.data) or int(field.data) not in allowed:
            raise ValidationError(message)

    return check


def _is_digits(text: str | None) -> bool:
    return text is not None and text.isascii() and text.isdecimal() and len(text) <= len(str(HIGHEST_MARK))


def _without_nul(text: str | None) -> str | None:
    """PostgreSQL keeps no such character."""
    return text and text.replace("\0", "")


def _reason_field(label: str) -> LongText:
    too_long = v.Length(max=LONGEST_REASON, message=f"理由は{LONGEST_REASON}文字までにしてください。")
    return LongText(label, [v.DataRequired(NO_REASON), too_long], filters=(_without_nul,))


def decision_from_form() -> bool:
    """Whether a late answer shall count; Refusal when the button that says so is missing."""
    decision = request.form.get("decision")
    if decision not in ("accept", "refuse"):
        raise Refusal(NO_DECISION)
    return decision == "accept"


class ExtraTimeForm(Form):
    minutes = Code("延長する時間（分）", [v.DataRequired(BAD_MINUTES), whole_number(EXTRA_MINUTES, BAD_MINUTES)])
    reason = _reason_field("理由（受験者に伝えます）")

    def extra_minutes(self) -> int:
        """Only after the form was found valid."""
        return int(self.minutes.data)


def _exists(form: Form, field: Any) -> None:
    """A validator: only statements that the question has."""
    if not set(field.data or ()) <= {str(choice.value) for choice in field.choices}:
        raise ValidationError(NO_SUCH_STATEMENT)


def _key_field(label: str) -> SelectMultipleField:
    """A set of statements that is right: one check box each; `ruling_form` knows how many."""
    return SelectMultipleField(
        label,
        [_exists],
        choices=[],
        validate_choice=False,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )


class RulingForm(Form):
    """A ruling on one question; `ruling_form` adds a field for each pass mark."""

    kind = RadioField(
        "訂正のしかた",
        [v.InputRequired(NO_KIND), v.AnyOf([kind.value for kind in RulingKind], message=NO_KIND)],
        choices=[SelectChoice(kind.value, label) for kind, label in RULING_LABELS.items()],
        validate_choice=False,
    )
    first = _key_field("正しい組み合わせ")
    second = _key_field("もう一つの正しい組み合わせ")
    reason = _reason_field("理由（記録に残ります）")
    judged: Sequence[PaperField] = ()

    def marks(self) -> list[tuple[PaperField, Any]]:
        """Each field of the paper that is judged, with the form's field for its new pass mark."""
        return [(judged, self[_mark_name(place)]) for place, judged in enumerate(self.judged)]

    def typed(self) -> dict[str, Any]:
        """What was sent, to send it again."""
        return {field.name: field.data for field in self if field.data}

    def proposal(self) -> Proposal:
        """Only after the form was found valid."""
        kind = RulingKind(self.kind.data)
        sets = (self.first.data, self.second.data) if kind is RulingKind.REKEY else ()
        return Proposal(
            kind,
            frozenset(mask_of({int(position) for position in chosen}) for chosen in sets if chosen),
            {judged.code: int(field.data) for judged, field in self.marks() if field.data},
        )

    def _moves_marks_alone(self, asked: PaperQuestion) -> bool:
        """Of a question that is excluded now the exclusion has lowered a mark: that may be taken back with it."""
        if self.kind.data != RulingKind.VOID_CORRECT or asked.treatment is Treatment.VOID_EXCLUDED:
            return False
        return any(field.data for _, field in self.marks())

    def accepted_for(self, paper: Paper, asked: PaperQuestion) -> Proposal | None:
        """The proposal, when the form is valid and the ruling could be made; else None, and the form says why."""
        if not self.validate():
            return None
        if self._moves_marks_alone(asked):
            self.form_errors.append(MARKS_STAY)
            return None
        try:
            check_proposal(paper, asked, self.proposal())
        except Refusal as refusal:
            self.form_errors.append(refusal.message)
            return None
        return self.proposal()


def _mark_name(place: int) -> str:
    return f"pass_mark_{place}"


def ruling_form(asked: PaperQuestion, fields: Iterable[PaperField], formdata: Any) -> RulingForm:
    """The form for this question: a box for each statement, a new pass mark for each field that is judged."""
    judged = [field for field in fields if field.pass_mark is not None]
    marks = {
        _mark_name(place): Code(
            f"{field.title}の新しい基準点", [v.Optional(), whole_number(range(HIGHEST_MARK), BAD_MARK)]
        )
        for place, field in enumerate(judged)
    }
    own = type("RulingFormOfPaper", (RulingForm,), {**marks, "judged": judged})
    form: RulingForm = own(formdata=formdata, meta={"csrf": False})
    for key in (form.first, form.second):
        key.choices = [SelectChoice(str(n), f"肢{n}") for n in range(1, asked.statement_count + 1)]
    return form
