"""Closed until opened: methods, templates, files and doors of Flask-Admin that a screen does not open."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from models.permissions import Role
from tests.support.fleet import Boats, make
from views import access, templating
from views.access import gate


def test_a_method_that_declares_no_permission_has_no_address(harbour):
    rules = {rule.endpoint for rule in harbour.url_map.iter_rules()}
    assert {r for r in rules if r.startswith("sheds.")} == {"sheds.index_view"}


def test_nothing_of_flask_admins_ajax_actions_or_deletion_is_left(harbour):
    ends = {rule.endpoint.partition(".")[2] for rule in harbour.url_map.iter_rules()}
    assert ends.isdisjoint({"ajax_update", "ajax_lookup", "action_view", "delete_view"})


def test_flask_admins_static_files_are_not_served(harbour):
    rules = [str(rule) for rule in harbour.url_map.iter_rules() if "static" in str(rule)]
    assert sorted(rules) == ["/static/<path:filename>", "/static/bootstrap.css", "/static/labels.css"]


@pytest.mark.parametrize(
    ("role", "url", "status"),
    [
        (Role.ADMIN, "/console/bateaux/", 200),
        (Role.ADMIN, "/console/bateaux/new/", 403),
        (Role.AGENT, "/console/bateaux/export/csv/", 403),
        (Role.AGENT, "/console/hangars/", 403),
    ],
)
def test_each_method_asks_for_its_own_permission(get, person, role, url, status):
    person.role = role
    get(url, status)


def test_a_view_refuses_even_when_nobody_guarded_the_door(harbour, get, monkeypatch):
    monkeypatch.setattr(access, "current_agent", lambda: None)
    get("/console/bateaux/", 403)


def test_a_grave_action_asks_the_second_factor_again(harbour, fleet, person, monkeypatch):
    person.role = Role.SUPERVISOR
    old = SimpleNamespace(record=SimpleNamespace(is_fresh=False))
    monkeypatch.setattr(gate, "current_session", lambda: old)
    (boat,) = fleet(make("Abeille"))
    assert harbour.test_client().post(f"/console/bateaux/{boat}/approuver").status_code == 303


def test_no_stock_template_can_be_found(harbour):
    import flask_admin

    stock = Path(flask_admin.__file__).parent / "templates"
    for path in stock.rglob("*.html"):
        name = str(path.relative_to(stock / "bootstrap4"))
        if name in harbour.jinja_env.list_templates():
            assert str(stock) not in (harbour.jinja_env.get_template(name).filename or "")


def test_every_template_that_a_screen_names_is_ours(harbour):
    named = [getattr(Boats, name) for name in dir(Boats) if name.endswith("_template")]
    for name in named:
        assert str(templating.TEMPLATES) in (harbour.jinja_env.get_template(name).filename or "")


def test_a_type_error_of_ours_is_not_hidden_by_a_second_call(harbour, fleet, person):
    person.role = Role.SUPERVISOR
    (boat,) = fleet(make("Abeille"))
    with pytest.raises(TypeError, match="ours"):
        harbour.test_client().post(f"/console/bateaux/{boat}/approuver")


def test_the_first_page_is_ours(get):
    assert get("/console/").xpath("//h1")[0].text == "Tableau de bord"
