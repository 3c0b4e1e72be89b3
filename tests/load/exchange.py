"""What it costs to take ten thousand questions in from a file of another program, and to write them out again."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import psutil

import start
from tests.load.figures import Table

QUESTIONS = 10_000
LOOK_EVERY_SECONDS = 0.02
WORDS = (
    "保険者",
    "被保険者",
    "要介護認定",
    "居宅サービス",
    "地域支援事業",
    "介護給付",
    "訪問看護",
    "福祉用具",
    "成年後見",
)
ENDS = (
    "は、市町村が定める。",
    "は、都道府県が指定する。",
    "には、期限がある。",
    "は、申請により行う。",
    "を含まない。",
)
GOAL = "≤ 60 秒・300 MB"


def measure(table: Table) -> None:
    """Each step is a command in a process of its own, on SQLite, as an administrator would run it."""
    with TemporaryDirectory() as folder:
        place = Path(folder)
        file = place / "moodle.xml"
        file.write_text(moodle_file(QUESTIONS), encoding="utf-8")
        _run(place, "db", "upgrade")
        size = file.stat().st_size // 2**20
        steps = {
            "読み込み": ("import", "moodle-xml", file),
            "もう一度": ("import", "moodle-xml", file),
            "書き出し": ("export", "moodle-xml", place / "out.xml"),
            "Excel に書き出し": ("export", "xlsx", place / "out.xlsx"),
            "Excel から読み込み": ("import", "xlsx", place / "out.xlsx"),
            "QTI 3.0 に書き出し": ("export", "qti30", place / "out.zip"),
            "QTI 3.0 から読み込み": ("import", "qti30", place / "out.zip"),
        }
        for title, (verb, form, path) in steps.items():
            seconds, megabytes = _run(place, "questions", verb, "--format", form, str(path))
            table.add(f"1万問（{size}MB の Moodle XML）{title} 秒（MB）", f"{seconds:.0f}（{megabytes:.0f}）", "", GOAL)


def _run(place: Path, *words: str) -> tuple[float, float]:
    """Seconds and most memory of `flask …`."""
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment["INSTANCE_DIR"] = str(place / "instance")
    began = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "app", *words],
        cwd=start.ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
    )
    most, watched = 0, psutil.Process(process.pid)
    while process.poll() is None:
        with suppress(psutil.NoSuchProcess):
            most = max(most, watched.memory_info().rss)
        time.sleep(LOOK_EVERY_SECONDS)
    if process.returncode:
        raise RuntimeError(f"flask {' '.join(words)} ended with {process.returncode}")
    return time.monotonic() - began, most / 2**20


def moodle_file(questions: int) -> str:
    """So many multichoice questions as Moodle exports them: HTML, feedback, tags; the same every time."""
    chance = Random(2026)
    asked = "".join(_question(number, chance) for number in range(questions))
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n{asked}</quiz>\n'


def _question(number: int, chance: Random) -> str:
    right = set(chance.sample(range(5), 2 + number % 2))
    share = f"{100 / len(right):.5f}"
    answers = "".join(
        f'<answer fraction="{share if n in right else "-100"}" format="html">'
        f"<text><![CDATA[<p>{_sentence(chance)}</p>]]></text>"
        f'<feedback format="html"><text><![CDATA[<p>{_sentence(chance) * 2}</p>]]></text></feedback></answer>\n'
        for n in range(5)
    )
    return (
        f'<question type="multichoice"><name><text>問題{number}</text></name><questiontext format="html">'
        f"<text><![CDATA[<p>{_sentence(chance)}について正しいものはどれか。</p>]]></text></questiontext>"
        f"<generalfeedback format='html'><text></text></generalfeedback><defaultgrade>1.0000000</defaultgrade>"
        f"<idnumber>load-{number}</idnumber><single>false</single><shuffleanswers>true</shuffleanswers>\n{answers}"
        f"<tags><tag><text>{chance.choice(WORDS)}</text></tag></tags></question>\n"
    )


def _sentence(chance: Random) -> str:
    return f"{chance.choice(WORDS)}と{chance.choice(WORDS)}のうち{chance.choice(WORDS)}{chance.choice(ENDS)}"
