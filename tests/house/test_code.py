from __future__ import annotations

import ast
import re
from pathlib import Path

import grimp
import pytest

from tests.house.files import APP, ROOT, own_files, own_python, short

# The last three are the only ways up: an event that a lower feature sends, two registries that a higher one enters.
DOORS = {"actions", "queries", "models", "rules", "guards", "events", "personal_data", "ways_on"}
DOORS_OF_UI = {"codes", "fields", "fragments", "lists", "rules"}
NAMELESS = {"utils", "util", "helpers", "helper", "common", "services", "misc"}
LONGEST_FILE = 300
LONGEST_FUNCTION = 40
SAYS_ITS_PROMISE = ("rules", "queries", "actions")
CLOCKS = r"\b(datetime|date)\.(now|today|utcnow)\(|\btime\.(time|localtime|gmtime)\("
Function = ast.FunctionDef | ast.AsyncFunctionDef
each_module = pytest.mark.parametrize("path", own_python(APP), ids=short)


def places_that_say(pattern: str) -> set[str]:
    return {short(path) for path in own_python(APP) if re.search(pattern, path.read_text("utf-8"))}


def test_only_the_database_module_commits() -> None:
    assert places_that_say(r"\.commit\(") == {"app/db.py"}


def test_only_the_clock_reads_the_clock() -> None:
    assert places_that_say(CLOCKS) == {"app/clock.py"}


def test_only_the_ground_asks_which_database_it_is() -> None:
    assert places_that_say(r"dialect\.name|drivername") <= {"app/db.py", "app/search.py"}


def test_only_the_settings_read_the_environment() -> None:
    assert places_that_say(r"os\.(environ|getenv)") == {"app/config.py"}


def test_a_feature_is_entered_by_its_doors() -> None:
    """Nobody borrows another feature's views, forms or commands."""
    graph = grimp.build_graph("app", cache_dir=None)
    breaches = {
        (importer, imported)
        for importer in graph.modules
        for imported in graph.find_modules_directly_imported_by(importer)
        if not may_enter(importer, imported)
    }

    assert breaches == set()


def may_enter(importer: str, imported: str) -> bool:
    _, feature, *room = imported.split(".")
    if not room or importer == "app" or importer.startswith(f"app.{feature}."):
        return True
    return room[0] in (DOORS_OF_UI if feature == "ui" else DOORS)


def test_no_file_is_named_after_nothing() -> None:
    nameless = {short(path) for path in own_python() if {*path.parent.parts, path.stem} & NAMELESS}

    assert nameless == set()


def test_no_file_is_longer_than_people_read() -> None:
    code = [path for path in own_files() if path.suffix in {".py", ".js"} and "migrations" not in path.parts]
    long = {short(path): lines for path in code if (lines := len(path.read_text("utf-8").splitlines())) > LONGEST_FILE}

    assert long == {}


def functions(path: Path) -> list[Function]:
    return [node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, Function)]


def test_no_function_is_longer_than_a_screen() -> None:
    long = {
        f"{short(path)}:{function.lineno} {function.name}"
        for path in own_python()
        if "migrations" not in path.parts
        for function in functions(path)
        if (function.end_lineno or 0) - function.lineno >= LONGEST_FUNCTION
    }

    assert long == set()


def test_rules_queries_and_actions_say_what_they_promise() -> None:
    silent = {
        f"{short(path)}:{node.lineno} {node.name}"
        for room in SAYS_ITS_PROMISE
        for path in (*APP.glob(f"*/{room}.py"), *APP.glob(f"*/{room}/*.py"))
        for node in ast.parse(path.read_text("utf-8")).body
        if isinstance(node, Function) and not node.name.startswith("_") and not ast.get_docstring(node)
    }

    assert silent == set()


@pytest.mark.parametrize("path", sorted(APP.glob("*/__init__.py")), ids=short)
def test_a_door_sign_is_words_alone(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))

    assert ast.get_docstring(tree)
    assert len(tree.body) == 1, "no code on the door"


def test_the_top_of_the_project_holds_what_the_design_says() -> None:
    kept = {path.relative_to(ROOT).parts[0] for path in own_files()}
    expected = {
        *(".ci", ".gitattributes", ".gitignore", "README.md", "pyproject.toml", "requirements.txt"),
        *("requirements-dev.txt", "start.py", "app", "curricula", "migrations", "question_bank", "tests"),
    }

    assert kept - expected == set()
