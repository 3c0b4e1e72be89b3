"""Files of questions at each point of their way, for the pages that show them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.accounts.actions.organisations import home_organisation
from app.accounts.models import Person
from app.questions.models import ExchangeJob
from app.questions.rules.exchange.package import Effect, Format, Line
from app.questions.rules.exchanges import Direction, JobState

LINES = [
    Line(Effect.REFUSED, "正しい選択肢と誤りの選択肢の両方が要ります", 1, ("3番目の問題「保険者」（41行目）",)),
    Line(Effect.DROPPED, "リンクは外し、言葉だけを取り込みました", 30, tuple(f"{n}番目の問題" for n in range(1, 21))),
    Line(Effect.APPROXIMATED, "表は、文字の並びにしました", 2, ("4番目の問題", "9番目の問題")),
    Line(Effect.NOTED, "根拠がありません。根拠を書いてから公開してください", 1, ("1番目の問題",)),
]
QUESTIONS = [
    {
        "id": "KS-HIHO-501",
        "stem": "保険者について正しいものはどれか。",
        "outcome": "added",
        "choose": 2,
        "statements": 5,
    },
    {"id": "申請-89c3c9c5", "stem": "申請先はどれか。", "outcome": "updated", "choose": 1, "statements": 2},
]


def make_exchanges(session: Session, by: Person, now: datetime) -> dict[str, object]:
    """A file on its way, one that was looked at, one with faults, one that was taken in: their ids."""
    shown = [{**one, "official": one["choose"] != 1} for one in QUESTIONS]
    counts = {"added": 1, "updated": 1, "unchanged": 0}
    reports: dict[str, tuple[JobState, dict[str, object]]] = {
        "waiting": (JobState.TAKING, {}),
        "looked_at": (
            JobState.READY,
            {"lines": [line.plain() for line in LINES[1:]], "counts": counts, "questions": shown, "unofficial": 1},
        ),
        "faulty": (JobState.REFUSED, {"lines": [line.plain() for line in LINES]}),
        "taken": (JobState.DONE, {"lines": [], "counts": counts}),
    }
    made = {}
    for name, (state, report) in reports.items():
        job = ExchangeJob(
            organisation_id=home_organisation(now).id,
            by_id=by.id,
            direction=Direction.IN,
            form=Format.MOODLE_XML,
            state=state,
            status=None,
            file_name="questions-制度-20261122.xml",
            size=1,
            done=1 if state is JobState.TAKING else 0,
            total=2,
            report=report,
            asked_at=now,
            changed_at=now,
        )
        session.add(job)
        session.flush()
        made[name] = job.id
    return made
