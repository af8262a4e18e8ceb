"""A provider of OpenID Connect that does what a test wants: right, wrong, forged, or gone."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import time
from contextlib import AbstractContextManager
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

from tests.support.servers.loopback import Loopback, running, send

CLIENT, SECRET = "bascule-console", "s3cret of the/tests:+"
STRONG = "eidas2"
LOGOUT = "http://schemas.openid.net/event/backchannel-logout"


class IdentityServer(Loopback):
    """Its `claims` are what it says of whoever comes; `forged` is added to each identity token."""

    def __init__(self) -> None:
        self.key = _key("one")
        self.claims: dict[str, Any] = {"sub": "subject-1", "acr": STRONG}
        self.person: dict[str, Any] = {}
        self.forged: dict[str, Any] = {}
        self.header: dict[str, Any] = {}
        self.published: dict[str, Any] = {}
        self.signs_userinfo = False
        self.is_down = False
        self.visited: list[str] = []
        self.codes: dict[str, dict[str, str]] = {}
        super().__init__()
        self.issuer = self.url

    def rotate(self) -> None:
        """Signs by another key from now on, and publishes that one alone."""
        self.key = _key("two")

    def authorize(self, location: str) -> str:
        """The person gives their proofs: the address to which the browser is sent back, without its host."""
        wanted = {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}
        code = secrets.token_urlsafe(8)
        self.codes[code] = wanted
        back = urlsplit(wanted["redirect_uri"])
        return f"{back.path}?code={code}&state={wanted['state']}&iss={self.issuer}"

    def sign(self, claims: dict[str, Any]) -> str:
        """A token of the provider."""
        header = {"alg": "RS256", "kid": self.key.kid, **self.header}
        return jwt.encode(header, claims, self.key)

    def logout_token(self, **changes: Any) -> str:
        """What says that the subject signed out; a claim that is None is left out."""
        claims = {
            "iss": self.issuer,
            "aud": CLIENT,
            "iat": int(time.time()),
            "exp": int(time.time()) + 60,
            "jti": secrets.token_urlsafe(8),
            "events": {LOGOUT: {}},
            "sub": "subject-1",
            **changes,
        }
        return self.sign({name: value for name, value in claims.items() if value is not None})

    def identity_token(self, nonce: str) -> str:
        """Who came, for the client of the tests."""
        moment = int(time.time())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT,
            "iat": moment,
            "exp": moment + 60,
            "auth_time": moment,
            "nonce": nonce,
            **self.claims,
            **self.forged,
        }
        return self.sign({name: value for name, value in claims.items() if value is not None})

    def metadata(self) -> dict[str, Any]:
        """What it says of itself."""
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "jwks_uri": f"{self.issuer}/jwks",
            "authorization_response_iss_parameter_supported": True,
            **self.published,
        }

    def token(self, form: dict[str, str], authorization: str) -> tuple[int, Any]:
        """The exchange of a code, which serves once, for whoever proves that it began the sign-in."""
        kept = self.codes.pop(form.get("code", ""), None)
        given = base64.b64decode(authorization.removeprefix("Basic ")).decode()
        name, _, secret = given.partition(":")
        challenge = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest())
        right = (
            kept is not None
            and (unquote(name), unquote(secret)) == (CLIENT, SECRET)
            and kept["code_challenge"] == challenge.rstrip(b"=").decode()
            and kept["redirect_uri"] == form["redirect_uri"]
        )
        if not right or kept is None:
            return 400, {"error": "invalid_grant"}
        return 200, {
            "access_token": "access",
            "token_type": "Bearer",
            "id_token": self.identity_token(kept["nonce"]),
        }

    def userinfo(self) -> tuple[int, Any]:
        """What else is known of them, signed or not."""
        facts = {"sub": self.claims["sub"], **self.person}
        if self.signs_userinfo:
            return 200, self.sign({"iss": self.issuer, "aud": CLIENT, **facts})
        return 200, facts

    def serve(self, request: BaseHTTPRequestHandler) -> None:
        """What stands at an address, or the exchange of a code."""
        path = urlsplit(request.path).path
        status, answer = self._post(request) if request.command == "POST" else self._get(path)
        self.visited.append(path)
        if self.is_down:
            status, answer = 503, {}
        text = answer if isinstance(answer, str) else json.dumps(answer)
        send(request, status, text.encode(), {})

    def _get(self, path: str) -> tuple[int, Any]:
        if path == "/.well-known/openid-configuration":
            return 200, self.metadata()
        if path == "/jwks":
            return 200, {"keys": [self.key.as_dict(private=False)]}
        return self.userinfo()

    def _post(self, request: BaseHTTPRequestHandler) -> tuple[int, Any]:
        length = int(request.headers.get("Content-Length", "0"))
        form = {name: values[0] for name, values in parse_qs(request.rfile.read(length).decode()).items()}
        return self.token(form, request.headers.get("Authorization", ""))


def _key(name: str) -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": name, "use": "sig"}, auto_kid=False)


def identity_server() -> AbstractContextManager[IdentityServer]:
    """One that answers on loopback."""
    return running(IdentityServer())
