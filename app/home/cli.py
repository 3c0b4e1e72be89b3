"""The command: flask demo."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import with_appcontext

from app import clock
from app.accounts import queries as accounts
from app.accounts.actions import home_organisation
from app.accounts.rules import ROLE_LABELS, Role
from app.config import ROOT
from app.db import transaction
from app.home import actions, demo_people
from app.questions.actions import load_bank
from app.questions.queries import stock_files
from app.questions.rules.reading import read_bank

IN_PRODUCTION = "本番のサイト（PUBLIC_URL が https）には、デモを入れられません。"
BAD_STOCK = "問題バンクに誤りがあります。questions check で確かめてください。"
SIGN_IN = "次のどれかのアドレスと、パスワード {password} でサインインできます。"


@click.command("demo")
@with_appcontext
def demo() -> None:
    """空のサイトに、団体・あらゆる役割の人・数か月分の受験・練習を入れます（本番では使えません）。"""
    if current_app.config["PUBLIC_URL"].startswith("https://"):
        raise click.ClickException(IN_PRODUCTION)
    with transaction():
        if accounts.organisation(demo_people.CENTRE) is not None:
            click.echo(actions.ALREADY_THERE)
        else:
            _load_stock()
            filled = actions.fill_with_demo(clock.now())
            click.echo(
                f"団体 {len(demo_people.ORGANISATIONS)}、人 {len(filled.people)}、模擬した受験者 {filled.simulated}、"
                f"受験 {filled.attempts}、練習の解答 {filled.answers}、研修の受講 {filled.learners} を入れました。"
            )
    _tell_how_to_sign_in()


def _load_stock() -> None:
    """What the demo sits; loading the same again changes nothing."""
    bank = read_bank(stock_files(ROOT / "question_bank")).bank
    if bank is None:
        raise click.ClickException(BAD_STOCK)
    now = clock.now()
    load_bank(bank, organisation=home_organisation(now), by=None, now=now)


def _tell_how_to_sign_in() -> None:
    click.echo(SIGN_IN.format(password=demo_people.PASSWORD))
    first = {someone.role: someone for someone in reversed(demo_people.STAFF)}
    for role in Role:
        email = first[role].email if role in first else "candidate@example.jp"
        click.echo(f"  {ROLE_LABELS[role]}　{email}")
