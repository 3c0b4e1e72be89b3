"""How often a person has asked in this minute, counted by all processes of a machine in a shared page of memory."""

from __future__ import annotations

import fcntl
import math
import mmap
import os
import struct
import threading
from pathlib import Path

A_MINUTE = 180
SLOTS = 4096
SLOT = struct.Struct("II")  # the minute, and how often in it
NAME = "reading.quota"
_one_thread = threading.Lock()


class Quota:
    """Counts in a file of the instance folder; two persons of one slot share what it allows, which is plenty."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._file = os.open(folder / NAME, os.O_RDWR | os.O_CREAT, 0o600)
        if os.fstat(self._file).st_size < SLOTS * SLOT.size:
            os.ftruncate(self._file, SLOTS * SLOT.size)
        self._page = mmap.mmap(self._file, SLOTS * SLOT.size)

    def seconds_to_wait(self, person_id: int, now: float) -> int:
        """Count this time; 0 when it is allowed, else after how many seconds the next is."""
        minute, at = int(now // 60) % 2**32, person_id % SLOTS * SLOT.size
        with _one_thread:
            fcntl.flock(self._file, fcntl.LOCK_EX)
            try:
                counted, times = SLOT.unpack_from(self._page, at)
                times = times + 1 if counted == minute else 1
                SLOT.pack_into(self._page, at, minute, min(times, 2**31))
            finally:
                fcntl.flock(self._file, fcntl.LOCK_UN)
        return 0 if times <= A_MINUTE else math.ceil(60 - now % 60)

    def close(self) -> None:
        self._page.close()
        os.close(self._file)
