"""How far two colours stand apart, by WCAG; an organisation's colour must carry white letters."""

from __future__ import annotations

import re

HEX = re.compile(r"#[0-9a-f]{6}")
WHITE = "#ffffff"
ENOUGH = 4.5


def contrast(one: str, other: str) -> float:
    """From 1 (the same) to 21 (black on white)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def carries_white(colour: str) -> bool:
    """Can white letters be read on it by everybody?"""
    return contrast(colour, WHITE) >= ENOUGH


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.03928 else float(((part + 0.055) / 1.055) ** 2.4)
