"""Which addresses are anybody's: one test an address that a webhook must never reach."""

from __future__ import annotations

from ipaddress import ip_address

import pytest

from models.values.networks import is_public, parse_ip, parse_networks

INSIDE = """
0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.255 100.64.0.1 127.0.0.1 127.255.255.254 169.254.169.254 172.16.0.1
172.31.255.255 192.0.0.8 192.0.0.170 192.0.2.1 192.31.196.1 192.52.193.1 192.88.99.1 192.168.0.1 192.175.48.1
198.18.0.1 198.19.255.255 198.51.100.1 203.0.113.1 224.0.0.1 239.255.255.250 240.0.0.1 255.255.255.255
:: ::1 ::ffff:127.0.0.1 ::ffff:8.8.8.8 ::127.0.0.1 ::ffff:0:127.0.0.1 64:ff9b::7f00:1 64:ff9b::808:808
64:ff9b:1::1 100::1 2001::1 2001:0:53aa:64c::1 2001:20::1 2001:db8::1 2002:7f00:1::1 2002:808:808::1
2620:4f:8000::1 3fff::1 fc00::1 fd12:3456::1 fe80::1 fe80::1%eth0 fec0::1 ff02::1 ff0e::1 5f00::1 4000::1
""".split()


@pytest.mark.parametrize("address", INSIDE)
def test_a_special_address_is_nobody_s(address):
    assert not is_public(ip_address(address))


@pytest.mark.parametrize(
    "address",
    ["8.8.8.8", "1.1.1.1", "172.32.0.1", "192.167.1.1", "100.128.0.1", "2606:4700::1111", "2a01:e0a::1"],
)
def test_an_address_of_the_internet_is_anybody_s(address):
    assert is_public(ip_address(address))


def test_a_network_that_was_named_is_let_through_and_its_neighbour_is_not():
    networks = parse_networks("10.20.0.0/16, fd00:20::/32")
    assert is_public(ip_address("10.20.1.1"), networks) and is_public(ip_address("fd00:20::1"), networks)
    assert not is_public(ip_address("10.21.1.1"), networks)
    assert not is_public(ip_address("::ffff:10.20.1.1"), networks)


def test_a_network_is_written_as_a_network():
    for text in ("10.0.0.1/8", "intranet", "10.0.0.0/33"):
        with pytest.raises(ValueError, match="does not appear|has host bits"):
            parse_networks(text)


def test_a_host_s_name_is_no_address():
    assert parse_ip("example.org") is None and str(parse_ip("[::1]")) == "::1"
