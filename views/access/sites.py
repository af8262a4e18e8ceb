"""Which of the two sites an address belongs to, and on which host each is served."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import current_app, request

from models.kernel.actors import Site

_ORIGINS = {Site.PORTAL: "PUBLIC_URL", Site.BACKOFFICE: "CONSOLE_URL"}
_USUAL_PORTS = {"http": 80, "https": 443}


def in_console() -> bool:
    """Whether the address stands under the console's path."""
    return is_console(request.path)


def is_api(path: str) -> bool:
    """Whether a path is one that programs call; they are the console's machines, on its host."""
    return path == "/api" or path.startswith("/api/")


def site_of_path() -> Site:
    """The site to which the address belongs by its path."""
    return Site.BACKOFFICE if in_console() or is_api(request.path) else Site.PORTAL


def is_console(path: str) -> bool:
    """Whether a path stands under the console's path."""
    return path == "/console" or path.startswith("/console/")


def address_on(site: Site, path: str) -> str:
    """An address on one of the sites, which may have a host of its own."""
    origin = str(current_app.config[_ORIGINS[site]]).rstrip("/")
    return path if _host_of(site) == _host_of(_other(site)) else f"{origin}{path}"


def site_of_host() -> Site | None:
    """The site whose host the request names, where each has its own; None for a host that is neither's.

    Where both share a host, the path alone says which it is.
    """
    here = site_of_path()
    hosts = {_host_of(site): site for site in Site}
    if len(hosts) < len(Site):
        return here
    if len({name for name, _ in hosts}) == len(Site):  # a proxy may leave the port out
        hosts, host = {(name, 0): site for (name, _), site in hosts.items()}, (_host_of_request()[0], 0)
    else:
        host = _host_of_request()
    return hosts.get(host)


def _other(site: Site) -> Site:
    return Site.PORTAL if site is Site.BACKOFFICE else Site.BACKOFFICE


def _host_of(site: Site) -> tuple[str, int]:
    return _host(str(current_app.config.get(_ORIGINS[site], "")))


def _host_of_request() -> tuple[str, int]:
    return _host(f"{request.scheme}://{request.host}")


def _host(origin: str) -> tuple[str, int]:
    try:
        parts = urlsplit(origin)
        return (parts.hostname or "").rstrip("."), parts.port or _USUAL_PORTS.get(parts.scheme, 0)
    except ValueError:
        return "", 0
