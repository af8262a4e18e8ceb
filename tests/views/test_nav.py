"""The console's menu: one table, cut to what is served and allowed."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from flask import Flask

from models.permissions import Role
from views import nav, templating
from views.places import NAV

ENDPOINTS = [entry.endpoint for _, entries in NAV for entry in entries]


@pytest.fixture
def app() -> Flask:
    app = Flask("menu")
    for endpoint in [*ENDPOINTS, "companies.details_view", "palette.index"]:
        app.add_url_rule(f"/console/{endpoint}", endpoint, lambda: "")
    return app


def labels(app: Flask, role: Role, path: str = "/console/console.index") -> list[str]:
    with app.test_request_context(path):
        return [line.label for _, lines in nav.menu(SimpleNamespace(role=role)) for line in lines]


def test_each_role_sees_its_own_menu(app):
    agent, supervisor, admin = (set(labels(app, role)) for role in (Role.AGENT, Role.SUPERVISOR, Role.ADMIN))
    assert supervisor - agent == {
        "Pilotage",
        "Fermetures",
        "Parcours",
        "Contrôle",
        "Fusions",
        "Journal",
        "Points à cocher",
        "Questions d’audit",
        "Champs",
        "Changements",
    }
    assert admin - supervisor == {"Abonnements", "Agents", "Clés", "Envois", "Partenaires", "Textes"}
    assert "Concessions" in agent & supervisor & admin


def test_a_role_that_nobody_knows_sees_nothing(app):
    assert labels(app, "visitor") == []  # type: ignore[arg-type]


def test_the_screen_of_a_detail_is_the_current_one(app):
    with app.test_request_context("/console/companies.details_view"):
        here = [
            line for _, lines in nav.menu(SimpleNamespace(role=Role.AGENT)) for line in lines if line.here
        ]
    assert [line.label for line in here] == ["Structures"]


def test_the_search_leads_to_the_palette_else_to_the_concessions(app):
    with app.test_request_context("/"):
        assert nav.search_box() == ("/console/palette.index", "q")
    bare = Flask("bare")
    bare.add_url_rule("/console/concessions/", "concessions.index_view", lambda: "")
    with bare.test_request_context("/"):
        assert nav.search_box() == ("/console/concessions/", "search")


def test_every_line_has_its_sign():
    icons = (templating.STATIC / "icons.css").read_text()
    assert [e.icon for _, entries in NAV for e in entries if f".i-{e.icon}{{" not in icons] == []
