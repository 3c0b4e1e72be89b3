"""What an author, a reviewer and somebody who looks for a question may send."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from flask import request
from wtforms import BooleanField, FieldList, FormField, RadioField, SelectField
from wtforms import Form as PlainForm
from wtforms import validators as v
from wtforms.fields import SelectChoice as Choice

from app.questions.models import CaseStem, Topic
from app.questions.queries.writing import Wanted
from app.questions.rules import citing
from app.questions.rules.drafting import Content
from app.questions.rules.reports import LONGEST_REPORT, REPORT_KIND_LABELS, ReportKind
from app.questions.rules.words import QUESTION_STATUS_LABELS, QuestionStatus
from app.ui.fields import Code, Day, Form, LongText, Text, printable

LONGEST_SEARCH = 100
MOST_PAGES = 10_000
DIFFICULTIES = ("1", "2", "3")
DIFFICULTY_LABELS = {"1": "やさしい", "2": "ふつう", "3": "むずかしい"}
TOO_LONG = "%(max)d字までで書いてください。"
MOST_STATEMENTS = 10


def in_one_line(text: str | None) -> str | None:
    """A statement is one sentence: a line that was broken while typing is none."""
    return "".join(text.split("\n")) if text else text


class StatementForm(PlainForm):
    """One of the five."""

    text = LongText("文", [v.Length(max=200, message=TOO_LONG)], filters=(in_one_line,))
    correct = RadioField(
        "正誤", choices=[Choice("1", "○ 正しい"), Choice("0", "× 誤り")], default="0", validate_choice=False
    )
    why = LongText("なぜ", [v.Length(max=400, message=TOO_LONG)], filters=(in_one_line,))
    plain = LongText("やさしい日本語", [v.Length(max=400, message=TOO_LONG)], filters=(in_one_line,))
    sources = LongText("根拠", [v.Length(max=1000, message=TOO_LONG)])


class QuestionForm(Form):
    """The whole question; what is missing is said by the checks, not by this form: a draft may be unfinished."""

    topic = SelectField("出題項目")
    stem = LongText("問題文", [v.Length(max=200, message=TOO_LONG)], filters=(in_one_line,))
    choose = RadioField("いくつ選ぶか")
    statements = FieldList(FormField(StatementForm), min_entries=2, max_entries=MOST_STATEMENTS)
    case = SelectField("事例")
    case_text = LongText("新しい事例の文", [v.Length(max=1000, message=TOO_LONG)])
    as_of = Day("基準日", [v.InputRequired("基準日を入力してください。")])
    expires = Day("期限", [v.Optional()])
    difficulty = RadioField("難しさ", choices=[Choice(n, DIFFICULTY_LABELS[n]) for n in DIFFICULTIES])
    tags = Text("タグ", [v.Length(max=200, message=TOO_LONG)])
    rights = Text(
        "出典・権利",
        [v.Optional(), v.Regexp(r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", message="半角の小文字とハイフンで書いてください。")],
    )

    def content(self) -> Content:
        """What was typed, as a draft keeps it; the picture is not sent with it."""
        return {
            "topic": self.topic.data,
            "stem": self.stem.data or "",
            "choose": int(self.choose.data),
            "case": self.case.data or "",
            "case_text": self.case_text.data or "",
            "as_of": self.as_of.data.isoformat() if self.as_of.data else "",
            "expires": self.expires.data.isoformat() if self.expires.data else "",
            "difficulty": int(self.difficulty.data),
            "tags": self.tags.data or "",
            "rights": self.rights.data or "own",
            "image": None,
            "statements": [
                {
                    "text": one.form.text.data or "",
                    "correct": one.form.correct.data == "1",
                    "why": one.form.why.data or "",
                    "plain": one.form.plain.data or "",
                    "sources": one.form.sources.data or "",
                }
                for one in self.statements
            ],
        }


def question_form(
    content: Content, topics: Iterable[Topic], cases: Mapping[str, CaseStem], *, typed: bool = True
) -> QuestionForm:
    """The form as sent, or, where nothing of it was sent, as the draft stands."""
    form = QuestionForm() if typed and request.form else QuestionForm(formdata=None, data=_shown(content))
    form.topic.choices = [Choice(topic.code, topic.title) for topic in topics]
    form.case.choices = [
        Choice("", "事例なし"),
        *(Choice(name, f"{name} {case.text[:30]}…") for name, case in cases.items()),
    ]
    form.choose.choices = [Choice(str(n), f"{n}つ選べ") for n in _choices_of_count(int(content["choose"]))]
    return form


def _choices_of_count(chosen: int) -> list[int]:
    return sorted({2, 3, chosen})


def _shown(content: Content) -> dict[str, Any]:
    """The draft with its days as days and its marks as the values of the radio buttons."""
    days = {name: date.fromisoformat(content[name]) if content[name] else None for name in ("as_of", "expires")}
    statements = [{**one, "correct": "1" if one["correct"] else "0"} for one in content["statements"]]
    return {
        **content,
        **days,
        "choose": str(content["choose"]),
        "difficulty": str(content["difficulty"]),
        "statements": statements,
    }


class NewQuestionForm(Form):
    """What a question begins with."""

    topic = SelectField("出題項目", coerce=int)


class StepForm(Form):
    """A step on the way, with what there is to say about it."""

    note = LongText("理由・伝えること", [v.Length(max=1000, message=TOO_LONG)])


class CommentForm(Form):
    """Something said about a statement, or the whole."""

    position = SelectField("どこについて")
    text = LongText("コメント", [v.InputRequired("コメントを書いてください。"), v.Length(max=1000, message=TOO_LONG)])

    def statement(self) -> int | None:
        """The statement that it is about; None for the whole question."""
        return int(self.position.data) if self.position.data else None


def comment_form(statements: int) -> CommentForm:
    """A comment on a version of so many statements."""
    form = CommentForm()
    form.position.choices = [
        Choice("", "問題の全体"),
        *(Choice(str(n), f"肢{n}") for n in range(1, statements + 1)),
    ]
    return form


class PolicyForm(Form):
    """How an organisation checks its questions."""

    three_people = BooleanField("書く人・査読する人・法令を確かめる人を、必ず別の三人にする")


def wanted_from_query() -> Wanted:
    """What the address of the list asks for; what it cannot mean is left out."""
    status = request.args.get("status", "")
    return Wanted(
        search=(printable(request.args.get("q")) or "").strip()[:LONGEST_SEARCH],
        status=QuestionStatus(status) if status in set(QuestionStatus) else None,
        topic=(printable(request.args.get("topic")) or "")[:LONGEST_SEARCH],
        tag=(printable(request.args.get("tag")) or "")[:LONGEST_SEARCH],
        expiring=request.args.get("expiring") == "1",
        page=min(max(1, request.args.get("page", 1, type=int)), MOST_PAGES),
    )


def status_choices() -> list[tuple[str, str]]:
    """The states for the list's filter."""
    return [("", "すべて"), *((status.value, QUESTION_STATUS_LABELS[status]) for status in QuestionStatus)]


class ReportForm(Form):
    """What a reader thinks is wrong."""

    kind = RadioField(
        "何が違うと思いますか",
        [v.InputRequired("一つ選んでください。")],
        choices=[Choice(kind.value, REPORT_KIND_LABELS[kind]) for kind in ReportKind],
    )
    position = SelectField("どこですか")
    text = LongText(
        "くわしく",
        [v.InputRequired("どこがどう違うと思うかを書いてください。"), v.Length(max=LONGEST_REPORT, message=TOO_LONG)],
    )

    def statement(self) -> int | None:
        """The statement that it is about; None for the whole question."""
        return int(self.position.data) if self.position.data else None


def report_form(statements: int) -> ReportForm:
    """A report on a version of so many statements."""
    form = ReportForm()
    form.position.choices = [
        Choice("", "問題の全体"),
        *(Choice(str(n), f"肢{n}") for n in range(1, statements + 1)),
    ]
    return form


class AnswerForm(Form):
    """What is answered to a report."""

    outcome = RadioField(
        "どうしますか",
        [v.InputRequired("一つ選んでください。")],
        choices=[
            Choice("answer", "回答する（問題は変えない、または採点だけを変えた）"),
            Choice("correct", "訂正を知らせる（直した版を公開した）"),
        ],
    )
    text = LongText(
        "回答",
        [v.InputRequired("回答を書いてください。"), v.Length(max=LONGEST_REPORT, message=TOO_LONG)],
    )


class AmendmentForm(Form):
    """An amendment: of what, which articles, from which day."""

    source = SelectField("法令・根拠", coerce=int)
    articles = Code("条", [v.Length(max=500, message=TOO_LONG)])
    in_force_on = Day("施行日", [v.InputRequired("施行日を入力してください。")])
    edition = Day("改正後の版の日付", [v.Optional()])
    summary = LongText(
        "改正の内容",
        [v.InputRequired("改正の内容を書いてください。"), v.Length(max=500, message=TOO_LONG)],
    )

    def validate_articles(self, field: Code) -> None:
        try:
            citing.read_articles(field.data or "")
        except ValueError as error:
            raise v.ValidationError(str(error)) from error

    def read(self) -> list[str]:
        """The articles as they are stored: "115-45-2"; none for the whole of it."""
        return citing.read_articles(self.articles.data or "")
