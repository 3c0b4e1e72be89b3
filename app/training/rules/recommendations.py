"""What is true of recommendations 推薦: a few sentences, read by the person, too."""

from __future__ import annotations

LONGEST_WORDS = 400
