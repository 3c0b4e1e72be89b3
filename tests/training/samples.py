"""Curricula and lessons for tests: small ones, with nothing surprising in them."""

from __future__ import annotations

from typing import Any

from app.questions.rules.stock import Law
from app.training.rules.lessons import Shelf

LAW = "426AC0000000050"
SHELF = Shelf(
    laws={LAW: Law(LAW, "難病の患者に対する医療等に関する法律", frozenset({"1", "5", "7"}))},
    sources=frozenset({"expert-knowledge"}),
    checks=frozenset({"nanbyo-01"}),
)
LESSON = """\
---
slug: nanbyo-01
title: 難病対策の全体像
lead: 難病の制度が、何のためにあるかが分かります。
minutes: 10
as_of: 2026-10-01
goals:
  - 目的を言える。
check: nanbyo-01
---
## 目的
この法律には目的があります。[^1] **太字**もあります。

> **実践のヒント** まず聞きます。

| 表 | 中身 |
|---|---|
| 一 | 二[^2] |

## まとめ
- 大切なこと

```figure
kind: steps
title: 申請から助成まで
items:
  - {label: 申請, text: 書類を出します。}
  - {label: 認定, text: 認められます。}
note: 順番です。
```

[^1]: {law: 426AC0000000050, article: "1"}
[^2]: {source: expert-knowledge}
"""
CURRICULUM = """\
course: jitsumu
title: 実務研修
edition: r6
edition_title: 令和6年4月1日から
in_force: {from: 2024-04-01, to: null}
target: 合格者
basis: 介護保険法第69条の2第1項
total_minutes: 300
total_source: 公開の資料
total_confidence: confirmed
themes:
  - {code: nanbyo, title: 難病, minutes: 60, source: 公開の資料, confidence: seed}
practicum: {days: 3, rule: 原則}
note: 時間数は主催者の要項によります。
modules:
  - code: m01
    title: 介護保険制度
    phase: null
    goals: [目的を言える。]
    contents: []
    form: lecture
    delivery: [classroom]
    minutes: 180
    replaces: []
    source: 公開の資料
    confidence: seed
    lessons: []
    final_check: null
  - code: m02
    title: 難病
    phase: second
    goals: []
    contents: []
    form: null
    delivery: []
    minutes: null
    replaces: []
    source: 記憶
    confidence: unconfirmed
    lessons: [nanbyo/01-seido.md]
    final_check: null
"""


def files(**changed: str) -> dict[str, bytes]:
    """The files of a small training; `lesson` and `curriculum` may be changed."""
    texts = {"lessons/nanbyo/01-seido.md": LESSON, "jitsumu/r6.yaml": CURRICULUM}
    texts |= {"lessons/nanbyo/01-seido.md": changed["lesson"]} if "lesson" in changed else {}
    texts |= {"jitsumu/r6.yaml": changed["curriculum"]} if "curriculum" in changed else {}
    return {name: text.encode() for name, text in texts.items()}


def without(text: str, line: str) -> str:
    """The text without the line that begins so."""
    return "\n".join(each for each in text.split("\n") if not each.strip().startswith(line))


def said(problems: list[Any]) -> list[str]:
    """The sentences alone, without what is only a warning about length."""
    return [problem.message for problem in problems if "字です" not in problem.message]
