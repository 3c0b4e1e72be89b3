"""Argon2id, a few at a time: each hash in flight takes 64 MiB, so a queue keeps the memory bounded."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import Flask, current_app

COMMON = Path(__file__).with_name("common_passwords.txt")
HASHER = PasswordHasher()
KEY = "password_queue"


def hashed(password: str) -> str:
    with _a_place_in_the_queue():
        return HASHER.hash(password)


def verifies(password: str, stored: str | None) -> bool:
    """Is it the password? Without a stored hash it takes as long and says no, so that time tells nothing."""
    with _a_place_in_the_queue():
        try:
            return HASHER.verify(stored or current_app.extensions[KEY].decoy, password) and stored is not None
        except (VerificationError, InvalidHashError):
            return False


def outdated(stored: str) -> bool:
    """True when today's parameters are stronger than those of the stored hash."""
    return HASHER.check_needs_rehash(stored)


@lru_cache(maxsize=1)
def common_passwords() -> frozenset[str]:
    """Passwords that everybody tries first, in lower case."""
    return frozenset(COMMON.read_text(encoding="utf-8").split())


class _Queue:
    def __init__(self, at_once: int) -> None:
        self.places = BoundedSemaphore(at_once)
        self.decoy = HASHER.hash("no password has this hash")


@contextmanager
def _a_place_in_the_queue() -> Iterator[None]:
    with current_app.extensions[KEY].places:
        yield


def init_app(app: Flask) -> None:
    app.extensions[KEY] = _Queue(app.config["HASHES_AT_ONCE"])
