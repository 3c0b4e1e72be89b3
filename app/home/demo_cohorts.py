"""Simulated cohorts of a demo site: hundreds of people without accounts who sat the papers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from math import exp
from random import Random
from typing import Any

from app.clock import jst
from app.exams.rules import AttemptState

SIZES = {"gakusha": 220, "sakura": 170, "midori": 150}
PAPERS = {"mock-1": 1.0, "mock-2": 0.55, "mock-3": 0.3}
SEED = 20261122
MINUTES = 120
ALIKE = 0.85  # how much the abilities in the two fields go together
GUESS = 0.1  # one set of ten
BETTER_EACH_TIME = 0.3
TURNED_ROUND, TEMPTING = 17, 41  # two numbers that are made to measure badly
PRACTISES = 0.8
FAMILY = (
    *(("青木", "アオキ"), ("石井", "イシイ"), ("上田", "ウエダ"), ("江口", "エグチ"), ("大西", "オオニシ")),
    *(("片山", "カタヤマ"), ("北村", "キタムラ"), ("黒田", "クロダ"), ("小山", "コヤマ"), ("坂本", "サカモト")),
    *(("島田", "シマダ"), ("須藤", "スドウ"), ("関口", "セキグチ"), ("高木", "タカギ"), ("千葉", "チバ")),
    *(("辻", "ツジ"), ("寺田", "テラダ"), ("戸田", "トダ"), ("中島", "ナカジマ"), ("西川", "ニシカワ")),
    *(("野口", "ノグチ"), ("浜田", "ハマダ"), ("平野", "ヒラノ"), ("福田", "フクダ"), ("星野", "ホシノ")),
    *(("松田", "マツダ"), ("三浦", "ミウラ"), ("村上", "ムラカミ"), ("望月", "モチヅキ"), ("和田", "ワダ")),
)
GIVEN = (
    *(("章子", "アキコ"), ("郁夫", "イクオ"), ("恵美", "エミ"), ("和夫", "カズオ"), ("清美", "キヨミ")),
    *(("健太", "ケンタ"), ("幸子", "サチコ"), ("静香", "シズカ"), ("正樹", "マサキ"), ("孝", "タカシ")),
    *(("千春", "チハル"), ("哲也", "テツヤ"), ("俊彦", "トシヒコ"), ("尚子", "ナオコ"), ("典子", "ノリコ")),
    *(("久美子", "クミコ"), ("博", "ヒロシ"), ("文江", "フミエ"), ("牧子", "マキコ"), ("美穂", "ミホ")),
)


@dataclass(frozen=True, slots=True)
class Simulated:
    """Somebody with an ability in each field; the papers that they sat, and the day on which they last practised."""

    name: str
    kana: str
    organisation: str
    abilities: tuple[float, float]
    papers: tuple[str, ...]
    idle_days: int | None


def people() -> list[Simulated]:
    """The same each time."""
    random = Random(SEED)  # noqa: S311  # plausible, not secret
    homes = [slug for slug, size in SIZES.items() for _ in range(size)]
    names = [(family, given) for given in GIVEN for family in FAMILY]
    return [_simulated(home, *names[place % len(names)], random) for place, home in enumerate(homes)]


def _simulated(home: str, family: tuple[str, str], given: tuple[str, str], random: Random) -> Simulated:
    common = random.gauss(0.55, 0.9)
    apart = (1 - ALIKE**2) ** 0.5
    abilities = (common, 0.55 + ALIKE * (common - 0.55) + apart * random.gauss(0, 0.9))
    papers = tuple(slug for slug, share in PAPERS.items() if random.random() < share)
    idle = int(random.expovariate(1 / 9)) if random.random() < PRACTISES else None
    return Simulated(f"{family[0]} {given[0]}", f"{family[1]} {given[1]}", home, abilities, papers, idle)


@dataclass(frozen=True, slots=True)
class Hard:
    """A question as it is sat: how hard and how sharp, in which field, its sets; `favourite` tempts the weak."""

    number: int
    field: int
    key: int
    wrong: tuple[int, ...]
    favourite: int
    hardness: float
    slope: float


def hard(number: int, name: str, field: int, right: int, statements: int) -> Hard:
    """By its name, so that a question is as hard in every paper."""
    own = Random(name)  # noqa: S311  # plausible, not secret
    slope = -0.35 if number == TURNED_ROUND else own.lognormvariate(0.2, 0.25)
    hardness = 1.6 if number == TEMPTING else own.gauss(-0.2, 0.8)
    wrong = tuple(
        right & ~(1 << old) | 1 << new
        for old in range(statements)
        for new in range(statements)
        if right >> old & 1 and not right >> new & 1
    )
    return Hard(number, field, right, wrong, own.choice(wrong), hardness, slope)


def days_ago(place: int) -> int:
    """When the paper at this place was sat by most."""
    return (110, 62, 21)[place]


def sittings(one: Simulated, now: datetime, random: Random) -> Iterator[tuple[str, datetime, int, float]]:
    """Paper, begin, seconds used and how much better by now, for each paper of somebody."""
    for turn, slug in enumerate(one.papers):
        ago = days_ago(list(PAPERS).index(slug)) + random.randint(0, 14)
        began = now - timedelta(days=ago, minutes=random.randint(0, 600))
        yield slug, began, int(60 * MINUTES * random.uniform(0.6, 1.0)), BETTER_EACH_TIME * turn


def attempt(person_id: int, paper_id: int, edition_id: int, began: datetime, used: int) -> dict[str, Any]:
    """A row of an attempt that was handed in."""
    return {
        "paper_id": paper_id,
        "edition_id": edition_id,
        "person_id": person_id,
        "state": AttemptState.SUBMITTED,
        "factor": Decimal(1),
        "aids": [],
        "started_at": began,
        "ends_at": began + timedelta(minutes=MINUTES),
        "closed_at": began + timedelta(seconds=used),
    }


def answers(
    attempt_id: int, one: Simulated, asked: Sequence[Hard], sat: tuple[datetime, int, float], random: Random
) -> Iterator[dict[str, Any]]:
    """Rows of what somebody marked: a few of the slow ones do not reach the end."""
    began, used, better = sat
    seconds = used // len(asked)
    reached = len(asked) - (random.randint(1, 9) if used > 58 * MINUTES and random.random() < 0.5 else 0)
    for question in asked[:reached]:
        ability = one.abilities[question.field] + better
        knows = random.random() < 1 / (1 + exp(-question.slope * (ability - question.hardness)))
        if not knows and random.random() < 0.01:
            continue
        yield {
            "attempt_id": attempt_id,
            "number": question.number,
            "choices": question.key if knows else _guessed(question, random),
            "struck": 0,
            "flagged": False,
            "seq": 2,
            "seconds": int(seconds * random.uniform(0.4, 1.6)),
            "saved_at": began + timedelta(seconds=seconds * question.number),
        }


def _guessed(question: Hard, random: Random) -> int:
    drawn = random.random()
    if drawn < GUESS:
        return question.key
    if drawn < (0.8 if question.number == TEMPTING else 0.4):
        return question.favourite
    return random.choice(question.wrong)


def practice_day(person_id: int, one: Simulated, now: datetime) -> Mapping[str, Any] | None:
    """The day on which somebody practised last; None for who never did."""
    if one.idle_days is None:
        return None
    on = jst(now - timedelta(days=one.idle_days)).date()
    done = {"cards": 20, "cards_right": 14, "card_seconds": 600}
    return {"person_id": person_id, "on": on, **done, "questions": 0, "questions_right": 0, "question_seconds": 0}
