"""The client of OpenID Connect through which staff come in: code flow with PKCE, state and nonce.

What holds: OpenID Connect Core 1.0 (3.1.2, 3.1.3.7, 5.3), Discovery 1.0, Back-Channel Logout 1.0, RFC 7636,
RFC 9207, RP-Initiated Logout 1.0.
"""

from __future__ import annotations

import hmac
import secrets
from base64 import b64encode
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from config import Settings
from console.directories.facts import Garbage, mapping
from console.directories.http import Client, Reply, Trouble
from console.sessions.metadata import SECONDS, Metadata, fetch, read_metadata, text_of
from console.sessions.published import Published
from models.kernel.clock import now
from models.staff.federation import Assertion, Departure, EndedThere, ProviderAway, ProviderRefused
from setting_services import Provider

if TYPE_CHECKING:
    from joserfc.jwk import KeySet

LEEWAY = 60
"""Seconds by which two clocks may differ."""

LOGOUT_LIVES = timedelta(minutes=2)
"""The age at which a sign-out is no news, whether or not it says when it is over: drafts had no `exp`."""

LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout"

SIGNATURES = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
"""None that a secret of ours signs, which somebody could make of a public key; nor `none`."""

SCOPES = "openid email"
NAMED = {"proconnect.gouv.fr": "ProConnect", "agentconnect.gouv.fr": "ProConnect"}


def build(settings: Settings) -> OpenIdProvider | None:
    """The client of the provider that settings name, where they name any."""
    return OpenIdProvider(settings.provider) if settings.provider is not None else None


class OpenIdProvider:
    """One issuer, asked for what it publishes when it is needed first."""

    def __init__(self, provider: Provider) -> None:
        self._provider = provider
        self._metadata = Published(lambda: read_metadata(provider.issuer))
        self._keys = Published(self._read_keys)

    @property
    def name(self) -> str:
        """How staff call it: by its own name where everybody knows it, else by its host."""
        host = urlsplit(self._provider.issuer).hostname or ""
        known = next((name for domain, name in NAMED.items() if f".{host}".endswith(f".{domain}")), None)
        return known or host

    def depart(self, back: str, *, again: bool = False) -> Departure:
        """The way there and back; `again`: the proofs are given anew. Raises `ProviderAway`."""
        from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
        from authlib.oauth2.rfc7636 import create_s256_code_challenge

        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        url = prepare_grant_uri(
            self._metadata.get().authorization,
            client_id=self._provider.client_id,
            response_type="code",
            redirect_uri=back,
            scope=SCOPES,
            state=state,
            nonce=nonce,
            code_challenge=create_s256_code_challenge(verifier),
            code_challenge_method="S256",
            acr_values=" ".join(self._provider.strong),
            **({"prompt": "login", "max_age": "0"} if again else {}),
        )
        return Departure(url, state, nonce, verifier)

    def arrive(self, answer: Mapping[str, str], departure: Departure, back: str) -> Assertion:
        """Who came back. Raises `ProviderRefused`, `ProviderAway`."""
        published = self._metadata.get()
        if not hmac.compare_digest(answer.get("state", "").encode(), departure.state.encode()):
            raise ProviderRefused
        issuer = answer.get("iss")
        if issuer is None and published.answers_with_issuer:
            raise ProviderRefused
        if issuer is not None and issuer != published.issuer:
            raise ProviderRefused
        if not answer.get("code"):
            raise ProviderRefused
        given = self._exchange(published, answer["code"], departure.verifier, back)
        claims = self._identity(text_of(given, "id_token"), departure.nonce, text_of(given, "access_token"))
        told_apart = self._userinfo(published, text_of(given, "access_token"), str(claims["sub"]))
        # Of one mapping both: that an address was proved says nothing of another one.
        facts = claims if "email_verified" in claims or not told_apart.get("email") else told_apart
        proved = facts.get("email_verified") is True or self._provider.vouches
        begun = claims.get("auth_time")
        return Assertion(
            issuer=published.issuer,
            subject=str(claims["sub"])[:250],
            email=text_of(facts, "email") if proved else "",
            is_strong=claims.get("acr") in self._provider.strong,
            authenticated_at=datetime.fromtimestamp(begun, UTC) if isinstance(begun, int | float) else None,
            session=text_of(claims, "sid")[:250],
            hint=text_of(given, "id_token"),
        )

    def farewell(self, back: str, *, hint: str, state: str) -> str:
        """Where a browser signs out there too, and comes back; empty where there is no such place.

        Raises `ProviderAway`.
        """
        from authlib.common.urls import add_params_to_uri

        place = self._metadata.get().sign_out
        known = {"id_token_hint": hint, "client_id": self._provider.client_id}
        after = {"post_logout_redirect_uri": back, "state": state}
        return str(add_params_to_uri(place, [*known.items(), *after.items()])) if place else ""

    def read_end(self, token: str) -> EndedThere:
        """What a logout token says. Raises `ProviderRefused`, `ProviderAway`."""
        claims = self._read(token)
        self._check(claims, ("iss", "aud", "iat", "jti", "events"))
        events, at = claims.get("events"), claims.get("iat")
        subject, session = text_of(claims, "sub"), text_of(claims, "sid")
        if not isinstance(events, Mapping) or LOGOUT_EVENT not in events or "nonce" in claims:
            raise ProviderRefused
        if not isinstance(at, int | float) or not (subject or session):
            raise ProviderRefused
        moment = datetime.fromtimestamp(at, UTC)
        if abs(now() - moment) > LOGOUT_LIVES:
            raise ProviderRefused
        # Its moments are whole seconds, ours are not: what began within that second began before.
        last = moment + timedelta(seconds=1)
        return EndedThere(self._metadata.get().issuer, subject[:250], session[:250], last)

    def _exchange(self, published: Metadata, code: str, verifier: str, back: str) -> Mapping[str, object]:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": back,
            "code_verifier": verifier,
        }
        headers = {}
        if published.basic:
            headers["Authorization"] = _basic(self._provider.client_id, self._provider.client_secret)
        else:
            form |= {"client_id": self._provider.client_id, "client_secret": self._provider.client_secret}
        try:
            reply = Client(published.token, headers).post(form, SECONDS)
        except Trouble:
            raise ProviderAway from None
        if reply.status >= 500:
            raise ProviderAway
        return _facts(reply)

    def _identity(self, token: str, nonce: str, access_token: str) -> Mapping[str, object]:
        """The claims of an identity token that is for us, of this sign-in, and of now."""
        from authlib.oidc.core import CodeIDToken
        from joserfc.errors import JoseError

        header, claims = self._decode(token)
        self._check(claims, ("iss", "sub", "aud", "exp", "iat"))
        expected = {"nonce": nonce, "client_id": self._provider.client_id, "access_token": access_token}
        try:
            CodeIDToken(claims, header, {}, expected).validate(int(now().timestamp()), LEEWAY)
        except (JoseError, TypeError, ValueError):
            raise ProviderRefused from None
        if not isinstance(claims["sub"], str) or not claims["sub"]:
            raise ProviderRefused
        return claims

    def _userinfo(self, published: Metadata, access_token: str, subject: str) -> Mapping[str, object]:
        """What else is told of the person: as JSON, or signed, as ProConnect does."""
        if not published.userinfo or not access_token:
            return {}
        headers = {"Authorization": f"Bearer {access_token}", "Accept": "application/json, application/jwt"}
        try:
            reply = Client(published.userinfo, headers).get("", {}, SECONDS)
        except Trouble:
            raise ProviderAway from None
        if reply.status >= 500:
            raise ProviderAway
        is_signed = reply.status == 200 and reply.body.count(b".") >= 2 and reply.body.lstrip()[:1] != b"{"
        if is_signed:
            claims = self._read(reply.body.decode("ascii", "replace").strip())
            self._check(claims, ("iss", "aud"))
        else:
            claims = dict(_facts(reply))
        if claims.get("sub") != subject:
            raise ProviderRefused
        return {name: claims[name] for name in ("email", "email_verified") if name in claims}

    def _check(self, claims: Mapping[str, object], needed: tuple[str, ...]) -> None:
        """From the issuer, for us, not over."""
        audience = claims.get("aud")
        ours = self._provider.client_id in (audience if isinstance(audience, list) else [audience])
        if (
            any(name not in claims for name in needed)
            or claims["iss"] != self._metadata.get().issuer
            or not ours
        ):
            raise ProviderRefused
        if "exp" in claims and not (
            isinstance(claims["exp"], int | float) and claims["exp"] + LEEWAY > now().timestamp()
        ):
            raise ProviderRefused

    def _read(self, token: str) -> dict[str, object]:
        return self._decode(token)[1]

    def _decode(self, token: str) -> tuple[dict[str, object], dict[str, object]]:
        """Header and claims of a token that a key of the provider signed; a new key is asked for once."""
        from joserfc import jwt
        from joserfc.errors import JoseError

        for ask in (self._keys.get, self._keys.newer):
            keys = ask()
            if keys is None:
                break
            try:
                read = jwt.decode(token, keys, algorithms=list(SIGNATURES))
            except (JoseError, ValueError, KeyError, TypeError):
                continue
            return dict(read.header), dict(read.claims)
        raise ProviderRefused

    def _read_keys(self) -> KeySet:
        from joserfc.errors import JoseError
        from joserfc.jwk import KeySet

        published = fetch(self._metadata.get().keys)
        try:
            return KeySet.import_key_set(dict(published))  # type: ignore[arg-type]
        except (JoseError, ValueError, KeyError, TypeError):
            raise ProviderAway from None


def _facts(reply: Reply) -> Mapping[str, object]:
    if reply.status != 200:
        raise ProviderRefused
    try:
        return mapping(reply.json())
    except Garbage:
        raise ProviderRefused from None


def _basic(name: str, secret: str) -> str:
    """Both are encoded as a form's values first (RFC 6749, 2.3.1)."""
    return "Basic " + b64encode(f"{quote(name, safe='')}:{quote(secret, safe='')}".encode()).decode()
