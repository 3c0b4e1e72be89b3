"""Files with something wrong in them, by chance: whole ones cut, spliced and overwritten, and bytes from nowhere."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date

from hypothesis import strategies as st

from app.questions import formats
from app.questions.rules.exchange import gift, moodle, yaml_files
from app.questions.rules.exchange.package import Effect, Format, Package, lines
from tests.questions import foreign_files as foreign
from tests.questions.samples import bank

TODAY = date(2026, 11, 22)
SPLICES = [
    *(b"<", b">", b"&", b"&#0;", b"&lt;script&gt;", b"]]>", b"<![CDATA[", b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b"\\"),
    *(b"{", b"}", b"=", b"~", b"#", b"%", b"::", b"//", b"\n\n", b"\r", b"\t", b'"', b"'", b",", b";", b"-" * 9),
    *(b"NaN", b"1e999", b"-1", b"0", b"99999999999999999999", b"\\ud800", b"\\u0000", b"null", b"[]", b"{}", b"true"),
    *("９９".encode(), "・".encode(), "\u202e".encode(), "𠮷".encode(), "保".encode("cp932"), b"<!DOCTYPE a>", b"&a;"),
    *(
        b'fraction="x"',
        b'identifier=""',
        b"xmlns=''",
        b"../../x",
        b"=1+1",
        b"javascript:x()",
        b"data:image/png;base64,AA",
    ),
]


def own() -> Package:
    """A small bank of ours as a package."""
    return yaml_files.read(bank())


def whole_files(form: Format) -> list[bytes]:
    """Files of the format that can be read: our own, and those of other programs."""
    ours = [] if form in (Format.AIKEN, Format.YAML) else [b"".join(formats.HANDLERS[form].write(own()))]
    others: dict[Format, list[bytes]] = {
        Format.YAML: [foreign.zipped(bank())],
        Format.CSV: [foreign.TAO_CSV.encode()],
        Format.XLSX: [],
        Format.MOODLE_XML: [foreign.MOODLE_4.encode(), b"".join(moodle.write(own()))],
        Format.GIFT: [foreign.GIFT.encode(), b"".join(gift.write(own()))],
        Format.AIKEN: [foreign.AIKEN.encode()],
    }
    items = [foreign.qti_item(form).encode(), foreign.qti_package(form)] if form.startswith("qti") else []
    return [*ours, *others.get(form, []), *items]


def read(form: Format, content: bytes | str) -> Package:
    """Read the file as a command or the worker does."""
    return formats.read(form, content if isinstance(content, bytes) else content.encode(), TODAY)


def said(package: Package, effect: Effect) -> list[str]:
    """What the report says of this kind."""
    return [line.message for line in lines(package.remarks) if line.effect is effect]


@st.composite
def mangled(draw: Callable[[st.SearchStrategy[object]], object], form: Format) -> bytes:
    """A file of the format in which something is wrong, inside the members of a zip too."""
    content = draw(st.sampled_from(whole_files(form)))
    assert isinstance(content, bytes)
    if content[:2] == b"PK" and draw(st.integers(0, 9)):
        return _rezipped(draw, content)
    return _spoilt(draw, content)


def _rezipped(draw: Callable[[st.SearchStrategy[object]], object], content: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    name = str(draw(st.sampled_from(sorted(files))))
    what = draw(st.integers(0, 5))
    if what == 0:
        files[str(draw(st.sampled_from(["../x", "/x", "a\\b", "x.xml", "imsmanifest.xml"])))] = files.pop(name)
    elif what == 1:
        del files[name]
    else:
        files[name] = _spoilt(draw, files[name])
    return foreign.zipped(files)


def _spoilt(draw: Callable[[st.SearchStrategy[object]], object], content: bytes) -> bytes:
    for _ in range(int(str(draw(st.integers(1, 4))))):
        start = int(str(draw(st.integers(0, len(content)))))
        length = int(str(draw(st.sampled_from([0, 0, 1, 2, 5, 20, 200]))))
        splice = draw(st.sampled_from(SPLICES) | st.binary(max_size=8))
        assert isinstance(splice, bytes)
        content = content[:start] + splice * int(str(draw(st.sampled_from([1, 1, 1, 50])))) + content[start + length :]
    return content


def try_out(form: Format, content: bytes) -> None:
    """Read the file; whatever is in it, there is a package, and what is sound can be stored."""
    package = formats.read(form, content, TODAY)
    if not package.sound:
        return
    for question in package.questions:
        texts = [question.id, question.topic, question.stem, question.rights, *question.tags]
        texts += [part for one in question.statements for part in (one.text, one.why, one.plain or "")]
        assert all("\0" not in text for text in texts)
        "".join(texts).encode()
        assert len(question.id) <= 80
        assert 1 <= len(question.key) == question.choose < len(question.statements) <= 10
