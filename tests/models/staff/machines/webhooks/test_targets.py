"""An address that programs may be told at is written well and leads into nobody's own network."""

from __future__ import annotations

import pytest

from models.staff.machines.webhooks import TargetNotSecure, TargetPrivate, TargetRefused, Targets
from models.values.networks import parse_networks

SAFE = Targets()


@pytest.mark.parametrize(
    "url",
    [
        "https://recepteur.example.org/bascule?a=b",
        "https://recepteur.example.org:8443/",
        "https://8.8.8.8/x",
        "https://[2606:4700::1111]/x",
    ],
)
def test_an_address_of_the_internet_is_taken(url):
    assert SAFE.parse(f" {url} ") == url


@pytest.mark.parametrize(
    "url",
    [
        "",
        "recepteur.example.org",
        "ftp://example.org/",
        "file:///etc/passwd",
        "gopher://example.org",
        "https://",
        "https:///x",
        "https://user:secret@example.org/",
        "https://example.org@127.0.0.1/",
        "https://example.org/#fragment",
        "https://example.org:0/",
        "https://example.org:99999/",
        "https://exa mple.org/",
        "https://example.org/é",
        "https://exämple.org/",
        "https://example.org/\nHost: x",
        "https://2130706433/",
        "https://0x7f000001/",
        "https://127.1/",
        "https://0177.0.0.1/",
        "https://[::1%25eth0]/",
        "https://example.org/" + "x" * 500,
    ],
)
def test_what_is_no_such_address_is_refused(url):
    with pytest.raises(TargetRefused):
        SAFE.parse(url)


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "10.0.0.1", "[::1]", "[::ffff:8.8.8.8]", "169.254.169.254", "localhost", "LOCALHOST."]
    + ["x.localhost", "imprimante.local", "base.internal"],
)
def test_an_address_of_a_house_is_refused(host):
    with pytest.raises(TargetPrivate):
        SAFE.parse(f"https://{host}/x")


def test_in_production_only_https_is_called():
    with pytest.raises(TargetNotSecure):
        SAFE.parse("http://example.org/")
    assert Targets(plain=True).parse("http://example.org/")


def test_a_network_that_was_named_is_reached():
    inside = Targets(networks=parse_networks("10.20.0.0/16"))
    assert inside.parse("https://10.20.3.4/x")
    with pytest.raises(TargetPrivate):
        inside.parse("https://10.21.3.4/x")
