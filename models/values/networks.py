"""Which addresses of the internet are anybody's: those that lead back to a house are none."""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

UNICAST = ip_network("2000::/3")
"""All that IPv6 gives out as addresses of single machines; what stands elsewhere is special."""

CLOSED: tuple[Network, ...] = tuple(
    ip_network(network)
    for network in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.31.196.0/24",
        "192.52.193.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "192.175.48.0/24",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
        "2001::/23",
        "2001:db8::/32",
        "2002::/16",
        "2620:4f:8000::/48",
        "3fff::/20",
    )
)
"""IANA's registries of special purposes, named here: Python's own list differs from release to release.

Beyond `UNICAST` stand loopback, link-local, private, multicast, NAT64, what maps or embeds IPv4. 6to4 and
Teredo, which embed it too, stand inside.
"""


def parse_networks(text: str) -> tuple[Network, ...]:
    """Networks as they are written, between commas: `10.20.0.0/16, fd00::/8`. Raises `ValueError`."""
    return tuple(ip_network(part.strip()) for part in text.split(",") if part.strip())


def parse_ip(host: str) -> Address | None:
    """The address that stands in the place of a host's name, if one does."""
    try:
        return ip_address(host.strip("[]"))
    except ValueError:
        return None


def is_public(address: Address, allowed: Iterable[Network] = ()) -> bool:
    """Whether this leads out of every house, or into a network that was named."""
    if any(address in network for network in allowed):
        return True
    if isinstance(address, IPv6Address) and (address.scope_id is not None or address not in UNICAST):
        return False
    return not any(address in network for network in CLOSED)
