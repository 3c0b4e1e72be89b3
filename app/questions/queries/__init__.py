"""Find questions, the syllabus and what everything rests on; nothing here changes anything."""

from __future__ import annotations

from app.questions.queries.bank import (
    in_use,
    lasts,
    may_be_asked,
    newest_published,
    newest_versions,
    published_versions,
    sources,
    stock_files,
    topics,
    versions_with_sources,
)
from app.questions.queries.citing import cited_sources, own_bank_on, source_page
from app.questions.queries.tree import syllabus

__all__ = [
    "cited_sources",
    "in_use",
    "lasts",
    "may_be_asked",
    "newest_published",
    "newest_versions",
    "own_bank_on",
    "published_versions",
    "source_page",
    "sources",
    "stock_files",
    "syllabus",
    "topics",
    "versions_with_sources",
]
