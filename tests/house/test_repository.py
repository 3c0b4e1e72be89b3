from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import yaml

from tests.house.files import APP, ROOT, own_files, short

# Put together here, so that this file does not say what it forbids.
REGISTRIES = ("pypi" + ".org", "pythonhosted" + ".org", "registry" + ".npmjs", "npmjs" + ".org", "debian" + ".org")
MACHINE = re.compile(r"(?<![\w.})\]/-])/" + "(work|root|home|opt|Users)/")
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
DATA = [path for path in own_files() if path.suffix in {".yaml", ".yml", ".json"} and path.name != "package-lock.json"]
PINNED = re.compile(r"^([a-z0-9._-]+)==(\S+)(?: ;.*)? \\$", re.MULTILINE)
NAME = re.compile(r"^[A-Za-z0-9._-]+")


def text_of(path: Path) -> str:
    """What the file says; nothing when it is a picture or a font."""
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError:
        return ""


def test_no_file_names_a_registry_or_a_folder_of_one_machine() -> None:
    told = {
        short(path)
        for path in own_files()
        if any(host in (text := text_of(path)) for host in REGISTRIES) or MACHINE.search(text)
    }

    assert told == set()


def loads(path: Path) -> bool:
    text = path.read_text("utf-8")
    try:
        return (json.loads(text) if path.suffix == ".json" else yaml.load(text, LOADER)) is not None
    except (ValueError, yaml.YAMLError):
        return False


def test_every_data_file_loads() -> None:
    assert [short(path) for path in DATA if not loads(path)] == []


def pinned(name: str) -> dict[str, str]:
    return dict(PINNED.findall((ROOT / name).read_text("utf-8")))


def normal(requirement: str) -> str:
    found = NAME.match(requirement)
    assert found is not None
    return re.sub(r"[._-]+", "-", found[0]).lower()


def test_everything_that_is_declared_is_pinned() -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    running = {normal(line) for line in declared["project"]["dependencies"]}
    testing = {normal(line) for line in declared["dependency-groups"]["dev"]}

    assert running - pinned("requirements.txt").keys() == set()
    assert (running | testing) - pinned("requirements-dev.txt").keys() == set()


def test_tests_run_on_the_versions_that_people_run() -> None:
    people, tests = pinned("requirements.txt"), pinned("requirements-dev.txt")

    assert {name: version for name, version in people.items() if tests.get(name) != version} == {}


def test_every_pinned_file_has_a_hash() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        blocks = re.split(r"\n(?=[a-z0-9])", (ROOT / name).read_text("utf-8"))
        assert [block.split()[0] for block in blocks if "--hash=sha256:" not in block] == []


def test_the_lock_of_the_browser_names_no_address() -> None:
    for path in (*APP.rglob("package-lock.json"), *(ROOT / "tests").rglob("package-lock.json")):
        if "node_modules" not in path.parts:
            assert '"resolved"' not in path.read_text("utf-8")
