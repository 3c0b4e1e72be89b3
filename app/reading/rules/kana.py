"""The order and the rows of the kana, by which a glossary is leafed through."""

from __future__ import annotations

import unicodedata

from app.reading.rules.kanji import hiragana

ROWS = {
    "あ": "あいうえおぁぃぅぇぉゔ",
    "か": "かきくけこがぎぐげご",
    "さ": "さしすせそざじずぜぞ",
    "た": "たちつてとっだぢづでど",
    "な": "なにぬねの",
    "は": "はひふへほばびぶべぼぱぴぷぺぽ",
    "ま": "まみむめも",
    "や": "やゆよゃゅょ",
    "ら": "らりるれろ",
    "わ": "わをんゎゐゑ",
}
OTHER = "ほか"
SMALL = str.maketrans("ぁぃぅぇぉっゃゅょゎ", "あいうえおつやゆよわ")
VOWELS = {
    "あ": "あかさたなはまやらわがざだばぱ",
    "い": "いきしちにひみりぎじぢびぴ",
    "う": "うくすつぬふむゆるぐずづぶぷ",
    "え": "えけせてねへめれげぜでべぺ",
    "お": "おこそとのほもよろをごぞどぼぽ",
}


def row_of(reading: str) -> str:
    """The row of the index: か for がっこう; ほか for what begins with no kana."""
    first = hiragana(reading[:1])
    return next((row for row, signs in ROWS.items() if first and first in signs), OTHER)


def sorting_key(reading: str) -> tuple[str, str]:
    """As a dictionary sorts: voiced and small kana like plain ones, ー like the vowel before it."""
    plain = ""
    for sign in hiragana(reading).translate(SMALL):
        base = unicodedata.normalize("NFD", sign)[0]
        if sign == "ー":
            base = next((vowel for vowel, signs in VOWELS.items() if plain[-1:] and plain[-1] in signs), "ー")
        plain += base
    return plain, reading


def search_form(text: str) -> str:
    """As a text is looked for: usual width, small letters, hiragana."""
    return hiragana(unicodedata.normalize("NFKC", text)).lower().strip()
