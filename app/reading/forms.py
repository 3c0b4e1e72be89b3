"""What a person may send about reading."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, HiddenField, RadioField, StringField, ValidationError
from wtforms import validators as v
from wtforms.fields.choices import SelectChoice

from app.accounts.rules import FURIGANA_LABELS, Furigana, ReadingHelp
from app.reading import queries
from app.reading.actions.glossary import Entry
from app.reading.models import GlossaryEntry
from app.reading.rules.alignment import fits
from app.reading.rules.kanji import has_kanji, hiragana, is_reading
from app.ui.fields import Form, LongText, Text, usual_width

LONGEST_TERM, LONGEST_READING = 60, 120
NO_READING = "読みは、ひらがなで入力してください。例：こうくう"
NO_KANJI = "漢字のある言葉を入力してください。"
MISFIT = "読みが、言葉の中のかなと合いません。言葉のはじめから終わりまでの読みを入力してください。"


def printable(text: str | None) -> str | None:
    """Without control characters, which no word holds and PostgreSQL refuses."""
    return text and "".join(sign for sign in text if sign.isprintable())


def _reading(text: str | None) -> str | None:
    usual = usual_width(printable(text))
    return usual and hiragana(usual)


class HelpForm(Form):
    """One press of a button of the reading help: what is not sent stays as it is."""

    furigana = RadioField(
        choices=[SelectChoice(state.value, label) for state, label in FURIGANA_LABELS.items()],
        validators=[v.Optional()],
    )
    plain = RadioField(choices=[SelectChoice("on", "出す"), SelectChoice("off", "出さない")], validators=[v.Optional()])
    next = HiddenField()

    def chosen(self, before: ReadingHelp) -> ReadingHelp:
        furigana = Furigana(self.furigana.data) if self.furigana.data else before.furigana
        return ReadingHelp(furigana, self.plain.data == "on" if self.plain.data else before.plain)


class ReadingForm(Form):
    """How a word is read; `term` is set by the view where the word is there already."""

    reading = StringField(
        "読み（ひらがな）",
        [
            v.DataRequired("読みを入力してください。"),
            v.Length(max=LONGEST_READING, message="読みは120文字までにしてください。"),
        ],
        filters=(_reading,),
    )
    in_use = BooleanField("この読みを使う", default=True)
    known_term = ""

    def validate_reading(self, field: Any) -> None:
        if not is_reading(field.data or ""):
            raise ValidationError(NO_READING)
        if not fits(self.written(), field.data):
            raise ValidationError(MISFIT)

    def written(self) -> str:
        return self.known_term


class NewReadingForm(ReadingForm):
    term = Text(
        "言葉",
        [
            v.DataRequired("言葉を入力してください。"),
            v.Length(max=LONGEST_TERM, message="言葉は60文字までにしてください。"),
        ],
        filters=(printable,),
    )

    def validate_term(self, field: Any) -> None:
        if not has_kanji(field.data or ""):
            raise ValidationError(NO_KANJI)

    def written(self) -> str:
        return self.term.data or ""


MOST_LINES = 10
LONGEST_TEXT = 1_000
LONGEST_LINE = 300
NO_SOURCE = "根拠を1つ以上、1行に1つ入力してください。"
MANY_LINES = f"{MOST_LINES}行までにしてください。"
LONG_LINE = f"1行は{LONGEST_LINE}文字までにしてください。"
LONG_NAME = f"言い方は、それぞれ{LONGEST_TERM}文字までにしてください。"
NO_SUCH_TERM = "「{name}」という用語はありません。用語集にある名前を入力してください。"
NO_LABEL = "アドレスの前に、根拠の名前を書いてください。例：介護保険法 第7条 https://…"


def lines(text: str | None) -> list[str]:
    """The lines that say something, each once."""
    return list(dict.fromkeys(line.strip() for line in (text or "").split("\n") if line.strip()))


def source_of(line: str) -> dict[str, str | None]:
    """A source as somebody writes it: its name and, behind a space, its address."""
    label, _, address = line.replace("\u3000", " ").rpartition(" ")
    if address.startswith(("https://", "http://")):
        return {"label": label.strip(), "url": address}
    return {"label": line, "url": None}


def _few(form: Any, field: Any) -> None:
    """A handful of lines, none of them endless."""
    found = lines(field.data)
    if len(found) > MOST_LINES:
        raise ValidationError(MANY_LINES)
    if any(len(line) > LONGEST_LINE for line in found):
        raise ValidationError(LONG_LINE)


class EntryForm(Form):
    """One entry of the glossary; what has several is written one to a line."""

    term = Text(
        "用語",
        [
            v.DataRequired("用語を入力してください。"),
            v.Length(max=LONGEST_TERM, message="用語は60文字までにしてください。"),
        ],
        filters=(printable,),
    )
    reading = StringField(
        "読み（ひらがな）",
        [
            v.DataRequired("読みを入力してください。"),
            v.Length(max=LONGEST_READING, message="読みは120文字までにしてください。"),
        ],
        filters=(_reading,),
    )
    aliases = LongText("ほかの言い方", [_few])
    text = LongText(
        "説明",
        [
            v.DataRequired("説明を入力してください。"),
            v.Length(max=LONGEST_TEXT, message=f"説明は{LONGEST_TEXT:,}文字までにしてください。"),
        ],
    )
    sources = LongText("根拠", [v.DataRequired(NO_SOURCE), _few])
    see = LongText("あわせて読む用語", [_few])
    in_use = BooleanField("用語集に出す", default=True)

    @classmethod
    def of(cls, row: GlossaryEntry) -> EntryForm:
        """The form with what is kept."""
        sources = [" ".join(part for part in (source["label"], source["url"]) if part) for source in row.sources]
        return cls(
            formdata=None,
            data={
                "term": row.term,
                "reading": row.reading,
                "aliases": "\n".join(row.aliases),
                "text": row.text,
                "sources": "\n".join(sources),
                "see": "\n".join(row.see),
                "in_use": row.in_use,
            },
        )

    def validate_reading(self, field: Any) -> None:
        if not is_reading(field.data or ""):
            raise ValidationError(NO_READING)

    def validate_aliases(self, field: Any) -> None:
        if any(len(name) > LONGEST_TERM for name in lines(field.data)):
            raise ValidationError(LONG_NAME)

    def validate_sources(self, field: Any) -> None:
        if any(not source_of(line)["label"] for line in lines(field.data)):
            raise ValidationError(NO_LABEL)

    def validate_see(self, field: Any) -> None:
        known = queries.entry_ids(lines(field.data))
        for name in lines(field.data):
            if name not in known:
                raise ValidationError(NO_SUCH_TERM.format(name=name))

    def entry(self) -> Entry:
        term = self.term.data or ""
        return Entry(
            term=term,
            reading=self.reading.data or "",
            aliases=[name for name in lines(self.aliases.data) if name != term],
            text=self.text.data or "",
            sources=[source_of(line) for line in lines(self.sources.data)],
            see=[name for name in lines(self.see.data) if name != term],
        )
