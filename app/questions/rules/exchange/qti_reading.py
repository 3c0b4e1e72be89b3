"""QTI 2.1, 2.2 and 3.0 from anywhere: packages with or without a good manifest, and single items."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from urllib.parse import unquote

from lxml import etree

from app.questions.rules.exchange import foreign, hypertext, qti_scoring, safe_xml, whole
from app.questions.rules.exchange.foreign import Found, Option
from app.questions.rules.exchange.package import Package
from app.questions.rules.exchange.qti import MANIFEST, OURS
from app.questions.rules.exchange.qti_scoring import name_of

ITEM, TEST = "assessmentitem", "assessmenttest"
NO_ITEM = "QTI の問題（assessmentItem）がありません"
OTHER_INTERACTIONS = "選択肢から選ぶ問題（choiceInteraction）ではないので、取り込みません"
SEVERAL = "一つのファイルに選択の問題がいくつもあるものは、取り込みません"
QTI_1 = "QTI 1.2 のファイルは読み込めません。2.1・2.2・3.0 で書き出してください"
GENERAL_FEEDBACK = "問題全体へのフィードバックは取り込みません。肢ごとの「なぜ」に書いてください"


@dataclass(frozen=True, slots=True)
class _Kept:
    """What we have written beside an item, and what the item was then."""

    json: str
    sha256: str


def read(files: dict[str, bytes], today: date) -> Package:
    """The questions of a package, given by its files; what the manifest forgets is found all the same.

    What has been read is taken out of `files`: ten thousand items need not be held beside their questions.
    """
    package = Package()
    manifest = next((name for name in sorted(files, key=len) if posixpath.basename(name).lower() == MANIFEST), None)
    named, kept = _manifest(files, manifest, package) if manifest else ([], {})
    if manifest is None:
        package.warn("zip", "一覧（imsmanifest.xml）がありません。中にある問題をすべて読み込みます")
    others = [name for name in sorted(files) if name.lower().endswith(".xml") and name not in {*named, manifest}]
    forgotten = 0
    for name in [*named, *others]:
        found = _read_file(name, files, kept.pop(name, None), package, today)
        forgotten += found and name in others
    if forgotten and manifest is not None:
        package.warn(manifest, f"一覧にない問題が{forgotten}問ありました。これも読み込みます")
    if not package.questions and package.sound:
        package.refuse("ファイル", NO_ITEM)
    return package


def read_item(content: bytes, today: date) -> Package:
    """The one question of a file that is no package."""
    return read({"item.xml": content, MANIFEST: b"<manifest/>"}, today)


def _manifest(files: Mapping[str, bytes], name: str, package: Package) -> tuple[list[str], dict[str, _Kept]]:
    """The files that the manifest names and has, in its order, and what stands beside them."""
    try:
        root = safe_xml.tree(files[name])
    except safe_xml.Unreadable:
        package.warn(name, "一覧（imsmanifest.xml）を読み取れません。中にある問題をすべて読み込みます")
        return [], {}
    named: list[str] = []
    kept: dict[str, _Kept] = {}
    folder = posixpath.dirname(name)
    for resource in root.iter("{*}resource"):
        href = resource.get("href") or next((f.get("href") or "" for f in resource.iter("{*}file")), "")
        path = _resolved(folder, href, files)
        if path is None:
            package.warn(name, f"一覧にあるファイル「{href[:80]}」が、zip の中にありません")
        elif path.lower().endswith(".xml"):
            named.append(path)
            ours = resource.find(f".//{{{OURS}}}question")
            if ours is not None:
                kept[path] = _Kept(ours.text or "", ours.get("sha256") or "")
        resource.clear()
    return list(dict.fromkeys(named)), kept


def _resolved(folder: str, href: str, files: Mapping[str, bytes]) -> str | None:
    """The file that an address of the package means; spaces and signs may be written either way."""
    for said in (href, unquote(href)):
        path = posixpath.normpath(posixpath.join(folder, said))
        if path in files:
            return path
    return None


def _read_file(name: str, files: dict[str, bytes], kept: _Kept | None, package: Package, today: date) -> bool:
    """Take in the item of the file; true when it was one."""
    content = files.pop(name)
    if kept is not None and sha256(content).hexdigest() == kept.sha256:
        question = whole.read(kept.json, package, name)
        package.questions += [question] if question else []
        return True
    try:
        root = safe_xml.tree(content)
    except safe_xml.Unreadable as error:
        package.refuse(name, str(error))
        return False
    kind = name_of(root)
    if kind == TEST:
        package.drop(name, "試験の組み立て（assessmentTest）は読み込みません。問題だけを読み込みます")
    elif kind == "questestinterop":
        package.refuse(name, QTI_1)
    elif kind == ITEM:
        _read_item(root, name, files, kept, package, today)
    return kind == ITEM


def _read_item(
    root: etree._Element, name: str, files: Mapping[str, bytes], kept: _Kept | None, package: Package, today: date
) -> None:
    place = f"{name}「{(root.get('title') or root.get('identifier') or '')[:40]}」"
    body = next((one for one in root if name_of(one) == "itembody"), None)
    interactions = [one for one in body.iter() if name_of(one).endswith("interaction")] if body is not None else []
    if body is None or any(name_of(one) != "choiceinteraction" for one in interactions) or not interactions:
        package.drop(place, OTHER_INTERACTIONS)
        return
    if len(interactions) > 1:
        package.drop(place, SEVERAL)
        return
    options = _options(root, interactions[0], package, place)
    if options is None:
        return
    before = whole.read(kept.json, package, place) if kept else None
    if before is not None:
        package.questions.append(whole.with_options(before, options, package, place))
        return
    words = _stem(body)
    words.tell(package, place)
    image = foreign.image_of(words.pictures, _Beside(name, files), package, place)
    if any(name_of(one) == "modalfeedback" and not _is_for_choice(one, root) for one in root):
        package.drop(place, GENERAL_FEEDBACK)
    title = root.get("title") or ""
    found = Found(words.text, options, title, root.get("identifier") or "", (), image)
    foreign.add(found, package, place, today)


class _Beside(Mapping[str, bytes | None]):
    """The files of the package by the addresses that an item of it uses."""

    def __init__(self, item: str, files: Mapping[str, bytes]) -> None:
        self.folder, self.files = posixpath.dirname(item), files

    def __getitem__(self, src: str) -> bytes | None:
        path = _resolved(self.folder, src, self.files)
        if path is None:
            raise KeyError(src)
        return self.files[path]

    def __iter__(self) -> Iterator[str]:
        return iter(self.files)

    def __len__(self) -> int:
        return len(self.files)


def _stem(body: etree._Element) -> hypertext.Words:
    """All that stands before the choices, and the prompt; not what is for those who correct."""
    for element in list(body.iter()):
        if name_of(element) in ("rubricblock", "simplechoice", "feedbackblock"):
            _take_out(element)
    return hypertext.of_tree(body)


def _take_out(element: etree._Element) -> None:
    """Without its words; what follows it stays."""
    tail = element.tail
    element.clear()
    element.tail = tail


def _options(root: etree._Element, interaction: etree._Element, package: Package, place: str) -> list[Option] | None:
    choices = [one for one in interaction.iter() if name_of(one) == "simplechoice"]
    identifiers = [one.get("identifier") or "" for one in choices]
    right = qti_scoring.right_ones(root, interaction, identifiers, package, place)
    if right is None:
        return None
    whys = _whys(root, choices)
    options = []
    for choice, identifier in zip(choices, identifiers, strict=True):
        words = hypertext.of_tree(choice)
        words.tell(package, place)
        if words.pictures:
            package.drop(place, "選択肢の中の図は取り込みません")
        options.append(Option(words.text, identifier in right, whys.get(identifier, "")))
    return options


def _whys(root: etree._Element, choices: list[etree._Element]) -> dict[str, str]:
    """What is said of each choice: inside it, or in a box of its own that names it; taken out of the choice."""
    said: dict[str, list[str]] = {}
    for choice in choices:
        for inside in [one for one in choice.iter() if name_of(one) in ("feedbackinline", "feedbackblock")]:
            said.setdefault(choice.get("identifier") or "", []).append(hypertext.of_tree(inside).text)
            _take_out(inside)
    for box in root:
        if name_of(box) == "modalfeedback" and _is_for_choice(box, root):
            said.setdefault(box.get("identifier") or "", []).append(hypertext.of_tree(box).text)
    return {identifier: " ".join(filter(None, texts)) for identifier, texts in said.items()}


def _is_for_choice(box: etree._Element, root: etree._Element) -> bool:
    identifier = box.get("identifier")
    return any(name_of(one) == "simplechoice" and one.get("identifier") == identifier for one in root.iter())
