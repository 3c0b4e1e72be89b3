"""The people of a demo site and how they sit: invented, the same each time, with nothing of the database."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import Enum, auto
from math import exp
from random import Random

from app.accounts.rules import HOME_ORGANISATION, Aid, Role
from app.exams.rules import mask_of
from app.offices.rules import Subject

PASSWORD = "gakusha-demo-2026"
PAPER = "mock-1"
ASSOCIATION, CENTRE = "midori", "sakura"
ORGANISATIONS = {ASSOCIATION: "みどり県介護支援専門員会（デモ）", CENTRE: "さくら研修センター（デモ）"}
FACTOR, AIDS = Decimal("1.30"), frozenset({Aid.LARGE_TEXT})
OFFICE = "ひまわり居宅介護支援事業所（デモ）"
SHARES = {
    "learner": frozenset({Subject.TRAINING, Subject.RECORDS, Subject.RECOMMENDATION}),
    "learner-02": frozenset[Subject](),
}
SEED = 20261122
EXTRA_MINUTES = 10
MOST_ANSWERED_LATE = 47  # of sixty, by the one whose time ran out
ANSWERED_SO_FAR = 23  # by the one who is sitting now
SITTING_FOR = timedelta(minutes=38)


@dataclass(frozen=True, slots=True)
class Someone:
    """A person of the demo with the role in which they sign in."""

    name: str
    kana: str
    login: str
    role: Role
    organisation: str

    @property
    def email(self) -> str:
        return f"{self.login}@example.jp"


STAFF = (
    Someone("管野 誠", "カンノ マコト", "administrator", Role.ADMINISTRATOR, HOME_ORGANISATION),
    Someone("本田 由美子", "ホンダ ユミコ", "organiser", Role.ORGANISER, HOME_ORGANISATION),
    Someone("講元 正", "コウモト タダシ", "instructor", Role.INSTRUCTOR, HOME_ORGANISATION),
    Someone("緑川 和子", "ミドリカワ カズコ", "organiser-midori", Role.ORGANISER, ASSOCIATION),
    Someone("桜井 健一", "サクライ ケンイチ", "organiser-sakura", Role.ORGANISER, CENTRE),
    Someone("大野 敬", "オオノ タカシ", "instructor-sakura", Role.INSTRUCTOR, CENTRE),
    Someone("森 久美", "モリ クミ", "manager", Role.MANAGER, ASSOCIATION),
    Someone("岡本 幸恵", "オカモト ユキエ", "learner", Role.LEARNER, ASSOCIATION),
    Someone("藤田 修", "フジタ オサム", "learner-02", Role.LEARNER, ASSOCIATION),
    Someone("長谷川 恵", "ハセガワ メグミ", "learner-03", Role.LEARNER, CENTRE),
)
NAMES = (
    *(("佐藤 花子", "サトウ ハナコ"), ("鈴木 一郎", "スズキ イチロウ"), ("髙橋 直美", "タカハシ ナオミ")),
    *(("田中 洋子", "タナカ ヨウコ"), ("グエン ティ ラン", "グエン ティ ラン"), ("伊藤 浩", "イトウ ヒロシ")),
    *(("渡邉 美香", "ワタナベ ミカ"), ("山本 剛", "ヤマモト ツヨシ"), ("中村 さゆり", "ナカムラ サユリ")),
    *(("小林 明", "コバヤシ アキラ"), ("加藤 真理", "カトウ マリ"), ("𠮷田 勝", "ヨシダ マサル")),
    *(("山田 智子", "ヤマダ トモコ"), ("佐々木 亮", "ササキ リョウ"), ("山口 京子", "ヤマグチ キョウコ")),
    *(("松本 隆", "マツモト タカシ"), ("井上 早苗", "イノウエ サナエ"), ("木村 豊", "キムラ ユタカ")),
    *(("マリア サントス", "マリア サントス"), ("林 千恵", "ハヤシ チエ"), ("斎藤 学", "サイトウ マナブ")),
    *(("清水 律子", "シミズ リツコ"), ("﨑山 進", "サキヤマ ススム"), ("阿部 奈々", "アベ ナナ")),
    *(("池田 茂", "イケダ シゲル"), ("橋本 夏希", "ハシモト ナツキ"), ("石川 武", "イシカワ タケシ")),
    *(("前田 弘美", "マエダ ヒロミ"), ("後藤 光", "ゴトウ ヒカル"), ("近藤 綾", "コンドウ アヤ")),
)


class Ending(Enum):
    """How a sitting ends."""

    HANDED_IN = auto()
    TIMED_OUT = auto()
    STILL_OPEN = auto()


@dataclass(frozen=True, slots=True)
class Sitting:
    """One sitting: when it began, how able the person was by then, how it ends."""

    started_at: datetime
    level: float
    ending: Ending = Ending.HANDED_IN


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who sits, once or several times."""

    someone: Someone
    sittings: tuple[Sitting, ...]
    accommodated: bool = False
    practises: bool = False


def candidates(now: datetime) -> list[Candidate]:
    """Thirty who sat in the last months: some better each time, one at it now, one out of time, one with more time."""
    random = Random(SEED)  # noqa: S311  # plausible, not secret
    return [_candidate(place, now, random) for place in range(len(NAMES))]


def _candidate(place: int, now: datetime, random: Random) -> Candidate:
    home = (HOME_ORGANISATION, HOME_ORGANISATION, CENTRE, ASSOCIATION)[place % 4]
    login = f"candidate-{place + 1:02}" if place else "candidate"
    someone = Someone(*NAMES[place], login, Role.CANDIDATE, home)
    level, days = random.uniform(-0.2, 1.1), random.randint(75, 140)
    sittings = []
    for _ in range(3 if place < 4 else random.choice((1, 1, 2, 3))):
        evening = now.replace(hour=11, minute=random.randrange(60), second=random.randrange(60), microsecond=0)
        sittings.append(Sitting(evening - timedelta(days=days), level))
        level += random.uniform(0.25, 0.75)
        days -= random.randint(18, 30)
    if place == 1:
        sittings.append(Sitting(now - SITTING_FOR, level, Ending.STILL_OPEN))
    if place == 2:
        sittings[-1] = Sitting(sittings[-1].started_at, level, Ending.TIMED_OUT)
    return Candidate(someone, tuple(sittings), accommodated=place == 3, practises=place == 0)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a sitting must know of a question: which masks are right, of how many statements."""

    number: int
    name: str
    key: int
    statements: int


@dataclass(frozen=True, slots=True)
class Marked:
    """One answer: the mask, the seconds that it took, and those since the start."""

    number: int
    mask: int
    seconds: int
    after_seconds: int
    flagged: bool


def used_seconds(sitting: Sitting, now: datetime, allowed: int) -> int:
    """How long somebody worked of the seconds that they had."""
    if sitting.ending is Ending.STILL_OPEN:
        return int((now - sitting.started_at).total_seconds()) - 20
    if sitting.ending is Ending.TIMED_OUT:
        return allowed - 15
    return int(allowed * Random(f"{sitting.started_at}").uniform(0.62, 0.97))  # noqa: S311  # plausible, not secret


def marks(questions: Sequence[Asked], sitting: Sitting, used: int) -> Iterator[Marked]:
    """What somebody of this level marks, question by question, in `used` seconds."""
    random = Random(f"{sitting.started_at}{sitting.level}")  # noqa: S311  # plausible, not secret
    most = {Ending.TIMED_OUT: MOST_ANSWERED_LATE, Ending.STILL_OPEN: ANSWERED_SO_FAR}.get(
        sitting.ending, len(questions)
    )
    asked = questions[:most]
    weights = [random.lognormvariate(0, 0.45) for _ in asked]
    gone = 0.0
    for question, weight in zip(asked, weights, strict=True):
        seconds = used * weight / sum(weights)
        gone += seconds
        mask = _mask(question, sitting.level, random)
        flagged = not mask or random.random() < 0.08
        yield Marked(question.number, mask, int(seconds), int(gone), flagged)


def _mask(question: Asked, level: float, random: Random) -> int:
    """The key, more likely the easier the question; otherwise one of its statements mistaken for another."""
    hard = Random(question.name).gauss(0, 0.8)  # noqa: S311  # plausible, not secret
    if random.random() < 1 / (1 + exp(hard - level)):
        return question.key
    if random.random() < 0.03:
        return 0
    right = {place for place in range(1, question.statements + 1) if question.key >> (place - 1) & 1}
    wrong = set(range(1, question.statements + 1)) - right
    mistaken = 2 if len(wrong) > 1 and random.random() < 0.2 else 1
    return mask_of(_some(right, len(right) - mistaken, random) + _some(wrong, mistaken, random))


def _some(positions: Collection[int], count: int, random: Random) -> list[int]:
    return random.sample(sorted(positions), count)
