"""Commands of statistics: flask statistics analyse."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup

from app.statistics.frames.responses import BadResponses, analysed, read_responses
from app.statistics.rules import CLEAR_FROM, FEW

commands = AppGroup("statistics", help="解答の記録から、試験と問題の統計を計算します。")

TEST_LABELS = {
    "n": "人数",
    "mean": "平均点",
    "median": "中央値",
    "sd": "標準偏差",
    "skewness": "歪度",
    "kurtosis": "尖度",
    "alpha": "信頼性係数α（%）",
    "error_ratio": "誤差の割合（%）",
    "sem": "測定の標準誤差（点）",
}
QUESTION_LABELS = ("問", "正答率", "標準偏差", "実際の重み", "識別指数", "識別の効率")


@commands.command("analyse")
@click.argument("responses", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="RESPONSES.csv")
@click.option("--json", "as_json", is_flag=True, help="結果を JSON で出します。")
def analyse(responses: Path, *, as_json: bool) -> None:
    """RESPONSES.csv の統計を計算します。データベースは使いません。

    1行目は見出し、1列目は名前、2列目からは1問1列で、正解は 1、不正解は 0、空欄は 0 とみなします。
    """
    try:
        found = analysed(read_responses(responses.read_bytes()))
    except BadResponses as fault:
        raise click.ClickException(str(fault)) from fault
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, allow_nan=False))
    else:
        _print(found)


def _print(found: dict[str, Any]) -> None:
    for name, label in TEST_LABELS.items():
        click.echo(f"{label}\t{_said(found['test'][name])}")
    click.echo()
    click.echo("\t".join(QUESTION_LABELS))
    for question in found["questions"]:
        click.echo("\t".join(_said(figure) for figure in question.values()))
    if found["test"]["n"] < CLEAR_FROM:
        click.echo(FEW.format(n=found["test"]["n"]), err=True)


def _said(figure: float | None) -> str:
    if figure is None:
        return "–"
    return str(figure) if isinstance(figure, int) else f"{figure:.2f}"
