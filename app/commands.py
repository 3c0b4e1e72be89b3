"""The commands of `flask`, loaded only when they are called: heavy libraries stay out of web processes."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click
from flask.cli import AppGroup

from app.errors import RefusalError


class Commands(AppGroup):
    """A group that knows its commands by name: {"questions": "app.questions.cli:commands"}."""

    def __init__(self, targets: Mapping[str, str]) -> None:
        super().__init__()
        self.targets = targets

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({*super().list_commands(ctx), *self.targets})

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in self.targets:
            return super().get_command(ctx, name)
        module, attribute = self.targets[name].split(":")
        command: click.Command = getattr(import_module(module), attribute)
        return _spoken(command)


def _spoken(command: click.Command) -> click.Command:
    """A refusal is a sentence and exit code 1 in the shell too, not a traceback."""
    invoke = command.invoke

    def speak(ctx: click.Context) -> Any:
        try:
            return invoke(ctx)
        except RefusalError as refusal:
            raise click.ClickException(refusal.message) from refusal

    command.invoke = speak  # type: ignore[method-assign]  # this one object speaks
    return command
