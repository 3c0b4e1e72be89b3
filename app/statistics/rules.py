"""What is true of statistics: whose attempts count, when figures say enough, and what a figure asks one to do."""

from __future__ import annotations

CLEAR_FROM = 30
FEW = "{n}人分の結果です。30人に満たないので、数字は大きく揺れます。目安としてお使いください。"
