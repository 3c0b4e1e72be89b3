"""Reports in the demo: one that has passed, one given back, one that waits, and those who have not written."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from app.accounts.models import Person
from app.clock import jst
from app.training.actions import reports
from app.training.actions.reports import Asked, Written
from app.training.models.curricula import Module
from app.training.models.running import Cohort, Enrolment
from app.training.queries import reports as find
from app.training.rules.reports import Criterion, Level, Rubric

TITLE = "難病の方の支援をふりかえるレポート（デモ）"
TASK = """\
難病のある方への支援を一つ選び、次のことを1,200文字ほどでまとめます。
1. 病気の進み方と、本人・家族の思いをどうとらえたか
2. 医療・障害福祉・難病相談支援センターと、どう役割を分けたか
3. いまならどうするか
だれのことか分かる内容は書かないでください。"""
RUBRIC = Rubric(
    [Level(3, "十分にできている"), Level(2, "おおむねできている"), Level(1, "もう少し"), Level(0, "書かれていない")],
    [
        Criterion("課題の分析", ("事実と推測を分け、進行の見通しがある", "事実にもとづいている")),
        Criterion("多職種との連携", ("役割の分け方と根拠がある", "連携の相手が分かる")),
        Criterion("ふりかえり", ("次の実践が具体的にある",)),
    ],
)
TEXT = """\
球麻痺が先に進んだ方を担当しました（デモの文章です）。
はじめは食事の介助だけを計画に入れていましたが、声が出なくなる前に意思を伝える道具を選ぶ必要がありました。
保健所の保健師と相談し、難病相談支援センターの体験会に同行しました。いまなら、診断の直後に同じことを提案します。"""
DAYS = timedelta(days=1)


def fill(cohort: Cohort, module: Module, enrolled: Sequence[Enrolment], by: Person, now: datetime) -> None:
    """Four have handed in, at every stage; a pass adds nothing to the minutes, which the lessons give."""
    due_on = jst(now).date() + 14 * DAYS
    marker_id = next((person.id for person in find.markers(cohort.run.organisation_id)), None)
    asked = Asked(TITLE, TASK, due_on, 0, required=False, pass_points=6, rubric=RUBRIC, marker_id=marker_id)
    task = reports.ask_for(cohort, module, asked, by=by, now=now - 20 * DAYS)
    verdicts: tuple[tuple[dict[int, int], str, bool] | None, ...] = (
        ({0: 0, 1: 0, 2: 1}, "進行を見越した提案がよく書けています。", True),
        ({0: 1, 1: 2, 2: 3}, "連携の相手と、これからの実践を書き足してください。", False),
        None,
        None,
    )
    for place, (enrolment, verdict) in enumerate(zip(enrolled, verdicts, strict=False)):
        when = now - (8 - place) * DAYS
        work = reports.hand_in(task, enrolment, Written(TEXT), now=when, today=jst(when).date())
        if verdict is not None:
            marks, comment, passes = verdict
            reports.mark(task, work, marks, comment=comment, passes=passes, by=by, now=when + DAYS)
