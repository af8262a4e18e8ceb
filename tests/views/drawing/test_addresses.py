"""Addresses built once: the same as werkzeug's, for what anybody may type."""

from __future__ import annotations

import pytest
from flask import Flask, url_for

from views.drawing import addresses


@pytest.fixture
def app():
    app = Flask("addresses")
    app.add_url_rule("/liste/", "rows", lambda: "")
    app.add_url_rule("/fichiers/<path:filename>", "files", lambda filename: "")
    return app


@pytest.mark.parametrize(
    "query",
    [{}, {"search": "a&b=c d"}, {"search": "é/«»?#%+"}, {"sort": "0", "desc": "1", "search": "!$'()*,:;@"}],
)
def test_the_address_of_a_list_is_the_one_that_the_router_builds(app, query):
    with app.test_request_context("/"):
        assert addresses.asking(addresses.fixed("rows"), query) == url_for("rows", **query)


def test_an_address_built_once_is_that_of_its_values_and_root(app):
    for root in ("", "/sous", ""):
        with app.test_request_context("/", environ_overrides={"SCRIPT_NAME": root}):
            for name in ("a.css", "b.css", "a.css"):
                assert addresses.fixed("files", filename=name, v="1") == f"{root}/fichiers/{name}?v=1"


@pytest.fixture
def numbered(app):
    app.add_url_rule("/lignes/<number>/", "row", lambda number: "")
    changed = app.view_functions["row"]
    app.add_url_rule("/lignes/<number>/", "changed", changed, methods=["POST"])
    app.add_url_rule("/lignes/<number>/change", "changed", changed, methods=["GET"])
    return app


ADDRESSES: list[tuple[str, dict[str, object]]] = [
    ("row", {"number": 7}),
    ("row", {"number": 7, "apres": 12}),
    ("row", {"number": -7}),
    ("row", {"number": "7 %s é"}),
    ("row", {"number": 7, "oui": True}),
    ("row", {"number": 7, "_anchor": "%(x)d"}),
    ("changed", {"number": 7}),
    ("rows", {"page": 100}),
    (".rows", {}),
]


def test_an_address_of_numbers_is_the_one_that_the_router_builds(numbered):
    def built() -> list[str]:
        found = []
        for method, root in (("GET", ""), ("POST", ""), ("GET", "/sous%20x")):
            place = {"SCRIPT_NAME": root}
            with numbered.test_request_context("/", method=method, environ_overrides=place):
                found += [url_for(endpoint, **values) for endpoint, values in ADDRESSES]
        return found

    router = built()
    addresses.install(numbered)
    assert built() == built() == router


def test_the_router_is_asked_once_for_an_address_of_numbers(numbered, monkeypatch):
    addresses.install(numbered)
    with numbered.test_request_context("/"):
        assert url_for("row", number=1) == "/lignes/1/"
        monkeypatch.setattr("werkzeug.routing.MapAdapter.build", None)
        assert url_for("row", number=2) == "/lignes/2/"
