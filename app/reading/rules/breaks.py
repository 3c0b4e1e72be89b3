"""Where a Japanese sentence may break: between phrases, never inside a word."""

from __future__ import annotations

from functools import cache, lru_cache

import budoux


@cache
def _parser() -> budoux.Parser:
    return budoux.load_default_japanese_parser()


@lru_cache(maxsize=20_000)
def phrases(text: str) -> tuple[str, ...]:
    """The text cut where a line may end; joined together it is the text again."""
    return tuple(_parser().parse(text)) if text else ()
