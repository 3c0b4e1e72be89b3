"""Makes the worker's tasks known: no page imports them."""

from __future__ import annotations

import app.privacy.tasks  # noqa: F401
