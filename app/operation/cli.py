"""Commands: flask backup create, verify, restore, key."""

from __future__ import annotations

import json
import secrets
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from app import clock
from app.operation import backups
from app.operation.rules.backup import Manifest

backup = AppGroup("backup", help="控えを取り、確かめ、戻します。")
FILE = click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
UNSEALED = """
――――――――――――――――――――――――――――――――――――――――
注意　この控えは暗号化されていません。

氏名・メールアドレス・解答・配慮の理由まで、開けばだれでも読めます。
BACKUP_KEY に鍵を設定してください（flask --app app backup key で作れます）。
この控えは、鍵のかかる場所に置くか、すぐに消してください。
――――――――――――――――――――――――――――――――――――――――"""
AFTER = """つづけて、次のことをお確かめください。
・控えのあとに変えたパスワードと、サインアウトした端末は、控えのときに戻っています。
・控えのあとに退会した人は戻っています。flask --app app privacy erase-again に、その人の一覧を渡してください。
・SECRET_KEY は控えに入っていません。前と同じ鍵を設定すると、サインインがそのまま続きます。"""


def _keys() -> tuple[str, ...]:
    keys: tuple[str, ...] = current_app.config["BACKUP_KEYS"]
    return keys


def _told(manifest: Manifest) -> str:
    moment = f"{clock.jst(manifest.made_at):%Y年%m月%d日 %H:%M:%S}"
    parts = (("人", "person"), ("解答", "answer"), ("ファイル", "stored_file"))
    counted = "、".join(f"{word} {manifest.count(table):,}" for word, table in parts)
    return f"{moment}、{len(manifest.tables)}表・{manifest.rows:,}行（{counted}）"


@backup.command("create")
@FILE
def create(file: Path) -> None:
    """いまのデータを、保存したファイルも含めて FILE に書き出します。使っている人がいても安全です。"""
    manifest = backups.create(file, _keys(), now=clock.now())
    click.echo(f"控えを取りました：{file}（{file.stat().st_size / 1e6:,.1f} MB）\n{_told(manifest)}")
    if _keys():
        click.echo("BACKUP_KEY の鍵で暗号化しました。鍵は、控えとは別の場所に残してください。")
    else:
        click.echo(UNSEALED, err=True)


@backup.command("verify")
@FILE
@click.option("--json", "as_json", is_flag=True, help="プログラムのために JSON で")
def verify(file: Path, *, as_json: bool) -> None:
    """FILE を終わりまで読み、欠けも書き換えもないことを確かめます。"""
    looked = backups.verify(file, _keys())
    if as_json:
        made = looked.manifest
        tables = {kept.table.name: {"rows": kept.rows, "sha256": kept.sha256} for kept in made.tables}
        said = {"made_at": made.made_at.isoformat(), "revision": made.revision, "encrypted": looked.sealed}
        click.echo(json.dumps({**said, "restorable": looked.known, "tables": tables}, ensure_ascii=False))
        return
    click.echo(f"控えは、すべて読めました。\n{_told(looked.manifest)}")
    click.echo("暗号化されています。" if looked.sealed else UNSEALED, err=not looked.sealed)
    if not looked.known:
        raise click.ClickException(backups.NEWER.format(looked.manifest.revision))


@backup.command("restore")
@FILE
def restore(file: Path) -> None:
    """FILE を、まだだれもいないデータベース（空でも、表だけでも）に戻します。"""
    manifest = backups.restore(file, _keys())
    click.echo(f"控えを戻しました。\n{_told(manifest)}\n{AFTER}")


@backup.command("key")
def key() -> None:
    """控えを暗号化する新しい鍵を作って、表示します。"""
    click.echo(secrets.token_urlsafe(36))
