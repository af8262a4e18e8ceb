"""Administrators keep the partners' list in the console."""

from __future__ import annotations

from models.road_openings import orders
from models.road_openings.orders.partners import list_partners
from tests.support.records import by

HERE = "/console/partenaires/"


def test_partners_are_added_changed_and_removed(desk, admin):
    console = desk(admin)
    page = console.send(HERE, name="Pompiers", email="prevision@example.org").follow()
    assert "Pompiers recevra les arrêtés." in page.text and page.ids
    page = console.send(HERE, name="SDIS", email="prevision@example.org")
    assert page.status == 422 and page.error("email")
    assert console.send(HERE, name="", email="bus@example.org").error("name")
    [made] = list_partners()
    page = console.send(f"{HERE}{made.id}/modifier", name="SDIS", email="ordres@example.org")
    assert page.status == 303 and "ordres@example.org" in page.follow().text
    page = console.open(HERE)
    sent = console.post(f"{HERE}{made.id}/retirer", {"csrf_token": page.token})
    assert "ne recevra plus" in sent.follow().text and not list_partners()


def test_whoever_read_an_older_page_overwrites_nothing(desk, admin):
    made = orders.add("Pompiers", "prevision@example.org", actor=by(admin))
    console = desk(admin)
    form = console.open(f"{HERE}{made.id}/modifier").form("name")
    orders.change(made, name="SDIS", email="prevision@example.org", version=1, actor=by(admin))
    page = console.post(f"{HERE}{made.id}/modifier", form | {"name": "Bus"})
    assert page.status == 422 and list_partners()[0].name == "SDIS"


def test_others_have_no_such_page(desk, agent, supervisor):
    for person in (agent, supervisor):
        assert desk(person).open(HERE).status == 403
