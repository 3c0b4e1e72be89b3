"""Commands: flask privacy retention, erase-again."""

from __future__ import annotations

from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from app import clock
from app.db import transaction
from app.privacy import erased
from app.privacy.actions import erasing
from app.privacy.actions import retention as clearing
from app.privacy.queries import retention

commands = AppGroup("privacy", help="個人情報の保存期間と消去を行います。")


@commands.command("retention")
@click.option("--dry-run", is_flag=True, help="消さずに、消えるはずの数だけを言います。")
def retain(*, dry_run: bool) -> None:
    """保存期間を過ぎたものを消します（ワーカーも12時間ごとに行います）。"""
    now = clock.now()
    for standing in retention.standings(clock.today(), now):
        rule = standing.rule
        click.echo(f"{rule.usual.label}：{rule.words()}（{rule.ground}）… {standing.due:,}件")
    if dry_run:
        click.echo("確かめただけで、何も消していません。")
        return
    with transaction():
        cleared = clearing.clear(now)
    click.echo(f"あわせて {sum(cleared.values()):,} 件を消しました。")


@commands.command("erase-again")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path), required=False)
def erase_again(file: Path | None) -> None:
    """古い控えを戻したあと、そのあいだに退会した人をもう一度消します。FILE は退会した人の番号の一覧です。"""
    with transaction():
        back = erasing.erase_again(erased.read(file or current_app.config["INSTANCE"] / erased.NAME), now=clock.now())
    numbers = "、".join(map(str, back)) or "なし"
    click.echo(f"控えで戻っていた {len(back)} 人を、もう一度消しました（番号：{numbers}）。")
