from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from flask import Flask
from jinja2.nodes import Call, Const, FromImport, Name

from tests.house.files import APP, short

TEMPLATES = sorted(APP.glob("*/templates/**/*.html"))
STATIC = APP / "ui" / "static"
COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
INLINE = re.compile(r"""<script(?![^>]*\ssrc=)[^>]*>|<style|\sstyle=["']|\son[a-z]+=["']|javascript:""")
ELSEWHERE = re.compile(r"""<(?:script|link|img|iframe|source)[^>]*\s(?:src|href)=["'](?:https?:)?//""")
# A file that a command writes for people to send on: it stands alone, outside the site and its headers.
STANDS_ALONE = APP / "questions" / "templates" / "questions" / "report.html"
LOUD = re.compile(r"[\u3041-\u30ff\u4e00-\u9fff。]！")
MODULES = re.compile(r'data-module="([a-z0-9 _-]+)"')


def source(path: Path) -> str:
    return COMMENT.sub("", path.read_text("utf-8"))


def offenders(found: Iterable[tuple[Path, object]]) -> dict[str, object]:
    """The templates in which something was found, with what it was."""
    return {short(path): what for path, what in found if what}


def written_out(house: Flask, path: Path) -> list[tuple[str, dict[str, object]]]:
    """Every url_for("…") of the template whose name is written out, with its written-out arguments."""
    found = []
    for call in house.jinja_env.parse(path.read_text("utf-8")).find_all(Call):
        if isinstance(call.node, Name) and call.node.name == "url_for" and call.args:
            endpoint = call.args[0]
            arguments = {word.key: word.value.value for word in call.kwargs if isinstance(word.value, Const)}
            found += [(str(endpoint.value), arguments)] if isinstance(endpoint, Const) else []
    return found


def test_what_a_template_imports_it_uses(house: Flask) -> None:
    def unused(path: Path) -> set[str]:
        tree = house.jinja_env.parse(path.read_text("utf-8"))
        lines = tree.find_all(FromImport)
        imported = {name if isinstance(name, str) else name[1] for line in lines for name in line.names}
        return imported - {name.name for name in tree.find_all(Name)}

    assert offenders((path, unused(path)) for path in TEMPLATES) == {}


def test_no_script_and_no_style_is_inline() -> None:
    assert offenders((path, INLINE.findall(source(path))) for path in TEMPLATES if path != STANDS_ALONE) == {}
    assert INLINE.findall(source(STANDS_ALONE)) == ["<style"]


def test_nothing_is_loaded_from_elsewhere() -> None:
    assert offenders((path, ELSEWHERE.findall(source(path))) for path in TEMPLATES) == {}


def test_no_sentence_is_shouted() -> None:
    assert offenders((path, LOUD.findall(source(path))) for path in TEMPLATES) == {}


def test_every_link_leads_somewhere(house: Flask) -> None:
    def lost(path: Path) -> set[str]:
        feature = path.relative_to(APP).parts[0]
        names = (name for name, _ in written_out(house, path))
        return {f"{feature}{name}" if name.startswith(".") else name for name in names} - set(house.view_functions)

    assert offenders((path, lost(path)) for path in TEMPLATES) == {}


def test_every_static_file_and_script_is_there(house: Flask) -> None:
    def missing(path: Path) -> set[str]:
        calls = written_out(house, path)
        files = {str(words["filename"]) for name, words in calls if name == "ui.static" and "filename" in words}
        modules = {f"js/{module}.js" for names in MODULES.findall(source(path)) for module in names.split()}
        return {name for name in files | modules if not (STATIC / name).exists()}

    assert offenders((path, missing(path)) for path in TEMPLATES) == {}


def test_a_feature_s_templates_live_in_a_folder_of_its_name() -> None:
    places = {path: path.relative_to(APP).parts for path in TEMPLATES}

    assert [short(path) for path, parts in places.items() if parts[0] != parts[2]] == []
