"""The reader's choice of light and keys."""

from __future__ import annotations

import pytest
from flask import Flask, request

from views import display
from views.display import Display


@pytest.fixture
def app() -> Flask:
    app = Flask("light")
    app.add_url_rule("/affichage", "portal.display", display.choose, methods=["POST"])
    app.add_url_rule("/console/affichage", "backoffice.display", display.choose, methods=["POST"])
    return app


def test_the_choice_is_kept_and_leads_back(app):
    client = app.test_client()
    answer = client.post("/affichage", data={"theme": "dark", "next": "/aide?x=1"})
    assert (answer.status_code, answer.location) == (303, "/aide?x=1")
    cookie = client.get_cookie("affichage")
    assert cookie is not None and cookie.http_only and cookie.value == "dark.0.roomy"


def test_without_a_way_back_the_choice_leads_to_the_page_it_came_from(app):
    client = app.test_client()
    page = {"Referer": "http://localhost/aide?x=1"}
    assert client.post("/affichage", data={"theme": "dark"}, headers=page).location == "/aide?x=1"
    elsewhere = {"Referer": "http://evil.example/aide"}
    assert client.post("/affichage", data={"theme": "dark"}, headers=elsewhere).location == "/"


def test_the_choice_is_read_again(app):
    with app.test_request_context("/", headers={"Cookie": "affichage=light.0"}):
        assert display.read(request) == Display("light", keys=False)


def test_the_density_alone_changes_nothing_else(app):
    client = app.test_client()
    client.post("/console/affichage", data={"theme": "dark"})
    client.post("/console/affichage", data={"density": "compact"})
    assert client.get_cookie("affichage").value == "dark.0.compact"
    client.post("/console/affichage", data={"theme": "auto", "keys": "1"})
    assert client.get_cookie("affichage").value == "auto.1.compact"


def test_an_unknown_density_is_a_bad_request(app):
    assert app.test_client().post("/affichage", data={"density": "none"}).status_code == 400


def test_an_older_cookie_is_read_too(app):
    with app.test_request_context("/", headers={"Cookie": "affichage=dark.0"}):
        assert display.read(request) == Display("dark", keys=False, density="roomy")


def test_an_unknown_light_is_a_bad_request(app):
    assert app.test_client().post("/affichage", data={"theme": "pink"}).status_code == 400


@pytest.mark.parametrize("cookie", ["", "pink.1", "....", "é", "dark.x"])
def test_an_odd_cookie_harms_nothing(app, cookie):
    with app.test_request_context("/", headers={"Cookie": f"affichage={cookie}"}):
        assert display.read(request).keys


def test_automatic_forces_nothing():
    assert Display().forced is None and Display("dark").forced == "dark"


@pytest.mark.parametrize(("address", "home"), [("/affichage", "/"), ("/console/affichage", "/console/")])
@pytest.mark.parametrize(
    "target", ["//evil.example", "https://evil.example", "/\\evil", "/a\nb", "evil", "//[", ""]
)
def test_no_choice_leads_off_the_site(app, address, home, target):
    answer = app.test_client().post(address, data={"theme": "dark", "next": target})
    assert answer.location == home
