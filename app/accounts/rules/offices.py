"""What an office is joined by: a code that nobody guesses, which is never its public number."""

from __future__ import annotations

import re
import secrets

CODE_LENGTH = 8
ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # nothing that is mistaken for something else
CODE = re.compile(f"[{ALPHABET}]{{{CODE_LENGTH}}}")


def new_code() -> str:
    """Eight signs that nobody guesses: 40 bits."""
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
