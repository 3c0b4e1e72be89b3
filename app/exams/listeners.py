"""What the examinations do when something happened below: the bank was loaded, a question was corrected."""

from __future__ import annotations

from collections import defaultdict

from app.events import listens
from app.exams.actions.papers import load_papers
from app.exams.queries import uses
from app.notices.actions import notify_all
from app.notices.rules import NoticeKind
from app.questions.actions import BankLoaded
from app.questions.actions.reports import QuestionCorrected
from app.questions.queries import corrections, usage

usage.register(uses.of_question)
corrections.read_by(uses.has_read)


@listens(BankLoaded)
def take_in_papers(loaded: BankLoaded) -> None:
    load_papers(
        loaded.bank.papers,
        organisation_id=loaded.organisation_id,
        now=loaded.now,
        report=loaded.report,
    )


@listens(QuestionCorrected)
def tell_those_who_sat_it(corrected: QuestionCorrected) -> None:
    """Whoever sat several papers with the question is told of each number once."""
    what = "正答" if corrected.key_changed else "内容"
    told: defaultdict[tuple[str, int], list[int]] = defaultdict(list)
    for met in uses.who_met(corrected.question_id, corrected.version_number):
        told[met.title, met.number].append(met.person_id)
    for (title, number), person_ids in told.items():
        notify_all(
            person_ids,
            kind=NoticeKind.CORRECTION,
            title=f"あなたが解いた「{title}」問{number}の{what}が訂正されました",
            body=corrected.summary,
            link="/corrections",
            now=corrected.now,
        )
