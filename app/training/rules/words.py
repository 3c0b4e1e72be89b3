"""Words of the training that are stored or written in its files, and how they are shown."""

from __future__ import annotations

from enum import StrEnum

BY_GUIDELINES = "要項による"


class Form(StrEnum):
    """How a module is taught."""

    LECTURE = "lecture"
    EXERCISE = "exercise"
    LECTURE_AND_EXERCISE = "lecture_and_exercise"
    PRACTICUM = "practicum"


FORM_LABELS = {
    Form.LECTURE: "講義",
    Form.EXERCISE: "演習",
    Form.LECTURE_AND_EXERCISE: "講義・演習",
    Form.PRACTICUM: "実習",
}


class Delivery(StrEnum):
    """Where a module is taught."""

    ON_DEMAND = "on_demand"
    ONLINE_LIVE = "online_live"
    CLASSROOM = "classroom"


DELIVERY_LABELS = {
    Delivery.ON_DEMAND: "オンデマンド",
    Delivery.ONLINE_LIVE: "オンライン",
    Delivery.CLASSROOM: "会場",
}


class Confidence(StrEnum):
    """How sure we are of a title or a figure."""

    CONFIRMED = "confirmed"
    SEED = "seed"
    UNCONFIRMED = "unconfirmed"


CONFIDENCE_LABELS = {
    Confidence.CONFIRMED: "確認済み",
    Confidence.SEED: "公開の資料による",
    Confidence.UNCONFIRMED: "未確認",
}


class Phase(StrEnum):
    """Before, during or after the practicum."""

    FIRST = "first"
    PRACTICUM = "practicum"
    SECOND = "second"


PHASE_LABELS = {Phase.FIRST: "前期", Phase.PRACTICUM: "実習", Phase.SECOND: "後期"}
