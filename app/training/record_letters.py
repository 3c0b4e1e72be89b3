"""Letters to the managers of learners' offices, who fill in 研修記録シート without an account."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import current_app

from app import mail
from app.training.models.running import Enrolment
from app.training.rules.records import MOMENT_LABELS, NUDGE_WORDS, Moment, Nudge
from app.ui.rules import plain_date


@dataclass(frozen=True, slots=True)
class Asked:
    """Of whose sheet the letter speaks, and by when it is wanted."""

    enrolment: Enrolment
    moment: Moment
    due_on: date


def to_manager(to: str, name: str, asked: Asked, token: str, *, nudge: Nudge | None = None) -> None:
    """Ask a manager to fill in a sheet; the body is wiped once it has gone out, since it holds the link."""
    site: str = current_app.config["PUBLIC_URL"]
    page = current_app.url_map.bind("").build("training.manager_sheet", {"token": token})
    run, learner = asked.enrolment.cohort.run, asked.enrolment.person.name
    label = MOMENT_LABELS[asked.moment]
    parts = (
        f"{name} さん",
        f"「{run.title}」（{run.organisation.name}）を受講している{learner}さんの、"
        f"研修記録シート「{label}」の記入をお願いします。",
        *([NUDGE_WORDS[nudge]] if nudge else []),
        f"期限：{plain_date(asked.due_on)}",
        f"次のページで、目標ごとに段階を選び、提出してください。登録は要りません。\n{site}{page}",
        "このリンクは30日間使え、提出すると使えなくなります。ほかの方に転送しないでください。",
        "お心当たりがないときは、このメールを破棄してください。何も変わりません。",
    )
    title = f"【ケアマネ学舎】研修記録シート（{label}）の記入のお願い"
    mail.send(to=to, subject=title, body="\n\n".join(parts) + "\n", carries_secret=True)
