"""Web push, by the library: encrypted for one browser and signed with the site's own key. For the worker alone."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from pywebpush import WebPushException, webpush

GONE = frozenset({404, 410})
PATIENCE = 10
AN_HOUR = 3600


class Unsubscribed(Exception):
    """The browser does not want to hear of us any more."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """Where a push goes, and the keys by which the browser alone can read it."""

    endpoint: str
    public_key: str
    secret: str


def push(to: Recipient, words: Mapping[str, str], *, private_key: str, contact: str, keep_seconds: int) -> None:
    """Send the words; a push service keeps them so long for a device that is off, an hour at most.

    Raises Unsubscribed where there is nobody left, anything else when it is worth another try.
    """
    try:
        webpush(
            {"endpoint": to.endpoint, "keys": {"p256dh": to.public_key, "auth": to.secret}},
            json.dumps(words, ensure_ascii=False).encode(),
            vapid_private_key=private_key,
            vapid_claims={"sub": contact},
            ttl=max(0, min(keep_seconds, AN_HOUR)),
            timeout=PATIENCE,
        )
    except WebPushException as error:
        if error.response is not None and error.response.status_code in GONE:
            raise Unsubscribed from error
        raise


def new_keys() -> tuple[str, str]:
    """A pair for the settings of a site: private and public, as browsers and the library write them."""
    key = ec.generate_private_key(ec.SECP256R1())
    private = key.private_numbers().private_value.to_bytes(32, "big")
    public = key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return _base64(private), _base64(public)


def _base64(key: bytes) -> str:
    return base64.urlsafe_b64encode(key).rstrip(b"=").decode()
