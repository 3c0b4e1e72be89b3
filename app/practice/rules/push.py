"""Whom a push may be sent to: the services that browsers use, and nobody that a person could name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

LONGEST_ADDRESS = 1000
MOST_DEVICES = 10
OWN_MACHINE = frozenset({"127.0.0.1", "localhost"})
# A point of P-256, uncompressed, and 16 bytes: base64url without padding.
PUBLIC_KEY, SECRET = re.compile(r"[A-Za-z0-9_-]{87}"), re.compile(r"[A-Za-z0-9_-]{22}")


def is_push_address(address: str, services: Sequence[str]) -> bool:
    """Is it one of these services, or below one, over https? Without TLS only where the service is this machine."""
    if len(address) > LONGEST_ADDRESS or not address.isprintable():
        return False
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return False
    if parts.username is not None or parts.password is not None:
        return False
    known = any(host == service or host.endswith(f".{service}") for service in services)
    safe = parts.scheme == "https" and port in (None, 443)
    return known and (safe or (parts.scheme == "http" and host in OWN_MACHINE))


def are_keys(public_key: str, secret: str) -> bool:
    """Do they look like what a browser makes? Whether they fit is found out when something is encrypted."""
    return bool(PUBLIC_KEY.fullmatch(public_key) and SECRET.fullmatch(secret))
