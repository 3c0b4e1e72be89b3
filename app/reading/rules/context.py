"""How a word is read because of what stands round it, where the analyser takes the commoner reading."""

from __future__ import annotations

import re

from app.reading.rules.counters import counted, number_at_the_end

# 病院に行った, 見て行った; but 支援を行った, 訪問により行った.
WENT = re.compile(r"(?<!より)[にへて]$|まで$")
DONE = re.compile(r"を[^、。]*$")


def heard(before: str, word: str, after: str, reading: str | None) -> str | None:
    """The reading of a word between these texts; None where it has none of its own."""
    if number_at_the_end(before) is not None:
        return counted(before, word, after, reading)
    if word == "行っ":
        return "いっ" if WENT.search(before) and not DONE.search(before) else "おこなっ"
    if word == "得る" and before.endswith("を"):
        return "える"
    if word == "額":
        return "がく"  # sums of money, in all our texts; a forehead would be おでこ or 前額部
    if word == "他" and after[:1] in ("の", "に", "へ"):
        return "た" if before.endswith("その") else "ほか"
    return reading
