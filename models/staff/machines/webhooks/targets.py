"""Where a program may be told: an address that is written well, and leads into nobody's own network."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from models.kernel.errors import DomainError
from models.values.networks import Network, is_public, parse_ip

LONGEST = 500

_HOST = re.compile(r"[a-z0-9._-]+|\[[0-9a-f:.]+\]", re.IGNORECASE)


class TargetRefused(DomainError):
    """This is no address that can be called."""

    field = "url"


class TargetNotSecure(DomainError):
    """In production only https is called."""

    field = "url"


class TargetPrivate(DomainError):
    """The address leads into a network of a house."""

    field = "url"


@dataclass(frozen=True)
class Targets:
    """What this installation calls: by https alone or not, and which private networks it may reach."""

    plain: bool = False
    networks: tuple[Network, ...] = ()
    stays: bool = False
    """Whether nothing leaves this machine: the demonstration's."""

    def parse(self, url: str) -> str:
        """The address as it is called; names are looked up when it is.

        Raises `TargetRefused`, `TargetNotSecure`, `TargetPrivate`.
        """
        url = url.strip()
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            raise TargetRefused from None
        host = parts.hostname or ""
        netloc = parts.netloc if port is None else parts.netloc.rpartition(":")[0]
        if parts.scheme not in ("http", "https") or not _HOST.fullmatch(netloc) or port == 0:
            raise TargetRefused
        if len(url) > LONGEST or parts.fragment or not url.isascii() or not url.isprintable() or " " in url:
            raise TargetRefused
        if parts.scheme != "https" and not self.plain:
            raise TargetNotSecure
        self._check_host(host)
        return url

    def _check_host(self, host: str) -> None:
        address = parse_ip(host)
        if address is None and _ends_in_number(host):
            raise TargetRefused  # `2130706433`, `0x7f.1`: some resolvers read an address in it
        name = host.rstrip(".").lower()
        local = name == "localhost" or name.endswith((".localhost", ".local", ".internal"))
        if address is not None and not is_public(address, self.networks):
            raise TargetPrivate
        if local and not self.networks:
            raise TargetPrivate


def _ends_in_number(host: str) -> bool:
    """Whether the last part of a name is a number, which no domain's is (RFC 3696, 2)."""
    last = host.rstrip(".").rpartition(".")[2]
    return last.isdigit() or last.startswith("0x")
