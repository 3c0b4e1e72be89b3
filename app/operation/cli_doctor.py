"""Command: flask doctor."""

from __future__ import annotations

import json
from dataclasses import asdict

import click
from flask import current_app
from flask.cli import with_appcontext

from app import clock
from app.operation import doctor
from app.operation.rules.doctor import LEVEL_LABELS, Level


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="プログラムのために JSON で")
@with_appcontext
def command(*, as_json: bool) -> None:
    """設定と状態を点検し、安全でないところを言います。「危険」があれば、終了コードは1です。"""
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # its debug flag is no setting
    found = doctor.examined(app, clock.now())
    if as_json:
        click.echo(json.dumps([asdict(finding) for finding in found], ensure_ascii=False))
    for finding in () if as_json else found:
        click.echo(f"【{LEVEL_LABELS[finding.level]}】{finding.what}\n　　→ {finding.remedy}")
    dangers = sum(finding.level is Level.DANGER for finding in found)
    if not as_json:
        click.echo(f"点検しました。危険 {dangers} 件、ほかに {len(found) - dangers} 件。")
    if dangers:
        raise SystemExit(1)
