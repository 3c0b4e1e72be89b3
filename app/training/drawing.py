"""Draw certificates as PDF with typst; for the worker alone, since the fonts and the engine are heavy."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, cast

import segno
import typst
from pypdf import PdfWriter

from app.config import ROOT
from app.training.models.certificates import Certificate
from app.training.rules import certificates as rules
from app.ui.rules import minutes_ja, plain_date, wareki

FONTS = ROOT / "app" / "ui" / "fonts"
PAGE = ROOT / "app" / "training" / "certificate.typ"
PDF = "application/pdf"
ARCHIVABLE: Final = "a-2b"
SAMPLE_CODE = "SAMPLE"
USUAL_COLOUR = "#0017c1"
LOGO = "logo"
VOLUME = 10


class Unprintable(Exception):
    """Something on the paper cannot be drawn, such as a sign that no font has."""


class Press:
    """A page and its fonts, read once and used for many; `logo` is the picture that stands on them."""

    def __init__(self, page: Path, logo: str) -> None:
        self._compiler = typst.Compiler(str(page), font_paths=[str(FONTS)], ignore_system_fonts=True)
        self._logo = logo

    def draw(self, paper: Mapping[str, Any]) -> bytes:
        """A PDF of one page; Unprintable when a sign has no shape in our fonts."""
        return self._some([paper], tagged=True)

    def bind(self, papers: Sequence[Mapping[str, Any]]) -> bytes:
        """One PDF to print, with a page for each.

        Drawn a few at a time, since the engine remembers its last drawings: 500 pages at once hold 100 MB. Without
        the tags that a voice needs: they cannot be joined, and the single papers have them.
        """
        bound = PdfWriter(clone_from=io.BytesIO(self._some(papers[:VOLUME], tagged=False)))
        for start in range(VOLUME, len(papers), VOLUME):
            bound.append(io.BytesIO(self._some(papers[start : start + VOLUME], tagged=False)), import_outline=False)
        whole = io.BytesIO()
        bound.write(whole)
        return whole.getvalue()

    def _some(self, papers: Sequence[Mapping[str, Any]], *, tagged: bool) -> bytes:
        said = {"data": json.dumps(list(papers), ensure_ascii=False), "logo": self._logo}
        try:
            return self._drawn(said, tagged)
        except Unprintable:
            if not self._logo:
                raise
        # A picture that cannot be drawn is no reason to withhold a certificate.
        return self._drawn({**said, "logo": ""}, tagged)

    def _drawn(self, said: dict[str, str], tagged: bool) -> bytes:
        try:
            drawn = self._compiler.compile(format="pdf", sys_inputs=said, pdf_standards=ARCHIVABLE, pdf_tags=tagged)
        except typst.TypstError as error:
            raise Unprintable(str(error)) from error
        return cast(bytes, drawn)


@contextmanager
def press(logo: bytes | None) -> Iterator[Press]:
    """A press with the organisation's logo, which the engine reads from a folder beside the page."""
    with TemporaryDirectory() as folder:
        page = Path(folder) / PAGE.name
        page.write_bytes(PAGE.read_bytes())
        if logo:
            (Path(folder) / LOGO).write_bytes(logo)
        yield Press(page, LOGO if logo else "")


def paper(certificate: Certificate, address: str) -> dict[str, Any]:
    """What the page says of a certificate; `address` is where its code leads."""
    return worded(certificate.printed, f"{address}/certificates/{certificate.code}")


def worded(printed: Mapping[str, Any], address: str) -> dict[str, Any]:
    """The stored facts as the words on the paper."""
    day = wareki if printed["japanese_era"] else plain_date
    dates = {name: day(date.fromisoformat(printed[name])) for name in ("starts_on", "ends_on", "completed_on")}
    issued_on = date.fromisoformat(printed["issued_on"])
    marks = {
        "{研修名}": printed["course"],
        "{版}": printed["edition"],
        "{時間}": None if printed["minutes"] is None else minutes_ja(printed["minutes"]),
        "{期間}": f"{dates['starts_on']}から{dates['ends_on']}まで",
        "{修了日}": dates["completed_on"],
    }
    names = ("title", "issuer", "signer", "number", "name", "former_name", "seal_mark", "reissued")
    return {
        **{name: printed[name] for name in names},
        "body": rules.filled(printed["body"], marks),
        "born_on": day(date.fromisoformat(printed["born_on"])) if printed["born_on"] else None,
        "learner_number": printed["learner_number"],
        "completed_on": dates["completed_on"],
        "issued_on": day(issued_on),
        "year": issued_on.year,
        "month": issued_on.month,
        "day": issued_on.day,
        "sample": printed.get("sample", False),
        "colour": printed.get("colour") or USUAL_COLOUR,
        "address": address,
        "code": _code(address),
    }


def _code(address: str) -> str:
    drawn = io.BytesIO()
    segno.make(address, error="m").save(drawn, kind="svg", xmldecl=False, svgns=True, nl=False, border=0)
    return drawn.getvalue().decode()
