"""What the question bank passes down when it is loaded: its readings and its glossary."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from app.accounts.queries import home_organisation
from app.events import listens
from app.questions.actions import BankLoaded
from app.questions.rules.citations import place
from app.questions.rules.loading import LoadReport, Outcome
from app.questions.rules.stock import Bank, Citation, GlossaryEntry
from app.reading.actions.glossary import Entry, load_glossary
from app.reading.actions.readings import load_readings
from app.reading.rules.kanji import has_kanji


@listens(BankLoaded)
def take_in_readings(loaded: BankLoaded) -> None:
    """A term of the glossary is read as the glossary says, where the list of readings does not have it."""
    bank = loaded.bank
    if not _of_the_site(loaded):
        return
    readings = {entry.term: entry.reading for entry in bank.glossary if has_kanji(entry.term)}
    readings |= {word.term: word.reading for word in bank.readings}
    if readings:
        _note(loaded.report, "言葉の読み", load_readings(readings.items(), now=loaded.now))


@listens(BankLoaded)
def take_in_glossary(loaded: BankLoaded) -> None:
    if loaded.bank.glossary and _of_the_site(loaded):
        _note(loaded.report, "用語", load_glossary(_entries(loaded.bank)))


def _of_the_site(loaded: BankLoaded) -> bool:
    """Readings and glossary are the site's own: what another organisation brings in does not change them."""
    home = home_organisation()
    return home is not None and home.id == loaded.organisation_id


def _note(report: LoadReport, kind: str, done: Counter[str]) -> None:
    for outcome, times in done.items():
        for _ in range(times):
            report.note(kind, Outcome(outcome))


def _entries(bank: Bank) -> Iterator[Entry]:
    for entry in bank.glossary:
        yield Entry(entry.term, entry.reading, list(entry.aliases), entry.text, _sources(entry, bank), list(entry.see))


def _sources(entry: GlossaryEntry, bank: Bank) -> list[dict[str, str | None]]:
    known = {source.key: source for source in bank.sources}
    return [
        {"label": f"{known[said.source].title} {_place(said)}".strip(), "url": known[said.source].url}
        for said in entry.sources
    ]


def _place(said: Citation) -> str:
    return place(article=said.article, paragraph=said.paragraph, item=said.item, suppl=said.suppl)
