"""A bank with one bad file: told with file, line, id and what to write instead; the database stays as it was."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db import Model
from tests.conftest import Run
from tests.questions.samples import COVERAGE, INSURED, MOCK, QUESTION, bank, mock_bank, mock_paper, spoilt, write

FOUR = QUESTION[: QUESTION.index("    - text: 日本国籍")] + QUESTION[QUESTION.index("    - text: 第2号") :]
AGAIN = QUESTION.replace("介護保険の被保険者", "資格の取得と喪失の時期")
FAULTS = {
    "typo in a key": (
        INSURED, spoilt("  choose: 3", "  chose: 3"),
        "4 KS-HIHO-001 「chose」という見出しはありません。もしかして「choose」ですか",
    ),
    "duplicate id": (
        INSURED, (QUESTION + AGAIN).encode(),
        f"38 KS-HIHO-001 問題の id 「KS-HIHO-001」は {INSURED}:1 で使われています。別のものにしてください",
    ),
    "an article that does not exist": (
        INSURED, spoilt('article: "115-45-2"', 'article: "115-45-3"'),
        '27 KS-HIHO-001 介護保険法に条 "115-45-3" はありません。もしかして "115-45-2" ですか',
    ),
    "four statements": (INSURED, FOUR.encode(), "12 KS-HIHO-001 肢が 4 個です。五つにしてください"),
    "three correct and choose: 2": (
        INSURED, spoilt("  choose: 3", "  choose: 2"),
        "4 KS-HIHO-001 choose は 2 ですが、correct: true の肢は 3 個です。どちらかを直してください",
    ),
    "digits of both widths": (
        INSURED, spoilt("区域内に住む65歳以上", "区域内に住む6５歳以上"),
        "13 KS-HIHO-001 全角と半角の数字が混じっています。半角にそろえてください",
    ),
    "a full-width figure": (
        INSURED, spoilt("  choose: 3", "  choose: ３"),
        '4 KS-HIHO-001 choose: "３" に全角の字があります。半角で 3 と書いてください。'
        "正しい肢の数を引用符なしの半角の数で書きます（公式形式では 2 か 3）",
    ),
    "CRLF": (
        INSURED, QUESTION.replace("\n", "\r\n").encode(),
        "1 - 改行が CRLF（または CR）です。改行コードを LF にして保存してください",
    ),
    "BOM": (
        INSURED, b"\xef\xbb\xbf" + QUESTION.encode(),
        "1 - 先頭に BOM があります。UTF-8（BOM なし）で保存してください",
    ),
    "a tab": (
        INSURED, spoilt("  rights: own", "\trights: own"),
        "11 - タブがあります。半角空白に置き換えてください",
    ),
    "a paper with a question that is nowhere": (
        MOCK, spoilt("KS-HIHO-022,", "KS-HIHO-099,", text=mock_paper()),
        "12 mock-1 問題 KS-HIHO-099 は questions/ のどこにもありません。id を確かめてください",
    ),
    "a heading with a question that is nowhere": (
        "coverage.yaml", spoilt("KS-JIRE-002", "KS-JIRE-099", text=COVERAGE),
        "8 shigoto-2 見出し「事例の検討」の問題 KS-JIRE-099 は questions/ のどこにもありません。id を確かめてください",
    ),
}  # fmt: skip


def everything(db: Session) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table."""
    return {
        table.name: sorted(map(tuple, db.execute(select(table)).all()), key=repr)
        for table in Model.metadata.sorted_tables
    }


@pytest.mark.parametrize(("file", "content", "said"), FAULTS.values(), ids=FAULTS.keys())
def test_it_is_told_what_to_write_and_nothing_is_loaded(
    runner: Run, db: Session, tmp_path: Path, file: str, content: bytes, said: str
) -> None:
    runner("questions", "load", write(tmp_path / "good", bank()))
    before = everything(db)
    bad = write(tmp_path / "bad", {**mock_bank(), file: content})

    checked, loaded = (runner("questions", command, bad) for command in ("check", "load"))

    assert (checked.exit_code, loaded.exit_code) == (1, 1)
    assert f"{bad}/{file}:{said}" in checked.stdout.splitlines()
    assert f"{bad}/{file}:{said}" in loaded.stdout.splitlines()
    assert loaded.stderr == "何も読み込んでいません。上の誤りを直して、もう一度読み込んでください。\n"
    assert len(before["question"]) == 1
    assert everything(db) == before
