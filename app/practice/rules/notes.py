"""What a note may be."""

from __future__ import annotations

LONGEST_NOTE = 10_000
TOO_LONG = "メモは10,000文字までにしてください。長いときは、肢ごとに分けて書けます。"
WHOLE_QUESTION = 0
