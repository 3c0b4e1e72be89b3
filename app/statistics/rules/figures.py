"""What is true of statistics: whose attempts count, when figures say enough, and what a figure asks one to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

CLEAR_FROM = 30
PLACE_FROM = 20
FEW = "{n}人分の結果です。30人に満たないので、数字は大きく揺れます。目安としてお使いください。"
TOO_FEW = "人数が少ないので、見直すところがあるかどうかはまだ言えません。30人から、確認のしるしを付けます。"
TOO_FEW_MARK = "30人に満たないので付けていません"
TOO_EASY, TOO_HARD = 95.0, 20.0
WEAK_DISCRIMINATION, DUBIOUS_EFFICIENCY = 20.0, 15.0
OFTEN_OMITTED = 5.0
LONG_SECONDS = 240.0
SELDOM_MARKED = 3.0
AGAINST = 0.05

Figures = Mapping[str, float | None]


class Basis(StrEnum):
    """Which finished attempts of a person count."""

    FIRST = "first"
    LAST = "last"
    HIGHEST = "highest"
    ALL = "all"


BASIS_LABELS = {
    Basis.FIRST: "各自の1回目",
    Basis.LAST: "各自の最後の回",
    Basis.HIGHEST: "各自の最高点",
    Basis.ALL: "すべての受験",
}


class Scale(StrEnum):
    """What a total is made of: the whole paper, a field, a section."""

    TOTAL = "total"
    FIELD = "field"
    SECTION = "section"


class Flag(StrEnum):
    """Something that an instructor should look at, the gravest first."""

    AGAINST_THE_SCORE = "against_the_score"
    TEMPTING = "tempting"
    WEAK = "weak"
    STATEMENT_AGAINST = "statement_against"
    HARD = "hard"
    EASY = "easy"
    DEAD_STATEMENT = "dead_statement"
    OMITTED = "omitted"
    SLOW = "slow"


FLAG_LABELS = {
    Flag.AGAINST_THE_SCORE: "正答を確かめる",
    Flag.TEMPTING: "誤答に集中",
    Flag.WEAK: "識別が弱い",
    Flag.STATEMENT_AGAINST: "肢を確かめる",
    Flag.HARD: "難しすぎる",
    Flag.EASY: "易しすぎる",
    Flag.DEAD_STATEMENT: "選ばれない肢",
    Flag.OMITTED: "空欄が多い",
    Flag.SLOW: "時間がかかる",
}
GRAVE = frozenset({Flag.AGAINST_THE_SCORE, Flag.TEMPTING, Flag.WEAK, Flag.STATEMENT_AGAINST})
FLAG_ADVICE = {
    Flag.AGAINST_THE_SCORE: (
        "得点の高い人ほど間違えています。正答の誤り、二通りに読める文、古い法令がないか、まず確かめてください。"
    ),
    Flag.TEMPTING: "正答より多く選ばれた誤った組があります。その組の肢の文を、根拠と読み比べてください。",
    Flag.WEAK: "できる人とそうでない人の差がほとんど出ていません。問いたい知識が肢に表れているか見直してください。",
    Flag.STATEMENT_AGAINST: "ほかの問題の得点と逆向きに選ばれた肢があります。その肢の正誤を確かめてください。",
    Flag.HARD: "正答した人が2割に届きません。細かすぎる数字や例外を問うていないか見直してください。",
    Flag.EASY: "ほとんど全員が正答しています。力の差を測るには、紛らわしさのある誤りの肢に替えてください。",
    Flag.DEAD_STATEMENT: "ほとんど誰も選ばない誤りの肢があります。実際にありがちな誤解をもとに書き替えてください。",
    Flag.OMITTED: "答えずに先へ進んだ人が目立ちます。問題文の長さと、条件の読み取りやすさを確かめてください。",
    Flag.SLOW: "解くのに4分以上かかった人が半数を超えています。事例や肢の文を短くできないか検討してください。",
}


def flags_of(figures: Figures, statements: Sequence[Figures], sets: Sequence[Figures]) -> list[Flag]:
    """What to look at in a question, the gravest first; nothing is said where a figure is undefined."""
    asked = {
        Flag.AGAINST_THE_SCORE: _below(figures.get("discrimination_index"), 0.0),
        Flag.TEMPTING: _tempted(sets),
        Flag.WEAK: _weak(figures),
        Flag.STATEMENT_AGAINST: any(_against(statement) for statement in statements),
        Flag.HARD: _below(figures.get("facility"), TOO_HARD),
        Flag.EASY: _above(figures.get("facility"), TOO_EASY),
        Flag.DEAD_STATEMENT: any(_never_marked(statement) for statement in statements),
        Flag.OMITTED: _above(figures.get("omitted"), OFTEN_OMITTED),
        Flag.SLOW: _above(figures.get("median_seconds"), LONG_SECONDS),
    }
    return [flag for flag, raised in asked.items() if raised]


def _below(figure: float | None, limit: float) -> bool:
    return figure is not None and figure < limit


def _above(figure: float | None, limit: float) -> bool:
    return figure is not None and figure > limit


def _weak(figures: Figures) -> bool:
    index = figures.get("discrimination_index")
    if index is None or index < 0:
        return False
    return index < WEAK_DISCRIMINATION or _below(figures.get("discriminative_efficiency"), DUBIOUS_EFFICIENCY)


def _tempted(sets: Sequence[Figures]) -> bool:
    right = sum(found["chosen"] or 0 for found in sets if found["right"])
    return any(found["tempting"] and (found["chosen"] or 0) > right for found in sets)


def _against(statement: Figures) -> bool:
    """A right statement should be marked with a high score, a wrong one with a low score."""
    r = statement.get("rest_r")
    return r is not None and (r < -AGAINST if statement["right"] else r > AGAINST)


def _never_marked(statement: Figures) -> bool:
    return not statement["right"] and _below(statement.get("marked"), SELDOM_MARKED)


@dataclass(frozen=True, slots=True)
class ScoreClass:
    """A class of a chart and what stands above it: neighbouring scores, and how many have one of them."""

    label: str
    value: float


def standing(counts: Sequence[int], score: int) -> float | None:
    """How many percent stand above the score, half of those who tie counted; None for too small a cohort."""
    everybody = sum(counts)
    if everybody < PLACE_FROM or not 0 <= score < len(counts):
        return None
    return 100 * (sum(counts[score + 1 :]) + counts[score] / 2) / everybody


def classes_of(counts: Sequence[int], at_most: int = 13) -> list[ScoreClass]:
    """A distribution in at most so many classes of equal width: 「0–4」 and how many."""
    width = -(-len(counts) // at_most)
    classes = []
    for low in range(0, len(counts), width):
        high = min(low + width, len(counts)) - 1
        label = str(low) if low == high else f"{low}–{high}"
        classes.append(ScoreClass(label, sum(counts[low : high + 1])))
    return classes
