"""What an identity provider says of itself (OpenID Connect Discovery 1.0, RP-Initiated Logout 1.0)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from console.directories.facts import Garbage, mapping
from console.directories.http import Client, Trouble
from models.staff.federation import ProviderAway

SECONDS = 5.0
"""How long one question may take; a sign-in asks at most five."""


@dataclass(frozen=True)
class Metadata:
    """Its addresses, and how it is spoken to."""

    issuer: str
    authorization: str
    token: str
    keys: str
    userinfo: str
    basic: bool
    """Whether it takes our secret in the header; else in the form."""

    answers_with_issuer: bool
    sign_out: str
    """Where a browser signs out there; empty where that is not to be had."""


def read_metadata(issuer: str) -> Metadata:
    """As it publishes it; `issuer` without a last slash. Raises `ProviderAway`."""
    facts = fetch(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
    named = text_of(facts, "issuer")
    if named.rstrip("/") != issuer:
        raise ProviderAway
    names = ("authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint")
    places = [text_of(facts, name) for name in names]
    scheme = urlsplit(issuer).scheme
    if not all(places[:3]) or any(place and urlsplit(place).scheme != scheme for place in places):
        raise ProviderAway
    methods = facts.get("token_endpoint_auth_methods_supported")
    basic = not isinstance(methods, list) or "client_secret_basic" in methods
    answers = facts.get("authorization_response_iss_parameter_supported") is True
    authorization, token, keys, userinfo = places
    return Metadata(named, authorization, token, keys, userinfo, basic, answers, _sign_out(facts, scheme))


def _sign_out(facts: Mapping[str, object], scheme: str) -> str:
    """Nobody fails to come in for a place to sign out that is written badly: it is none."""
    place = text_of(facts, "end_session_endpoint")
    right = place.isascii() and place.isprintable() and " " not in place and urlsplit(place).scheme == scheme
    return place if right else ""


def fetch(url: str) -> Mapping[str, object]:
    """The mapping that stands there. Raises `ProviderAway`."""
    try:
        reply = Client(url).get("", {}, SECONDS)
        if reply.status != 200:
            raise ProviderAway
        return mapping(reply.json())
    except (Trouble, Garbage):
        raise ProviderAway from None


def text_of(facts: Mapping[str, object], name: str) -> str:
    """The text of that name; empty where it is none."""
    value = facts.get(name)
    return value if isinstance(value, str) else ""
