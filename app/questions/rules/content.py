"""Has a question changed since it was loaded, and which statement is which across its versions?"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict
from itertools import count

from app.questions.rules.stock import Question


def content_hash(question: Question, *, case_text: str | None = None, image: bytes | None = None) -> str:
    """One name for all that a version of the question says; the same content has the same name.

    The text of the case and the bytes of the image belong to it, since a candidate reads them; the
    id does not, nor does `official`, which follows from the rest.
    """
    content = asdict(question)
    del content["id"], content["official"]
    content["case_text"] = case_text
    content["image_sha256"] = image and hashlib.sha256(image).hexdigest()
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(canonical.encode()).hexdigest()


def carried_identities(before: Sequence[tuple[int, str]], texts: Sequence[str], *, highest: int) -> list[int]:
    """The identity of each new statement, given (identity, text) of the version before in its order.

    The same text keeps its identity wherever it has moved to; what is left over in the same position
    was edited and keeps it too; anything else is new and takes the number after `highest`, the
    highest that any version has used, so that no number ever names two statements.
    """
    left = dict(before)
    carried: dict[int, int] = {}
    for place, text in enumerate(texts):
        same = next((identity for identity, old in left.items() if old == text), None)
        if same is not None:
            carried[place] = same
            del left[same]
    for place, (identity, _text) in enumerate(before[: len(texts)]):
        if place not in carried and identity in left:
            carried[place] = identity
    new = count(highest + 1)
    return [carried[place] if place in carried else next(new) for place in range(len(texts))]
