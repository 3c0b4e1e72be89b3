"""Commands of practice: flask push keys."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from app.practice.pushing import new_keys

push = AppGroup("push", help="端末への知らせ（Web プッシュ）の鍵を作ります。")


@push.command("keys", help="新しい鍵の組を、環境変数の形で書き出します。変えると、登録された端末には届かなくなります。")
def keys() -> None:
    private, public = new_keys()
    click.echo(f"VAPID_PRIVATE_KEY={private}")
    click.echo(f"VAPID_PUBLIC_KEY={public}")
