"""The picture of a draft: put in, described for those who cannot see it, taken out."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from app import files
from app.accounts.models import Person
from app.db import db
from app.errors import NotFound, Refusal
from app.questions.actions import writing
from app.questions.models import Question, QuestionDraft
from app.questions.queries import values

PICTURES = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg", b"RIFF": "image/webp"}
LARGEST_PICTURE = 2 * 2**20
NO_PICTURE = "PNG、JPEG、WebP の図（2MBまで）を選んでください。"
NO_ALT = "図の説明（代替テキスト）を書いてください。"


def set_picture(question: Question, data: bytes, alt: str, *, by: Person, now: datetime) -> None:
    """Put a picture into the draft; without words for those who cannot see it there is none."""
    kind = next((kind for magic, kind in PICTURES.items() if data.startswith(magic)), None)
    if kind is None or len(data) > LARGEST_PICTURE or (kind == "image/webp" and data[8:12] != b"WEBP"):
        raise Refusal(NO_PICTURE)
    if not alt:
        raise Refusal(NO_ALT)
    draft = writing.draft_to_change(question)
    stored = files.store(data, type=kind, organisation_id=question.organisation_id)
    db.session.flush()  # the draft names its id
    image = {"id": stored.id, "sha256": stored.sha256, "file": values.image_name(stored), "alt": alt}
    _set_image(draft, image, by, now)


def describe_picture(question: Question, alt: str, *, by: Person, now: datetime) -> None:
    """Say in words what the picture of the draft shows, such as one that came in a file without."""
    draft = writing.draft_to_change(question)
    image = draft.content.get("image")
    if image is None:
        raise NotFound("この下書きに図はありません。画面を開き直してください。")
    if not alt:
        raise Refusal(NO_ALT)
    _set_image(draft, {**image, "alt": alt}, by, now)


def drop_picture(question: Question, *, by: Person, now: datetime) -> None:
    """Take the picture out of the draft."""
    _set_image(writing.draft_to_change(question), None, by, now)


def _set_image(draft: QuestionDraft, image: dict[str, Any] | None, by: Person, now: datetime) -> None:
    draft.content = {**draft.content, "image": image}
    draft.changed = True
    draft.saves += 1
    draft.saved_at = draft.editing_at = now
    draft.editing_by_id = by.id
    writing.note_writer(draft.question, draft.base_number + 1, by.id)
