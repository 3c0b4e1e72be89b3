"""What the site writes down about itself: one line of JSON an event, on standard error."""

from __future__ import annotations

import logging
import sys

import structlog
from flask import Flask
from structlog.typing import Processor


def init_app(app: Flask) -> None:
    """Send structlog's and the standard library's records down the same road."""
    shared: list[Processor] = [
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
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
