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
