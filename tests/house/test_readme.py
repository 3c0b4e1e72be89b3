"""What README counts is what is there."""

from __future__ import annotations

from app.questions.queries import stock_files
from app.questions.rules.reading import read_bank
from app.questions.rules.words import PaperKind
from tests.house.files import ROOT


def test_readme_tells_the_questions_statements_and_sources_of_the_stock() -> None:
    bank = read_bank(stock_files(ROOT / "question_bank")).bank
    assert bank is not None

    statements = [statement for question in bank.questions for statement in question.statements]
    cited = {citation.source for statement in statements for citation in statement.sources}
    [as_of] = {question.as_of for question in bank.questions}
    asked = {id for paper in bank.papers for id in paper.questions}
    mocks = sum(paper.kind is PaperKind.MOCK for paper in bank.papers)
    checks = {id for paper in bank.papers if paper.kind is PaperKind.CHECK for id in paper.questions}
    [trial] = [paper for paper in bank.papers if paper.kind is PaperKind.TRIAL]

    line = (
        f"| 問題 | {len(bank.questions)}問・{len(statements):,}肢、根拠{len(cited)}件"
        f"（模擬試験 第1回～第{mocks}回 各60問、登録なしで試せる{len(trial.questions)}問、"
        f"教材の確認に{len(checks)}問、ほかに{len(bank.questions) - len(asked)}問）。法令は {as_of} の時点 |"
    )
    assert line in (ROOT / "README.md").read_text("utf-8").splitlines()
