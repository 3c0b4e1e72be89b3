"""An OpenID provider of the test's own, on a free port: it signs people in, and lies when it is told to."""

from __future__ import annotations

import base64
import json
import threading
import time
from functools import cache
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import parse_qs

from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

CLIENT, SECRET, KEY_ID = "gakusha", "himitsu-no-kagi", "key-1"


@cache
def keys() -> tuple[RSAKey, RSAKey]:
    """The provider's key and another's: found once, for that takes longer than a sign-in."""
    return RSAKey.generate_key(2048, {"kid": KEY_ID}), RSAKey.generate_key(2048, {"kid": KEY_ID})


def _unsigned(claims: dict[str, Any]) -> str:
    parts = (json.dumps({"alg": "none", "typ": "JWT"}), json.dumps(claims), "")
    return ".".join(base64.urlsafe_b64encode(part.encode()).decode().rstrip("=") for part in parts)


class Provider:
    """`who` is the person that signs in there, `lie` what the next token is wrong in, `nonce` what it was asked."""

    def __init__(self) -> None:
        self.key, self.other = keys()
        self.who: dict[str, Any] = {"sub": "hanako", "name": "佐藤 花子", "email": "hanako@example.jp"}
        self.who["email_verified"] = True
        self.lie = ""
        self.nonce = ""
        self.asked: dict[str, list[str]] = {}
        self.server = HTTPServer(("127.0.0.1", 0), self._handler())
        self.issuer = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def token(self) -> str:
        now = int(time.time())
        claims = {
            **self.who,
            "iss": "https://evil.example.jp" if self.lie == "issuer" else self.issuer,
            "aud": "somebody-else" if self.lie == "audience" else CLIENT,
            "nonce": "guessed" if self.lie == "nonce" else self.nonce,
            "iat": now - 600,
            "exp": now - 300 if self.lie == "expired" else now + 300,
        }
        if self.lie == "two audiences":
            claims["aud"] = [CLIENT, "somebody-else"]
        if self.lie == "no subject":
            claims["sub"] = ""
        if self.lie == "alg none":
            return _unsigned(claims)
        if self.lie == "shared key":
            return jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(SECRET * 3))
        key = self.other if self.lie == "another key" else self.key
        return jwt.encode({"alg": "RS256", "kid": KEY_ID}, claims, key)

    def answer(self, path: str) -> dict[str, Any]:
        if path.startswith("/.well-known/openid-configuration"):
            issuer = "https://evil.example.jp" if self.lie == "metadata" else self.issuer
            ends = {name: f"{self.issuer}/{name}" for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")}
            return {"issuer": issuer, **ends}
        if path.startswith("/jwks_uri"):
            return {"keys": [self.key.as_dict(private=False)]}
        return {"id_token": self.token(), "access_token": "x", "token_type": "Bearer"}

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:  # the library's name
                self._say(provider.answer(self.path))

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                provider.asked = {**parse_qs(body), "authorization": [self.headers["Authorization"]]}
                self._say(provider.answer(self.path))

            def _say(self, said: dict[str, Any]) -> None:
                body = b"no json" if provider.lie == "silent" else json.dumps(said).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_said: object) -> None:
                pass

        return Handler
