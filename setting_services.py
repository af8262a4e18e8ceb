"""The services of others that an installation asks: directories, document store, sign-in, map tiles."""

from __future__ import annotations

import pkgutil
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from urllib.parse import urlsplit

from setting_values import (
    SettingError,
    demand_https,
    is_loopback,
    parse_base_url,
    parse_yes_or_no,
    split_address,
)

LOCAL = "local"
"""The directory that is always there: what this installation holds itself."""

_CLIENTS = Path(__file__).with_name("console") / "directories" / "clients"
"""A file for each of the others, which bears its name."""


@dataclass(frozen=True)
class Service:
    """A directory to ask: its address where that is not the usual one, and its key."""

    name: str
    url: str | None
    key: str | None = field(repr=False)


@dataclass(frozen=True)
class Objects:
    """The server that speaks S3: where it is, if not Amazon's, and who we are to it."""

    endpoint: str | None
    region: str
    key: str | None
    secret: str | None = field(repr=False)


@dataclass(frozen=True)
class Provider:
    """Who may say which member of staff comes: an issuer of OpenID Connect, and who we are to it."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    strong: tuple[str, ...]
    """The values of `acr` that stand for two factors."""

    vouches: bool
    """Whether each address that it names was proved, though it does not say so itself."""


@dataclass(frozen=True)
class Tiles:
    """Who has pictures of the ground: an address that holds `{z}`, `{x}` and `{y}`, and whom they credit."""

    url: str
    credit: str

    @property
    def origin(self) -> str:
        """Scheme and host, as a policy names them."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}"


def directories() -> tuple[str, ...]:
    """What can be asked about companies: what is at hand, then the clients, by the names of their files."""
    found = (module.name.replace("_", "-") for module in pkgutil.iter_modules([str(_CLIENTS)]))
    return LOCAL, *sorted(found)


def parse_directories(values: Mapping[str, str], env: str) -> tuple[Service, ...]:
    """The directories to ask, in their order. Raises `SettingError`, as all of these."""
    listed = values.get("BASCULE_DIRECTORY", LOCAL).split(",")
    names = tuple(dict.fromkeys(name.strip() for name in listed if name.strip()))
    known = directories()
    unknown = [name for name in names if name not in known]
    if unknown or not names:
        fault = f"names {unknown[0]!r}" if unknown else "is empty"
        raise SettingError(f"BASCULE_DIRECTORY {fault}: it is a list among {', '.join(known)}.")
    shared = parse_base_url("BASCULE_DIRECTORY_URL", values.get("BASCULE_DIRECTORY_URL"))
    return tuple(_service(name, shared, values, env) for name in names)


def _needs_key(name: str) -> bool:
    # Asked of the client itself, and only where no key is set: whoever reads settings knows no client.
    if name == LOCAL:
        return False
    return bool(import_module(f"console.directories.clients.{name.replace('-', '_')}").CLIENT.needs_key)


def _service(name: str, shared: str | None, values: Mapping[str, str], env: str) -> Service:
    """Its own address wins over the one that is shared, which is meant for the only service of the list."""
    prefix = f"BASCULE_{name.upper().replace('-', '_')}"
    key = values.get(f"{prefix}_KEY")
    if env == "production" and not key and _needs_key(name):
        raise SettingError(f"{prefix}_KEY is missing: BASCULE_DIRECTORY names {name}, which asks for a key.")
    return Service(name, parse_base_url(f"{prefix}_URL", values.get(f"{prefix}_URL")) or shared, key)


def parse_objects(values: Mapping[str, str], env: str) -> Objects:
    """The server of the documents, where they lie in one that speaks S3."""
    name, key, secret = "BASCULE_S3_ENDPOINT", values.get("BASCULE_S3_KEY"), values.get("BASCULE_S3_SECRET")
    endpoint = parse_base_url(name, values.get(name))
    if endpoint:
        demand_https(name, split_address(name, endpoint), env)
    if bool(key) != bool(secret):
        raise SettingError("BASCULE_S3_KEY and BASCULE_S3_SECRET go together: give both, or none.")
    return Objects(endpoint, values.get("BASCULE_S3_REGION", "us-east-1"), key, secret)


STRONG = (
    "eidas2",
    "eidas3",
    "https://proconnect.gouv.fr/assurance/self-asserted-2fa",
    "https://proconnect.gouv.fr/assurance/consistency-checked-2fa",
    "https://proconnect.gouv.fr/assurance/certification-2fa",
)
"""What ProConnect says in `acr` where two factors were given (its documentation, *Niveaux ACR*)."""


def parse_provider(values: Mapping[str, str], env: str) -> Provider | None:
    """The identity provider, told whole or not at all."""
    names = ("BASCULE_OIDC_ISSUER", "BASCULE_OIDC_CLIENT_ID", "BASCULE_OIDC_CLIENT_SECRET")
    given = [values.get(name, "") for name in names]
    if not any(given):
        return None
    if not all(given):
        raise SettingError(f"{', '.join(names)} go together: give all three, or none.")
    issuer = parse_base_url(names[0], given[0]) or ""
    demand_https(names[0], split_address(names[0], issuer), env)
    strong = tuple(values.get("BASCULE_OIDC_ACR", "").split()) or STRONG
    vouches = parse_yes_or_no("BASCULE_OIDC_VOUCHES", values.get("BASCULE_OIDC_VOUCHES"), False)
    return Provider(issuer, given[1], given[2], strong, vouches)


def parse_tiles(values: Mapping[str, str], env: str) -> Tiles | None:
    """Whose pictures lie under the map; nobody's unless told. The demonstration leaves no machine."""
    name = "BASCULE_TILES_URL"
    if (url := values.get(name)) is None:
        return None
    parts = split_address(name, url)
    plain = re.fullmatch(r"[A-Za-z0-9.-]+(:[0-9]+)?", parts.netloc) and not re.search(r"[\s;\"'<>]", url)
    if parts.scheme not in ("http", "https") or not plain:
        raise SettingError(
            f"{name} must be an address such as https://tiles.example.org/{{z}}/{{x}}/{{y}}.png."
        )
    if not all(f"{{{part}}}" in url for part in "zxy"):
        raise SettingError(f"{name} must hold {{z}}, {{x}} and {{y}}.")
    if env == "demo" and not is_loopback(parts.hostname or ""):
        raise SettingError(
            f"{name} must be a loopback address in the demonstration, which leaves no machine."
        )
    demand_https(name, parts, env)
    return Tiles(url, values.get("BASCULE_TILES_CREDIT", ""))
