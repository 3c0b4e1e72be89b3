"""XML from anywhere: nothing is fetched, no entity is resolved, what swells is refused, every fault has its line."""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterator

from lxml import etree

from app.questions.rules.exchange.package import Package

DOCTYPE = "文書型の宣言（DOCTYPE）があるファイルは読み込みません"
NO_XML = "XML として読み取れません（{reason}）。書き出し直したファイルを使ってください"
BEFORE_ROOT = re.compile(rb"\s+|<\?.*?\?>|<!--.*?-->", re.DOTALL)
DEEPEST = 100
UNSAID = "書式の誤り"


class Unreadable(Exception):
    """The bytes are no XML that may be read; says why."""


def tree(content: bytes) -> etree._Element:
    """The root of a small document; raises Unreadable."""
    if line_of_type(content):
        raise Unreadable(DOCTYPE)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError, LookupError) as error:
        raise Unreadable(NO_XML.format(reason=_reason(error))) from error
    if getattr(root.getroottree().docinfo, "doctype", ""):
        raise Unreadable(DOCTYPE)
    return root


def pieces(content: bytes, tag: str, package: Package) -> Iterator[etree._Element]:
    """Each element of the name, one after the other: ten thousand of them need not fit into memory at once."""
    if at := line_of_type(content):
        package.refuse(f"{at}行目", DOCTYPE)
        return
    events = etree.iterparse(
        io.BytesIO(content),
        events=("end",),
        tag=tag,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        for _, element in events:
            yield element
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]
    except (etree.XMLSyntaxError, ValueError, LookupError) as error:
        line = getattr(error, "lineno", None)
        package.refuse(f"{line}行目" if line else "ファイル", NO_XML.format(reason=_reason(error)))


def line_of_type(content: bytes) -> int:
    """Where a DTD begins, 0 without one: it can stand only before the root, and brings what swells or is fetched."""
    content = content.removeprefix(codecs.BOM_UTF8)
    at = 0
    while skipped := BEFORE_ROOT.match(content, at):
        at = skipped.end()
    return content.count(b"\n", 0, at) + 1 if content[at : at + 9].upper() == b"<!DOCTYPE" else 0


def _reason(error: Exception) -> str:
    """The fault in words, as far as it is one of the usual ones."""
    said = str(error)
    known = {
        "huge text": "一つの文や図が10MBを超えています",
        "too big": "一つの文や図が10MBを超えています",
        "Huge input": "一つの文や図が10MBを超えています",
        "Excessive depth": "入れ子が深すぎます",
        "ncoding": "文字コードの誤り",
        "no element": "中身がありません",
        "empty": "中身がありません",
        "mismatch": "閉じていない要素があります",
        "not terminated": "途中で終わっています",
        "Premature end": "途中で終わっています",
        "EndTag": "閉じていない要素があります",
    }
    reason = next((words for sign, words in known.items() if sign in said), UNSAID)
    line = getattr(error, "lineno", None)
    return f"{line}行目：{reason}" if line else reason
