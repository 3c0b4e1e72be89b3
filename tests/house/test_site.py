from __future__ import annotations

import ast
import re
from importlib import import_module

import click
import pytest
from flask import Flask

from app import COMMANDS, TASKS, tasks
from tests.house.files import APP, own_python

FILES_FOR_ALL = {"ui.static"}


def test_every_route_says_who_may_open_it(house: Flask) -> None:
    unguarded = {name for name, view in house.view_functions.items() if not hasattr(view, "guard")}

    assert unguarded == FILES_FOR_ALL


def test_addresses_are_kebab_case_nouns_with_typed_parts(house: Flask) -> None:
    odd = {
        rule.rule
        for rule in house.url_map.iter_rules()
        if not re.fullmatch(r"(/([a-z0-9.-]+|<([a-z_]+(\([^)]*\))?:)?[a-z_]+>))*/?", rule.rule)
    }

    assert odd == set()


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_a_command_is_there_and_explains_itself(house: Flask, name: str) -> None:
    command = house.cli.get_command(click.Context(house.cli), name)

    assert command is not None
    assert command.help
    asked = house.test_cli_runner().invoke(args=[name, "--help"])
    assert asked.exit_code == 0, asked.output


def test_every_task_that_is_asked_for_is_known_to_the_worker() -> None:
    for module in TASKS:
        import_module(module)

    calls = [node for path in own_python(APP) for node in ast.walk(ast.parse(path.read_text("utf-8")))]
    asked_for = {
        call.args[0].value
        for call in calls
        if isinstance(call, ast.Call)
        and ast.unparse(call.func).endswith("enqueue")
        and isinstance(call.args[0], ast.Constant)
    }

    assert asked_for <= set(tasks.REGISTRY)


def test_every_room_with_tasks_is_plugged_in() -> None:
    rooms = {".".join(path.relative_to(APP.parent).with_suffix("").parts) for path in APP.glob("*/tasks.py")}

    assert rooms <= set(TASKS)
