"""Which choices of a QTI item are right, and by what rule it gives points."""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree

from app.questions.rules.exchange import hypertext
from app.questions.rules.exchange.package import Package

MATCH, MAP = "match_correct", "map_response"
NO_KEY = "正答（correctResponse）がありません"
UNKNOWN_CHOICE = "正答「{key}」は選択肢にありません"
MAPPED = "選択肢ごとの点数（map_response、部分点）は、すべて合ったときだけ1点の採点に置き換えました"
KEY_OF_POINTS = "正答（correctResponse）がないので、点数のある選択肢を正答にしました"
OWN_RULES = "独自の採点の手順（responseProcessing）は、すべて合ったときだけ1点の採点に置き換えました"
NO_RULES = "採点の手順（responseProcessing）がありません。すべて合ったときだけ1点の採点にしました"
OTHER_MOST = "選べる数の上限（{most}）が正答の数（{right}）とちがいます。正答の数だけ選ぶ問題にしました"
SHUFFLED = "選択肢を並べかえて出す指定は取り込みません。書かれた順に出します"


def name_of(element: etree._Element) -> str:
    """simpleChoice and qti-simple-choice alike: "simplechoice"."""
    return hypertext.local_name(element).removeprefix("qti-").replace("-", "")


def word(element: etree._Element, name: str) -> str | None:
    """An attribute by its name in either spelling: maxChoices or max-choices."""
    for key, value in element.attrib.items():
        if str(key).rpartition("}")[2].lower().replace("-", "") == name:
            return str(value)
    return None


def right_ones(
    root: etree._Element, interaction: etree._Element, identifiers: Sequence[str], package: Package, place: str
) -> set[str] | None:
    """The identifiers of the right choices; None, with a remark, where the item does not say."""
    wanted = word(interaction, "responseidentifier")
    declaration = next(
        (one for one in root if name_of(one) == "responsedeclaration" and word(one, "identifier") == wanted), None
    )
    if declaration is None:
        package.refuse(place, NO_KEY)
        return None
    right = _correct(declaration)
    points = _points(declaration)
    if not right and points:
        right = {key for key, value in points.items() if value > 0}
        package.approximate(place, KEY_OF_POINTS)
    if not right:
        package.refuse(place, NO_KEY)
        return None
    if unknown := sorted(right - set(identifiers)):
        package.refuse(place, UNKNOWN_CHOICE.format(key="、".join(unknown)[:80]))
        return None
    _tell_of_rules(root, package, place)
    _tell_of_limits(interaction, len(right), package, place)
    return right


def _correct(declaration: etree._Element) -> set[str]:
    found = [one for one in declaration if name_of(one) == "correctresponse"]
    return {" ".join((value.text or "").split()) for one in found for value in one if name_of(value) == "value"}


def _points(declaration: etree._Element) -> dict[str, float]:
    points = {}
    for entry in declaration.iter():
        if name_of(entry) == "mapentry":
            try:
                points[word(entry, "mapkey") or ""] = float(word(entry, "mappedvalue") or "0")
            except ValueError:
                continue
    return points


def _tell_of_rules(root: etree._Element, package: Package, place: str) -> None:
    rules = next((one for one in root if name_of(one) == "responseprocessing"), None)
    template = (word(rules, "template") or "") if rules is not None else ""
    written_out = {name_of(one) for one in rules.iter()} if rules is not None else set()
    if rules is None:
        package.approximate(place, NO_RULES)
    elif MAP in template or "mapresponse" in written_out:
        package.approximate(place, MAPPED)
    elif MATCH not in template and not (written_out >= {"match", "correct"} and len(rules) == 1):
        package.approximate(place, OWN_RULES)


def _tell_of_limits(interaction: etree._Element, right: int, package: Package, place: str) -> None:
    """Without a number one may be chosen; 0 is as many as one likes."""
    said = word(interaction, "maxchoices")
    most = int(said) if said and said.isascii() and said.isdigit() and len(said) < 6 else 1
    if most != right:
        shown = "なし" if most == 0 else str(most)
        package.approximate(place, OTHER_MOST.format(most=shown, right=right))
    if word(interaction, "shuffle") == "true":
        package.warn(place, SHUFFLED)
