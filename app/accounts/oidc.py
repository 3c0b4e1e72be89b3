"""OpenID Connect: the way to an organisation's provider and back, believing nothing but what is signed for us.

Nobody waits for a provider with a transaction open: whoever calls these has rolled back before.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import datetime
from http.client import HTTPException
from typing import Any, cast
from urllib.error import URLError
from urllib.parse import quote, urlencode, urlsplit
from urllib.request import Request, urlopen

SECONDS = 8
MOST_BYTES = 256 * 1024
LEEWAY_SECONDS = 60
# Signed with a key that the provider publishes; neither "none" nor one that we share with it.
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "ES256", "ES384"]
SCOPE = "openid email profile"


class Lied(Exception):
    """What the provider said is not true, not for us, not now, or nothing at all; a word of ours says which."""


@dataclass(frozen=True, slots=True)
class Client:
    """As whom we ask which provider, and where it shall send people back to."""

    issuer: str
    id: str
    secret: str
    back: str


@dataclass(frozen=True, slots=True)
class Claims:
    """Who the provider says somebody is."""

    subject: str
    email: str | None
    name: str


def address_to(client: Client, *, state: str, nonce: str, verifier: str, plain_http: bool) -> str:
    """Where a browser goes in order to sign in there."""
    metadata = _metadata(client.issuer, plain_http)
    digest = hashlib.sha256(verifier.encode()).digest()
    asked = {
        "response_type": "code",
        "client_id": client.id,
        "redirect_uri": client.back,
        "scope": SCOPE,
        "state": state,
        "nonce": nonce,
        "code_challenge": base64.urlsafe_b64encode(digest).decode().rstrip("="),
        "code_challenge_method": "S256",
    }
    return f"{_checked(metadata, 'authorization_endpoint', plain_http)}?{urlencode(asked)}"


def claims(client: Client, *, code: str, nonce: str, verifier: str, now: datetime, plain_http: bool) -> Claims:
    """Exchange the code and read the token; Lied unless it is signed by the provider, for us, for this time."""
    metadata = _metadata(client.issuer, plain_http)
    sent = {"grant_type": "authorization_code", "code": code, "redirect_uri": client.back, "code_verifier": verifier}
    endpoint = _checked(metadata, "token_endpoint", plain_http)
    answer = _fetch(endpoint, urlencode(sent).encode(), _basic(client))
    said = _verified(str(answer.get("id_token", "")), _fetch(_checked(metadata, "jwks_uri", plain_http)))
    _check(said, client, nonce, now.timestamp())
    email = said.get("email")
    proved = said.get("email_verified") is True and isinstance(email, str)
    name = said.get("name")
    return Claims(said["sub"], str(email) if proved else None, name.strip() if isinstance(name, str) else "")


def _check(said: dict[str, Any], client: Client, nonce: str, now: float) -> None:
    audience = said.get("aud")
    meant = audience if isinstance(audience, list) else [audience]
    if said.get("iss") != client.issuer:
        raise Lied("issuer")
    if client.id not in meant or (len(meant) > 1 and said.get("azp") != client.id):
        raise Lied("audience")
    if not hmac.compare_digest(str(said.get("nonce", "")).encode(), nonce.encode()):
        raise Lied("nonce")
    if not isinstance(said.get("exp"), int | float) or said["exp"] <= now - LEEWAY_SECONDS:
        raise Lied("expired")
    if not isinstance(said.get("iat"), int | float) or said["iat"] > now + LEEWAY_SECONDS:
        raise Lied("issued")
    if not isinstance(said.get("sub"), str) or not 0 < len(said["sub"]) <= 255:
        raise Lied("subject")


def _verified(token: str, keys: dict[str, Any]) -> dict[str, Any]:
    """The claims of a token that one of the keys has signed. The library is loaded when somebody needs it."""
    from joserfc import jwk, jwt  # noqa: PLC0415 -- only who signs in at a provider needs it

    try:
        decoded: dict[str, Any] = dict(
            jwt.decode(token, jwk.KeySet.import_key_set(cast(Any, keys)), algorithms=ALGORITHMS).claims
        )
    except Exception as error:  # whatever a forged token makes the library stumble over
        raise Lied("signature") from error
    return decoded


def _metadata(issuer: str, plain_http: bool) -> dict[str, Any]:
    address = f"{issuer.rstrip('/')}/.well-known/openid-configuration"
    found = _fetch(_safe(address, plain_http))
    if found.get("issuer") != issuer:
        raise Lied("issuer")
    return found


def _checked(metadata: dict[str, Any], name: str, plain_http: bool) -> str:
    return _safe(str(metadata.get(name, "")), plain_http)


def _safe(address: str, plain_http: bool) -> str:
    """Over TLS alone; a first try on one's own machine may do without."""
    scheme = urlsplit(address).scheme
    if scheme != "https" and not (plain_http and scheme == "http"):
        raise Lied("address")
    return address


def _basic(client: Client) -> str:
    pair = f"{quote(client.id, safe='')}:{quote(client.secret, safe='')}"
    return f"Basic {base64.b64encode(pair.encode()).decode()}"


def _fetch(address: str, body: bytes | None = None, authorization: str | None = None) -> dict[str, Any]:
    headers = {"Accept": "application/json"} | ({"Authorization": authorization} if authorization else {})
    try:
        with urlopen(Request(address, body, headers), timeout=SECONDS) as answer:  # noqa: S310  # `_safe` has seen it
            said = json.loads(answer.read(MOST_BYTES))
    except (URLError, HTTPException, OSError, ValueError) as error:
        raise Lied("silent") from error
    if not isinstance(said, dict):
        raise Lied("silent")
    return said
