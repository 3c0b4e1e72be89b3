"""Find what the question bank holds. Nothing here changes anything."""

from __future__ import annotations

from app.questions.queries.bank import (
    in_use,
    newest_versions,
    published_versions,
    sources,
    stock_files,
    topics,
    versions_with_sources,
)

__all__ = [
    "in_use",
    "newest_versions",
    "published_versions",
    "sources",
    "stock_files",
    "topics",
    "versions_with_sources",
]
