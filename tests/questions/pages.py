"""What tests of the bank's pages share: a bank that is loaded, and what stands on a page."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from app.accounts.models import Organisation
from app.questions.actions import load_bank
from app.questions.rules.reading import read_bank
from tests.client import StrictClient
from tests.questions.samples import LAW, Files, bank, question

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


def load(files: Files, organisation: Organisation) -> None:
    found = read_bank(files).bank
    assert found is not None
    load_bank(found, organisation=organisation, by=None, now=NOW)


def main(client: StrictClient, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, response.text
    return response.text.replace("<wbr>", "").split("<main")[1].split("</main>")[0]


def counts(page: str) -> list[tuple[str, str]]:
    """The rows of the tables: a name and how many."""
    rows = re.findall(r'<th scope="row">(.+?)</th>\s*<td class="amount">(.+?)</td>', page, re.DOTALL)
    return [(re.sub("<[^>]+>", " ", name).strip(), number) for name, number in rows]


def some(number: int) -> Files:
    """So many questions that rest on expertise with their first statement, and one that rests on the law alone."""
    made = [question(f"HO-EIYO-{n:03}", "health.nutrition", choose=3) for n in range(1, number + 1)]
    cited = [one.replace(f'[{{law: {LAW}, article: "9"}}]', "[{source: expert-knowledge}]", 1) for one in made]
    return {**bank(), "questions/health/nutrition.yaml": "".join(cited).encode()}
