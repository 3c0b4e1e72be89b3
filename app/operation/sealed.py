"""Sealed files: AES-256-GCM piece by piece, so that nothing but the whole, with the right key, can be read.

A file is a head (magic, salt, mark of the key, nonce) and pieces of 1 MiB, each with its tag; the nonce counts the
pieces and says which is the last, so that a piece cannot be left out, put elsewhere or cut off unnoticed.
The key comes out of a pass phrase by scrypt; the mark tells a wrong key from a broken file.
"""

from __future__ import annotations

import io
import os
import secrets
from collections.abc import Sequence
from typing import IO, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

MAGIC = b"GAKUSHA-SEALED-1"
SALT, MARK, NONCE, TAG = 16, 16, 7, 16
HEAD = len(MAGIC) + SALT + MARK + NONCE
PIECE = 1024 * 1024
COST = 2**15


class WrongKey(Exception):
    """None of the keys opens the file."""


class Broken(Exception):
    """The file is cut off, or something in it was changed."""


def is_sealed(file: IO[bytes]) -> bool:
    """Does the file begin like a sealed one? Reads from its beginning, and goes back there."""
    begins = file.read(len(MAGIC)) == MAGIC
    file.seek(0)
    return begins


def _keys(phrase: str, salt: bytes) -> tuple[bytes, bytes]:
    """The key itself, and the mark by which the file knows it."""
    derived = Scrypt(salt=salt, length=32 + MARK, n=COST, r=8, p=1).derive(phrase.encode())
    return derived[:32], derived[32:]


def _nonce(prefix: bytes, number: int, *, last: bool) -> bytes:
    return prefix + number.to_bytes(4, "big") + bytes([last])


class Sealing(io.RawIOBase):
    """Write to it what is to be sealed; closing it seals the end, without which the file cannot be read."""

    def __init__(self, file: IO[bytes], phrase: str) -> None:
        salt, self._prefix = secrets.token_bytes(SALT), secrets.token_bytes(NONCE)
        key, mark = _keys(phrase, salt)
        self._file, self._cipher, self._number = file, AESGCM(key), 0
        self._head = MAGIC + salt + mark + self._prefix
        self._waiting = bytearray()
        file.write(self._head)

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._waiting += data
        # The last piece is sealed at the end: only then is it known to be the last.
        while len(self._waiting) > PIECE:
            self._seal(last=False)
        return len(data)

    def finish(self) -> None:
        """Seal the end. Not part of close(), so that what broke off on the way stays unreadable."""
        self._seal(last=True)

    def _seal(self, *, last: bool) -> None:
        piece = bytes(self._waiting[:PIECE])
        del self._waiting[:PIECE]
        nonce = _nonce(self._prefix, self._number, last=last)
        self._file.write(self._cipher.encrypt(nonce, piece, self._head))
        self._number += 1


class Unsealed(io.RawIOBase):
    """Read from it, at any place, what was sealed; raises WrongKey at once, Broken where it is not whole."""

    def __init__(self, file: IO[bytes], phrases: Sequence[str]) -> None:
        self._file, self._place, self._piece = file, 0, (-1, b"")
        body = file.seek(0, os.SEEK_END) - HEAD
        if body < TAG:
            raise Broken
        file.seek(0)
        self._head = file.read(HEAD)
        self._pieces = -(-body // (PIECE + TAG))
        self._size = body - self._pieces * TAG
        self._cipher = AESGCM(self._fitting(phrases))
        self._opened(self._pieces - 1)  # a file that was cut off has no last piece

    def _fitting(self, phrases: Sequence[str]) -> bytes:
        after = len(MAGIC) + SALT
        salt, mark = self._head[len(MAGIC) : after], self._head[after : after + MARK]
        for phrase in phrases:
            key, own = _keys(phrase, salt)
            if secrets.compare_digest(own, mark):
                return key
        raise WrongKey

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        start = {os.SEEK_SET: 0, os.SEEK_CUR: self._place, os.SEEK_END: self._size}[whence]
        self._place = max(0, start + offset)
        return self._place

    def tell(self) -> int:
        return self._place

    def readinto(self, buffer: Any) -> int:
        if self._place >= self._size:
            return 0
        number, at = divmod(self._place, PIECE)
        part = self._opened(number)[at : at + len(buffer)]
        buffer[: len(part)] = part
        self._place += len(part)
        return len(part)

    def _opened(self, number: int) -> bytes:
        if self._piece[0] != number:
            self._file.seek(HEAD + number * (PIECE + TAG))
            nonce = _nonce(self._head[-NONCE:], number, last=number == self._pieces - 1)
            try:
                self._piece = number, self._cipher.decrypt(nonce, self._file.read(PIECE + TAG), self._head)
            except InvalidTag:
                raise Broken from None
        return self._piece[1]
