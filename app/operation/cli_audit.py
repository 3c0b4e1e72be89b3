"""Commands: flask audit verify, export."""

from __future__ import annotations

import csv
import json
from datetime import datetime
from pathlib import Path

import click
from flask.cli import AppGroup

from app import audit, clock
from app.errors import Conflict, Refusal
from app.extensions import LARGEST_ID
from app.operation.queries import trail
from app.operation.rules.trail import Wanted, harmless
from app.operation.views import HEAD, cells

commands = AppGroup("audit", help="監査の記録を確かめ、書き出します。")
BROKEN = "監査の記録は {} 番の行で切れています。その行か、その前の行が、書き換えられたか抜かれています。"
ANOTHER = "{} 番の行の印が、書きとめたものと違います。記録が作り直されています。"
BAD_SEEN = "--seen は「番号:印」の形で書いてください（audit verify が表示したものです）。"
ALREADY_THERE = "{} はもうあります。ほかの名前にしてください。"
DAY = click.DateTime(["%Y-%m-%d"])


@commands.command("verify")
@click.option("--seen", help="前に書きとめた「番号:印」。それが今も同じかも確かめます。")
@click.option("--json", "as_json", is_flag=True, help="プログラムのために JSON で")
def verify(seen: str | None, *, as_json: bool) -> None:
    """すべての行のつながりを確かめます。切れていれば、終了コード1で、切れた行を言います。"""
    checked = audit.check()
    said = {"rows": checked.rows, "broken_at": checked.broken_at, "last": checked.last, "hash": checked.hash}
    if as_json:
        click.echo(json.dumps(said))
    if checked.broken_at is not None:
        raise Refusal(BROKEN.format(checked.broken_at))
    if seen is not None:
        _compare(seen)
    if not as_json:
        click.echo(f"{checked.rows:,}行のつながりに、切れ目はありません。最後の印は次のとおりです。")
        click.echo(f"{checked.last}:{checked.hash}")


def _compare(seen: str) -> None:
    number, _, kept = seen.partition(":")
    if not number.isdecimal() or not kept or len(number) > len(str(LARGEST_ID)) or int(number) > LARGEST_ID:
        raise click.UsageError(BAD_SEEN)
    if audit.hash_of(int(number)) != kept.strip().lower():
        raise Refusal(ANOTHER.format(number))


@commands.command("export")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--organisation", "slug", help="この団体の行だけ")
@click.option("--from", "from_on", type=DAY, help="この日から（例 2026-04-01）")
@click.option("--until", "until_on", type=DAY, help="この日まで")
def export(file: Path, slug: str | None, from_on: datetime | None, until_on: datetime | None) -> None:
    """記録を FILE に、表計算で開ける CSV で書き出します。件数に限りはありません。"""
    place = trail.organisation_id(slug) if slug else None
    first, last = from_on and from_on.date(), until_on and until_on.date()
    rows = 0
    if file.exists():
        raise Conflict(ALREADY_THERE.format(file))
    with file.open("x", encoding="utf-8-sig", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(HEAD)
        for line in trail.every(Wanted(organisation_id=place, from_on=first, until_on=last)):
            writer.writerow([harmless(cell) for cell in cells(line)])
            rows += 1
    click.echo(f"{rows:,}行を {file} に書き出しました（{clock.jst(clock.now()):%Y年%m月%d日 %H:%M}）。")
