from __future__ import annotations

import io

import pytest

from app.operation.sealed import HEAD, PIECE, TAG, Broken, Sealing, Unsealed, WrongKey, is_sealed

KEY = "a key of tests that is long enough"


def sealed(data: bytes) -> bytes:
    file = io.BytesIO()
    sealing = Sealing(file, KEY)
    sealing.write(data[:5])
    sealing.write(data[5:])
    sealing.finish()
    return file.getvalue()


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, 2 * PIECE + 7])
def test_what_was_sealed_is_read_as_it_was(size: int) -> None:
    data = bytes(range(256)) * (size // 256) + bytes(size % 256)

    file = io.BytesIO(sealed(data))

    assert is_sealed(file)
    assert io.BufferedReader(Unsealed(file, ["another key", KEY])).read() == data


def test_it_can_be_read_at_any_place() -> None:
    data = bytes(2 * PIECE) + b"the end"
    opened = io.BufferedReader(Unsealed(io.BytesIO(sealed(data)), [KEY]))

    opened.seek(-7, io.SEEK_END)

    assert opened.read() == b"the end"
    opened.seek(2 * PIECE - 1)
    assert opened.read(4) == b"\0the"


def test_another_key_opens_nothing() -> None:
    with pytest.raises(WrongKey):
        Unsealed(io.BytesIO(sealed(b"secret")), ["another key"])


@pytest.mark.parametrize("end", [3, HEAD, HEAD + TAG, HEAD + PIECE, HEAD + PIECE + TAG, -1])
def test_a_file_that_was_cut_off_is_broken(end: int) -> None:
    with pytest.raises(Broken):
        Unsealed(io.BytesIO(sealed(bytes(2 * PIECE))[:end]), [KEY])


def test_a_changed_byte_is_noticed_wherever_it_stands() -> None:
    whole = bytearray(sealed(bytes(2 * PIECE)))
    whole[HEAD + 10] ^= 1

    opened = io.BufferedReader(Unsealed(io.BytesIO(whole), [KEY]))

    with pytest.raises(Broken):
        opened.read()


def test_pieces_cannot_change_places() -> None:
    whole = sealed(b"a" * PIECE + b"b" * PIECE + b"c")
    first, second = whole[HEAD : HEAD + PIECE + TAG], whole[HEAD + PIECE + TAG : HEAD + 2 * (PIECE + TAG)]
    swapped = whole[:HEAD] + second + first + whole[HEAD + 2 * (PIECE + TAG) :]

    with pytest.raises(Broken):
        io.BufferedReader(Unsealed(io.BytesIO(swapped), [KEY])).read()
