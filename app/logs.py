"""What the site writes down about itself: one line of JSON an event, on standard error, without people in it.

Events carry ids and counts. What may come in unasked, in the message of an error, is blotted out: addresses, and
the values that a database quotes when a constraint is broken. Statements are logged without their parameters
(config.py).
"""

from __future__ import annotations

import logging
import re
import sys

import structlog
from flask import Flask
from structlog.typing import EventDict, Processor

ADDRESS = re.compile(r"[^\s@'\"<>()=,;]+@[^\s@'\"<>()=,;]+")
QUOTED_KEY = re.compile(r"(Key \([^)]*\)=)\([^\n]*\)")
FAILING_ROW = re.compile(r"(Failing row contains )\([^\n]*\)")
BLOT = "［消去］"


def without_people(_logger: object, _method: str, event: EventDict) -> EventDict:
    """The event with whatever in its texts could name somebody blotted out."""
    return {key: _blotted(value) if isinstance(value, str) else value for key, value in event.items()}


def _blotted(text: str) -> str:
    quoted = FAILING_ROW.sub(rf"\1{BLOT}", QUOTED_KEY.sub(rf"\1{BLOT}", text))
    return ADDRESS.sub(BLOT, quoted)


def init_app(app: Flask) -> None:
    """Send structlog's and the standard library's records down the same road."""
    shared: list[Processor] = [
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        without_people,
    ]
    writer = structlog.processors.JSONRenderer(ensure_ascii=False)
    structlog.configure(
        processors=[*shared, writer],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler()
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(processor=writer, foreign_pre_chain=shared))
    app.logger.handlers = [handler]
    app.logger.propagate = False
