"""What is true at the desk: what jobs are called, how much is stored, when the worker seems to sleep."""

from __future__ import annotations

from datetime import datetime, timedelta

LOOKING_LASTS = timedelta(hours=1)
WORKER_SLEEPS_AFTER = timedelta(minutes=5)
LOOKING = "管理者が代理で見ている画面"
LARGEST_LOGO = 200 * 1024
LONGEST_ORGANISATION_NAME = 80
LONGEST_REASON = 200
LOGOS = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg", b"RIFF": "image/webp"}
TASK_LABELS = {"mail.deliver": "メールを送る"}
UNITS = ("バイト", "KB", "MB", "GB", "TB")
STEP = 1024


def task_label(name: str) -> str:
    """What a job does, in words; the name of its room where nobody has found any."""
    return TASK_LABELS.get(name, f"そのほかの仕事（{name}）")


def size_words(size: int) -> str:
    """1536 → 「1.5 KB」."""
    amount, unit = float(size), 0
    while amount >= STEP and unit < len(UNITS) - 1:
        amount, unit = amount / STEP, unit + 1
    return f"{amount:.0f} {UNITS[unit]}" if unit == 0 or amount >= 100 else f"{amount:.1f} {UNITS[unit]}"


def worker_sleeps(oldest_due_at: datetime | None, now: datetime) -> bool:
    """Has work been waiting longer than a worker that lives would let it?"""
    return oldest_due_at is not None and now - oldest_due_at > WORKER_SLEEPS_AFTER


def logo_type(data: bytes) -> str | None:
    """What kind of picture it is by its first bytes; None for none that a browser shows safely, or one too large."""
    kind = next((kind for magic, kind in LOGOS.items() if data.startswith(magic)), None)
    if len(data) > LARGEST_LOGO or (kind == "image/webp" and data[8:12] != b"WEBP"):
        return None
    return kind
