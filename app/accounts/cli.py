"""Commands: flask organisations create, flask accounts create."""

from __future__ import annotations

import sys

import click
from flask.cli import AppGroup

from app import clock
from app.accounts import actions, queries, rules
from app.accounts.models import Organisation
from app.accounts.rules import ROLE_LABELS, Role
from app.db import transaction
from app.errors import Refusal

organisations = AppGroup("organisations", help="団体を登録します。")
accounts = AppGroup("accounts", help="アカウントを登録します。")

NO_NAME = "（氏名未登録）"


@organisations.command("create")
@click.argument("slug")
@click.argument("name")
def create_organisation(slug: str, name: str) -> None:
    """識別名 SLUG（半角の小文字・数字・ハイフン）で、NAME という団体を登録します。"""
    with transaction():
        made = actions.create_organisation(slug, name, by=None, now=clock.now())
        said = f"団体「{made.name}」（{made.slug}）を登録しました。"
    click.echo(said)


@accounts.command("create")
@click.argument("email")
@click.option("--role", required=True, type=click.Choice([role.value for role in Role]), help="団体での役割")
@click.option("--organisation", "slug", help="団体の識別名。省くと、このサイト自身の団体")
@click.option("--name", default=NO_NAME, help="氏名")
@click.option("--kana", default="", help="フリガナ")
@click.option("--password-stdin", is_flag=True, help="パスワードを標準入力の1行目から読みます（必須）。")
def create_account(email: str, role: str, slug: str | None, name: str, kana: str, *, password_stdin: bool) -> None:
    """メールアドレス EMAIL の、確認の済んだアカウントを登録します。"""
    if not password_stdin:
        raise click.UsageError("パスワードは --password-stdin を付けて、標準入力から渡してください。")
    password = sys.stdin.readline().rstrip("\r\n")
    with transaction():
        organisation = _organisation(slug)
        made = actions.create_account(
            name.strip(),
            rules.normal_kana(kana),
            rules.normal_email(email),
            password,
            role=Role(role),
            organisation=organisation,
            by=None,
            now=clock.now(),
        )
        said = f"{made.email} を{ROLE_LABELS[Role(role)]}として「{organisation.name}」に登録しました。"
    click.echo(said)


def _organisation(slug: str | None) -> Organisation:
    if slug is None:
        return actions.home_organisation(clock.now())
    found = queries.organisation(slug)
    if found is None:
        raise Refusal(f"識別名が {slug} の団体はありません。先に organisations create で登録してください。")
    return found
