"""The way of a question: 下書き → 査読 → 法令確認 → 公開 → 要確認 → 引退, and who may take which step."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from app.questions.rules.words import QUESTION_STATUS_LABELS, QuestionStatus

DRAFT, REVIEW, LAW_CHECK = QuestionStatus.DRAFT, QuestionStatus.REVIEW, QuestionStatus.LAW_CHECK
PUBLISHED, DOUBTED, RETIRED = QuestionStatus.PUBLISHED, QuestionStatus.DOUBTED, QuestionStatus.RETIRED


class Duty(StrEnum):
    """What a step asks for; the values are those of the permissions of accounts."""

    WRITE = "write_question"
    REVIEW = "review_question"
    CHECK_LAW = "check_law"
    PUBLISH = "publish_question"


DUTY_LABELS = {
    Duty.WRITE: "執筆",
    Duty.REVIEW: "査読",
    Duty.CHECK_LAW: "法令確認",
    Duty.PUBLISH: "公開の管理",
}


@dataclass(frozen=True, slots=True)
class Step:
    """One arrow of the way. `approves`: nobody takes it who wrote the version. `reason`: needs a note."""

    name: str
    sources: tuple[QuestionStatus, ...]
    target: QuestionStatus
    duties: tuple[Duty, ...]
    label: str
    approves: bool = False
    reason: bool = False


HAND_IN = Step("hand-in", (DRAFT, PUBLISHED, DOUBTED), REVIEW, (Duty.WRITE,), "査読へ出す")
STEPS = {
    step.name: step
    for step in (
        Step("pass-review", (REVIEW,), LAW_CHECK, (Duty.REVIEW,), "査読を終えて法令確認へ", approves=True),
        Step("publish", (LAW_CHECK,), PUBLISHED, (Duty.CHECK_LAW,), "法令確認を終えて公開する", approves=True),
        Step("confirm", (DOUBTED,), PUBLISHED, (Duty.CHECK_LAW,), "このままで正しいと確かめた", approves=True),
        Step("send-back", (REVIEW,), DRAFT, (Duty.REVIEW, Duty.WRITE), "書き手に戻す", reason=True),
        Step("send-back-law", (LAW_CHECK,), DRAFT, (Duty.CHECK_LAW, Duty.WRITE), "書き手に戻す", reason=True),
        Step("doubt", (PUBLISHED,), DOUBTED, tuple(Duty), "要確認にする", reason=True),
        Step(
            "retire",
            (DRAFT, REVIEW, LAW_CHECK, PUBLISHED, DOUBTED),
            RETIRED,
            (Duty.PUBLISH,),
            "引退させる",
            reason=True,
        ),
        Step("revive", (RETIRED,), DRAFT, (Duty.PUBLISH,), "下書きに戻して書き直す"),
    )
}
AUTHOR = "自分が書いた版は、自分では通せません。ほかの人に頼んでください。"
SAME_PERSON = "この団体では、査読と法令確認を別の人が行います。ほかの人に頼んでください。"
NOT_YOURS = "この操作には「{duty}」の担当であることが必要です。"
WRONG_PLACE = "問題はいま「{status}」にあり、この操作はできません。画面を開き直してください。"
NOBODY_READ = "だれも査読していない新しい版があります。「書き直す」で開いて、査読へ出してください。"
NO_REASON = "理由を書いてください。"


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a question stands, for one person: who wrote what is judged, and who reviewed it."""

    status: QuestionStatus
    held: frozenset[str]
    person_id: int
    writers: frozenset[int]
    reviewer_id: int | None = None
    three_people: bool = True


def refusal(step: Step, standing: Standing) -> str | None:
    """Why the person may not take the step now, as a sentence; None when nothing stands in the way."""
    if standing.status not in step.sources:
        return WRONG_PLACE.format(status=QUESTION_STATUS_LABELS[standing.status])
    if not standing.held & set(step.duties):
        return NOT_YOURS.format(duty="・".join(DUTY_LABELS[duty] for duty in step.duties))
    if step.approves and standing.person_id in standing.writers:
        return AUTHOR
    if step.name == "publish" and standing.three_people and standing.reviewer_id == standing.person_id:
        return SAME_PERSON
    return None


def open_steps(standing: Standing) -> list[Step]:
    """What the person may do with the question now."""
    return [step for step in STEPS.values() if refusal(step, standing) is None]


def blocked_steps(standing: Standing) -> list[tuple[Step, str]]:
    """What the person's role would allow here but the rule of several people does not, with the reason."""
    return [
        (step, why)
        for step in STEPS.values()
        if standing.status in step.sources and (why := refusal(step, standing)) in (AUTHOR, SAME_PERSON)
    ]


def duties_of(held: Iterable[str]) -> list[Duty]:
    """The duties among somebody's permissions, in the order of the way."""
    return [duty for duty in Duty if duty in set(held)]


QUEUES = {
    Duty.WRITE: (DRAFT, DOUBTED),
    Duty.REVIEW: (REVIEW,),
    Duty.CHECK_LAW: (LAW_CHECK, DOUBTED),
    Duty.PUBLISH: (),
}
"""What waits for whoever has the duty."""
