"""The success criteria of JIS X 8341-3:2016 to level AA, and what can honestly be said of each.

The standard is the same as WCAG 2.0 (ISO/IEC 40500:2012). Nothing here is a claim: what is said of a criterion
follows from what a machine has found on the pages, from the tests that run on every change, from the day on which
somebody has checked it by hand, or is that nobody has.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Criterion:
    """達成基準: its number, its name in the standard, its level."""

    number: str
    name: str
    level: str


CRITERIA = tuple(
    Criterion(*one)
    for one in (
        ("1.1.1", "非テキストコンテンツ", "A"),
        ("1.2.1", "音声だけ及び映像だけ（収録済み）", "A"),
        ("1.2.2", "キャプション（収録済み）", "A"),
        ("1.2.3", "音声解説又はメディアに対する代替コンテンツ（収録済み）", "A"),
        ("1.2.4", "キャプション（ライブ）", "AA"),
        ("1.2.5", "音声解説（収録済み）", "AA"),
        ("1.3.1", "情報及び関係性", "A"),
        ("1.3.2", "意味のある順序", "A"),
        ("1.3.3", "感覚的な特徴", "A"),
        ("1.4.1", "色の使用", "A"),
        ("1.4.2", "音声の制御", "A"),
        ("1.4.3", "コントラスト（最低限レベル）", "AA"),
        ("1.4.4", "テキストのサイズ変更", "AA"),
        ("1.4.5", "文字画像", "AA"),
        ("2.1.1", "キーボード", "A"),
        ("2.1.2", "キーボードトラップなし", "A"),
        ("2.2.1", "タイミング調整可能", "A"),
        ("2.2.2", "一時停止、停止及び非表示", "A"),
        ("2.3.1", "3回のせん（閃）光、又はしきい（閾）値以下", "A"),
        ("2.4.1", "ブロックスキップ", "A"),
        ("2.4.2", "ページタイトル", "A"),
        ("2.4.3", "フォーカス順序", "A"),
        ("2.4.4", "リンクの目的（コンテキスト内）", "A"),
        ("2.4.5", "複数の手段", "AA"),
        ("2.4.6", "見出し及びラベル", "AA"),
        ("2.4.7", "フォーカスの可視化", "AA"),
        ("3.1.1", "ページの言語", "A"),
        ("3.1.2", "一部分の言語", "AA"),
        ("3.2.1", "フォーカス時", "A"),
        ("3.2.2", "入力時", "A"),
        ("3.2.3", "一貫したナビゲーション", "AA"),
        ("3.2.4", "一貫した識別性", "AA"),
        ("3.3.1", "エラーの特定", "A"),
        ("3.3.2", "ラベル又は説明", "A"),
        ("3.3.3", "エラー修正の提案", "AA"),
        ("3.3.4", "エラー回避（法的、金融及びデータ）", "AA"),
        ("4.1.1", "構文解析", "A"),
        ("4.1.2", "名前（name）、役割（role）及び値（value）", "A"),
    )
)

# There is nothing on the site that these could be asked of; a test looks that it stays so.
NO_MEDIA = "音声・動画がありません"
NOT_APPLICABLE = dict.fromkeys(("1.2.1", "1.2.2", "1.2.3", "1.2.4", "1.2.5", "1.4.2"), NO_MEDIA)


@dataclass(frozen=True, slots=True)
class Tested:
    """A test of our own that runs on every change: what of the criterion it shows, and where it stands."""

    shows: str
    where: str


TESTED: dict[str, Tested] = {
    "1.4.4": Tested(
        "どの画面も、文字を200％にして横にはみ出さない",
        "tests/browser/test_pages.py::test_a_page_is_for_everybody",
    ),
    "2.1.1": Tested(
        "試験の開始から結果まで、キーボードだけでできる",
        "tests/browser/test_keyboard.py::test_a_whole_sitting_with_the_keyboard_alone",
    ),
    "2.2.1": Tested(
        "認められた人の試験の時間が延び、そのことが画面に出る",
        "tests/browser/test_time.py::test_an_accommodation_is_shown_and_counted",
    ),
    "2.4.1": Tested(
        "最初のタブで本文へ飛べる",
        "tests/ui/test_look.py::test_the_first_stop_of_the_tab_key_leads_to_the_content",
    ),
    "2.4.3": Tested(
        "開いた窓を閉じると、もとの場所に戻る",
        "tests/ui/test_look.py::test_a_dialog_opens_and_gives_the_focus_back",
    ),
    "3.3.1": Tested(
        "入力の誤りが、どの欄かとあわせて言葉で出る",
        "tests/browser/test_pages.py::test_a_refused_sign_up_is_for_everybody",
    ),
    "3.3.4": Tested(
        "試験を提出する前に、確かめる画面が出る",
        "tests/browser/test_pages.py::test_the_question_before_handing_in_is_for_everybody",
    ),
    "4.1.1": Tested("検査で開くすべての画面が、誤りのないHTMLである", "tests/client.py::parse"),
}


class Standing(StrEnum):
    """What can be said of a criterion."""

    BROKEN = "broken"
    BY_HAND = "by_hand"
    BY_MACHINE = "by_machine"
    NOT_APPLICABLE = "not_applicable"
    UNCHECKED = "unchecked"


STANDING_LABELS = {
    Standing.BROKEN: "問題あり",
    Standing.BY_HAND: "人が確かめた",
    Standing.BY_MACHINE: "機械で確かめられる部分に問題なし",
    Standing.NOT_APPLICABLE: "該当するものがない",
    Standing.UNCHECKED: "まだ確かめていない",
}


@dataclass(frozen=True, slots=True)
class Found:
    """What a machine has found for a criterion: on how many pages it passed, failed, or could not decide."""

    passed: int
    violated: int
    unsure: int


@dataclass(frozen=True, slots=True)
class ByHand:
    """What somebody has found, and on which day."""

    on: date
    good: bool
    how: str


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the table: what can be said, and on what it rests."""

    criterion: Criterion
    standing: Standing
    grounds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Results:
    """What was looked at by machine, on which day, and what was found; and what people have found."""

    on: date
    tool: str
    pages: int
    found: Mapping[str, Found]
    by_hand: Mapping[str, ByHand]


def table(results: Results) -> list[Line]:
    """Every criterion with what can be said of it."""
    return [_line(criterion, results) for criterion in CRITERIA]


def counted(lines: list[Line]) -> dict[Standing, int]:
    """How many criteria stand how."""
    return {standing: sum(line.standing is standing for line in lines) for standing in Standing}


def _line(criterion: Criterion, results: Results) -> Line:
    number = criterion.number
    found, hand = results.found.get(number), results.by_hand.get(number)
    tested, missing = TESTED.get(number), NOT_APPLICABLE.get(number)
    grounds = [_machine(found)] if found else []
    grounds += [f"変更のたびの試験：{tested.shows}"] if tested else []
    grounds += [f"{hand.on:%Y年%m月%d日}、{hand.how}"] if hand else []
    grounds += [missing] if missing else []
    return Line(criterion, _standing(found, hand, tested=bool(tested), missing=bool(missing)), tuple(grounds))


def _standing(found: Found | None, hand: ByHand | None, *, tested: bool, missing: bool) -> Standing:
    if (found and found.violated) or (hand and not hand.good):
        return Standing.BROKEN
    if hand:
        return Standing.BY_HAND
    if missing:
        return Standing.NOT_APPLICABLE
    return Standing.BY_MACHINE if tested or (found and found.passed) else Standing.UNCHECKED


def _machine(found: Found) -> str:
    said = f"問題なし {found.passed}画面"
    said += f"、問題あり {found.violated}画面" if found.violated else ""
    return f"機械：{said}" + (f"、人の目が要る {found.unsure}画面" if found.unsure else "")


def criterion_of(tag: str) -> str | None:
    """「1.4.3」 for "wcag143", as the machine calls it; None for what names no criterion of ours."""
    digits = tag.removeprefix("wcag")
    number = f"{digits[:1]}.{digits[1:2]}.{digits[2:]}"
    return number if tag.startswith("wcag") and number in NUMBERS else None


NUMBERS = frozenset(criterion.number for criterion in CRITERIA)
