"""Reads the letters that the site under test has written into its mail folder."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from email import message_from_bytes
from email.policy import default

from tests.servers.site import Site

PATIENCE = 20
DELIMITER = b"\n" + b"-" * 79 + b"\n"


def link_to(site: Site, email: str) -> str:
    """The link in the first letter to this address; waits for the worker to deliver it."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        for body in letters_to(site, email):
            found = re.search(rf"^{re.escape(site.address)}/\S+$", body, re.MULTILINE)
            if found:
                return found[0]
        time.sleep(0.1)
    raise AssertionError(f"no letter to {email}")


def letters_to(site: Site, email: str) -> Iterator[str]:
    for path in sorted((site.folder / "mail").glob("*")):
        for written in path.read_bytes().split(DELIMITER):
            letter = message_from_bytes(written, policy=default)
            if letter["To"] == email:
                yield letter.get_content()
