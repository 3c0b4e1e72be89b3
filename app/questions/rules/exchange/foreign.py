"""A question that another program wrote: made into one of ours, with what had to be changed said aloud."""

from __future__ import annotations

import base64
import binascii
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from app.questions.rules.exchange.hypertext import Picture, one_line
from app.questions.rules.exchange.package import Package, named_by_content
from app.questions.rules.stock import Image, Question, Statement
from app.questions.rules.wording import NO_ALT, OFFICIAL_CHOICES, OFFICIAL_STATEMENTS

TOPIC = "imported.questions"
RIGHTS = "imported"
FEWEST, MOST = 2, 10
LONGEST_TEXT, LONGEST_ID, LONGEST_TAG = 5_000, 80, 40
LARGEST_IMAGE = 2 * 2**20
ROUNDING = 0.02
SAFE_ID = re.compile(r"[^\w.-]+")
CHOOSE = re.compile(
    r"[(（【]?\s*([1-9１-９一二三四五])\s*つ\s*(?:を)?\s*(?:選べ|選びなさい|選んでください|えらべ|選択せよ)[。．.]?\s*[)）】]?$"
)
KANJI = {"一": 1, "二": 2, "三": 3, "四": 4, "五": 5}
PICTURES = {b"\x89PNG\r\n\x1a\n": ".png", b"\xff\xd8\xff": ".jpg"}

NOT_ENOUGH = f"問題文と、{FEWEST}〜{MOST}個の、文のある選択肢が要ります"
BOTH_NEEDED = "正しい選択肢と誤りの選択肢の両方が要ります"
TOO_LONG = f"文が長すぎます（一つの文は{LONGEST_TEXT:,}字まで）"
PARTIAL = "部分点のある採点は、すべて合ったときだけ1点の採点に置き換えました"
ONE_ONLY = "一つだけ選ぶ問題です。公式形式（五肢・2つか3つ選ぶ）ではない問題として読み込みます"
NOT_OFFICIAL = "公式形式（五肢・2つか3つ選ぶ）ではない問題として読み込みます"
NO_SOURCES = "根拠がありません。根拠を書いてから公開してください"
OTHER_NUMBER = "問題文の「選べ」の数と、正しい選択肢の数がちがいます。正しい選択肢の数を使います"


@dataclass(frozen=True, slots=True)
class Option:
    """A choice as the file gives it."""

    text: str
    right: bool
    why: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """A question as the file gives it; without an `id` that the file vouches for, one is made of what it says."""

    stem: str
    options: Sequence[Option]
    name: str = ""
    id: str = ""
    tags: Sequence[str] = ()
    image: Image | None = None


def add(found: Found, package: Package, place: str, today: date) -> Question | None:
    """Put the question into the package, or say why it cannot be one of ours."""
    texts = [found.stem, *(option.text for option in found.options), *(option.why for option in found.options)]
    right = sum(option.right for option in found.options)
    if not found.stem or not FEWEST <= len(found.options) <= MOST or not all(one.text for one in found.options):
        package.refuse(place, NOT_ENOUGH)
    elif not 0 < right < len(found.options):
        package.refuse(place, BOTH_NEEDED)
    elif max(map(len, texts)) > LONGEST_TEXT:
        package.refuse(place, TOO_LONG)
    else:
        return _add(found, right, package, place, today)
    return None


def _add(found: Found, choose: int, package: Package, place: str, today: date) -> Question:
    official = len(found.options) == OFFICIAL_STATEMENTS and choose in OFFICIAL_CHOICES
    if not official:
        package.warn(place, ONE_ONLY if choose == 1 else NOT_OFFICIAL)
    package.warn(place, NO_SOURCES)
    made = Question(
        safe_id(found.id) or "q",
        TOPIC,
        _without_number(found.stem, choose, package, place),
        choose,
        today,
        2,
        tuple(Statement(one.text, one.right, one.why, None, ()) for one in found.options),
        tags=tuple(dict.fromkeys(filter(None, (one_line(tag)[:LONGEST_TAG] for tag in found.tags)))),
        rights=RIGHTS,
        image=found.image,
        official=official,
    )
    if not safe_id(found.id):
        made = named_by_content(made, safe_id(found.name) or "q")
    package.questions.append(made)
    package.undated.add(made.id)
    return made


def safe_id(name: str) -> str:
    """A name as an id: letters and figures of any script, no spaces."""
    return SAFE_ID.sub("-", unicodedata.normalize("NFKC", name)).strip("-.")[:LONGEST_ID]


def _without_number(stem: str, choose: int, package: Package, place: str) -> str:
    """「2つ選べ。」 is shown from the number itself."""
    match = CHOOSE.search(stem)
    if match is None:
        return stem
    said = KANJI.get(match[1]) or int(unicodedata.normalize("NFKC", match[1]))
    if said != choose:
        package.approximate(place, OTHER_NUMBER)
    rest = stem[: match.start()].strip()
    return rest if rest.endswith(("。", "．", ".", "？", "?")) else stem


def weighted(weights: Sequence[float], package: Package, place: str) -> list[bool]:
    """Which choices are right by their shares of the points in percent; anything but even shares is partial credit."""
    right = [weight for weight in weights if weight > ROUNDING]
    even = not right or (
        max(right) - min(right) <= ROUNDING * 2 and abs(sum(right) - 100) <= ROUNDING * max(5, len(right))
    )
    if not even:
        package.approximate(place, PARTIAL)
    return [weight > ROUNDING for weight in weights]


def image_of(
    pictures: Sequence[Picture], files: Mapping[str, bytes | None], package: Package, place: str
) -> Image | None:
    """The first picture that came with the file and may be shown; of every other it is said that it did not."""
    kept: Image | None = None
    for picture in pictures:
        content = _bytes(picture.src, files)
        kind = _kind(content) if content else None
        if kept is not None:
            package.drop(place, "図は一つだけ取り込みます。二つ目からは取り込みません")
        elif content is None:
            package.drop(place, "ファイルに入っていない図（ほかのサイトの図など）は、取りに行かず、取り込みません")
        elif kind is None:
            package.drop(place, "図は PNG・JPEG・WebP だけを取り込みます")
        elif len(content) > LARGEST_IMAGE:
            package.drop(place, "2MBを超える図は取り込みません")
        else:
            kept = Image(f"images/{sha256(content).hexdigest()[:16]}{kind}", picture.alt or NO_ALT)
            package.images[kept.file] = content
            if not picture.alt:
                package.warn(place, "図の説明（代替テキスト）がありません。書いてから公開してください")
    return kept


def _bytes(src: str, files: Mapping[str, bytes | None]) -> bytes | None:
    if src.startswith("data:image/") and ";base64," in src[:60]:
        return unpacked(src.partition(";base64,")[2])
    return files.get(src)


def unpacked(text: str) -> bytes | None:
    """The bytes of a base64 text, with the line breaks that programs put into it; None when it is none."""
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        return None


def _kind(content: bytes) -> str | None:
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return ".webp"
    return next((ending for magic, ending in PICTURES.items() if content.startswith(magic)), None)
