"""What every answer carries, whatever it is."""

from __future__ import annotations

import pytest

ANSWERS = ("/", "/nulle-part", "/console/", "/static/bascule.css", "/sante", "/connexion?next=//evil")


@pytest.mark.parametrize("address", ANSWERS)
def test_every_answer_is_hardened(client, address):
    headers = client.get(address).headers
    policy = headers["Content-Security-Policy"]
    for part in (
        "default-src 'none'",
        "style-src 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "form-action 'self'",
    ):
        assert part in policy
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert headers["X-Request-Id"]
    assert "Strict-Transport-Security" not in headers


def test_under_https_browsers_are_told_to_stay_there(make_app):
    client = make_app(public_url="https://pro.example.org").test_client()
    for address in ANSWERS:
        assert "max-age=31536000" in client.get(address).headers["Strict-Transport-Security"]


@pytest.mark.parametrize("address", ["/activation/abc", "/mot-de-passe/abc", "/console/invitation/abc"])
def test_the_address_of_a_secret_link_is_told_to_nobody(client, address):
    assert client.get(address).headers["Referrer-Policy"] == "no-referrer"


def test_pages_are_not_kept_and_files_are(client, browser, account):
    assert browser(account).get("/tableau-de-bord").headers["Cache-Control"] == "no-store"
    assert client.get("/connexion").headers["Cache-Control"] == "no-store"
    assert client.get("/nulle-part").headers["Cache-Control"] == "no-store"
    assert client.get("/static/rien.css").headers["Cache-Control"] == "no-store"
    assert "immutable" in client.get("/static/bascule.css?v=1").headers["Cache-Control"]
    assert "max-age=86400" in client.get("/static/bascule.css").headers["Cache-Control"]


def test_the_host_header_makes_no_link(client, browser, agent):
    evil = {"Host": "evil.example.org"}
    assert "evil.example.org" not in client.get("/", headers=evil).text
    answer = browser(agent).get("/console", headers=evil)
    assert "evil" not in (answer.location or "")
    assert client.get("/console/", headers=evil).location.startswith("/console/connexion")


@pytest.mark.parametrize(
    ("proxies", "seen"), [("0", "127.0.0.1"), ("1", "203.0.113.9"), ("2", "198.51.100.7")]
)
def test_forwarded_addresses_count_from_known_proxies_only(make_app, caplog, proxies, seen):
    client = make_app(trusted_proxies=proxies).test_client()
    with caplog.at_level("INFO"):
        client.get("/", headers={"X-Forwarded-For": "198.51.100.7, 203.0.113.9"})
    assert seen in caplog.text


def test_the_log_tells_the_rule_and_never_the_address(client, caplog):
    with caplog.at_level("INFO"):
        client.get("/activation/a-secret-of-a-link")
        client.get("/console/concessions/?search=Durand")
    assert "/activation/" in caplog.text
    assert "a-secret-of-a-link" not in caplog.text
    assert "Durand" not in caplog.text


def test_pictures_come_from_ourselves_and_from_the_host_of_the_tiles_alone(client, make_app):
    assert "img-src 'self' data:;" in client.get("/").headers["Content-Security-Policy"]
    tiled = make_app(tiles_url="https://tiles.example.org/{z}/{x}/{y}.png").test_client()
    policy = tiled.get("/").headers["Content-Security-Policy"]
    assert "img-src 'self' https://tiles.example.org data:;" in policy
    assert policy.count("tiles.example.org") == 1
