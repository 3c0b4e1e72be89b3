"""What the exam page weighs on the line, with all that it loads: warm, and on the first visit."""

from __future__ import annotations

import gzip
import re
import urllib.request
from concurrent.futures import Executor
from urllib.parse import urljoin, urlsplit

from tests.load import people, player
from tests.load.figures import Table
from tests.load.player import Job
from tests.load.servers import Bench

LINKED = (
    re.compile(r'<(?:script|img)\b[^>]*\bsrc="([^"]+)"'),
    re.compile(r'<link\b[^>]*\brel="(?:icon|stylesheet|manifest)"[^>]*\bhref="([^"]+)"'),
    re.compile(r'<link\b[^>]*\bhref="([^"]+)"[^>]*\brel="(?:icon|stylesheet|manifest)"'),
)
IN_STYLES = re.compile(r"url\(\s*['\"]?([^'\")]+)")
IN_SCRIPTS = re.compile(r'\bimport\b[^"\';]*["\'](\.[^"\']+)["\']')
MODULES = re.compile(r'data-module="([^"]+)"')
FONT = re.compile(r"\.(woff2?|ttf|otf)(\?|$)")


def measure(bench: Bench, browsers: Executor, table: Table) -> None:
    """Load the exam page as a browser does and write down its weight, compressed, fonts apart."""
    made = people.ours(bench.app, 1)
    begun = browsers.submit(player.run, Job("ours", bench.ours.address, "start", made, 1)).result()
    sitting = begun.sittings[0]
    address = bench.ours.address + sitting.path
    page, size, _ = _get(address, sitting.cookie)
    warm, cold = size, size
    for body_size, kept in _loaded(address, page, sitting.cookie).values():
        cold += body_size
        warm += 0 if kept else body_size
    table.add("問題の画面 KB（2回目から、圧縮）", f"{warm / 1024:.1f}", goal="≤ 70")
    table.add("問題の画面 KB（初回、圧縮、書体を除く）", f"{cold / 1024:.1f}", goal="≤ 400")


def _loaded(address: str, page: str, cookie: str) -> dict[str, tuple[int, bool]]:
    """Everything that the page loads, and what that loads: size, and whether it is kept for good."""
    waiting = [urljoin(address, href.replace("&amp;", "&")) for link in LINKED for href in link.findall(page)]
    main = next((url for url in waiting if "/main.js" in url), None)
    waiting += [_module(main, name) for names in MODULES.findall(page) for name in names.split() if main]
    seen: dict[str, tuple[int, bool]] = {}
    while waiting:
        url = waiting.pop()
        if url in seen or FONT.search(url) or urlsplit(url).scheme != "http":
            continue
        text, size, kept = _get(url, cookie)
        seen[url] = size, kept
        inner = IN_STYLES if urlsplit(url).path.endswith(".css") else IN_SCRIPTS
        waiting += [urljoin(url, href) for href in inner.findall(text)]
    return seen


def _module(main: str, name: str) -> str:
    """main.js imports the modules that a page names, with its own version."""
    parts = urlsplit(main)
    return parts._replace(path=parts.path.replace("main.js", f"{name}.js")).geturl()


def _get(url: str, cookie: str) -> tuple[str, int, bool]:
    """Text, bytes on the line, and whether a browser may keep it without asking again."""
    request = urllib.request.Request(url, headers={"Cookie": f"session={cookie}", "Accept-Encoding": "gzip"})
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=10) as answer:
        body = answer.read()
        zipped = answer.headers.get("Content-Encoding") == "gzip"
        kept = "immutable" in (answer.headers.get("Cache-Control") or "")
    return (gzip.decompress(body) if zipped else body).decode("utf-8", "replace"), len(body), kept
