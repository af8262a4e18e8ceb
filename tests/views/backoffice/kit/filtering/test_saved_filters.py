"""A list offers the filters that were kept for it: saved from it, found above it, managed."""

from __future__ import annotations

import csv
import io

import pytest

from models.kernel.base import db
from models.permissions import Role
from models.staff import saved_filters
from models.staff.filter_rows import SavedFilter
from tests.support import people
from tests.support.racing.races import meanwhile
from tests.support.records import by, concession, events
from tests.views.backoffice.conftest import Page

LIST = "/console/concessions/?search=quai&etat=free&sort=0&desc=1"
NEW = "/console/filtres/nouveau?ecran=concessions&search=quai&etat=free&sort=0&desc=1"


@pytest.fixture
def client(browser, agent):
    return browser(agent)


def look(client, address):
    db.session.rollback()
    return Page(client, client.get(address))


def links(page, label="Filtres enregistrés"):
    found = page.doc.xpath(f"//nav[@aria-label='{label}']/a")
    return {" ".join(link.text_content().split()): link.get("href") for link in found}


def keep(client, name="Quais libres", **more):
    page = look(client, NEW)
    answer = client.post(NEW, data={"csrf_token": page.token, "name": name, **more})
    return Page(client, answer)


def test_a_narrowed_list_offers_to_keep_its_filter_and_then_shows_it(client):
    assert links(look(client, "/console/concessions/")) == {}
    assert list(links(look(client, LIST))) == ["Enregistrer ce filtre"]
    done = keep(client)
    assert done.status == 303 and done.location.startswith("/console/concessions/?")
    page = look(client, done.location)
    assert list(links(page)) == ["Quais libres", "Gérer les filtres"], "kept already: not offered again"
    assert page.doc.xpath("//nav[@aria-label='Filtres enregistrés']/a[@aria-current]/text()") == [
        "Quais libres"
    ]
    plain = look(client, "/console/concessions/")
    assert "Quais libres" in links(plain)
    assert not plain.doc.xpath("//nav[@aria-label='Filtres enregistrés']/a[@aria-current]")


def test_a_name_is_asked_and_a_taken_one_refused_with_what_was_typed(client):
    assert "Donnez un nom" in keep(client, "").text
    assert keep(client).status == 303
    again = keep(client, "quais LIBRES")
    assert again.status == 422 and "déjà un filtre de ce nom" in again.error("name")
    assert again.value("name") == "quais LIBRES"


def test_a_shared_filter_tells_whose_it_is_and_a_supervisor_may_take_it_away(client, browser, agent):
    keep(client, shared="y")
    supervisor = browser(people.staff(Role.SUPERVISOR))
    assert f"Quais libres de {agent.name}" in links(look(supervisor, "/console/concessions/"))
    page = look(supervisor, "/console/filtres/")
    [number] = page.ids
    assert look(supervisor, f"/console/filtres/{number}/").status == 404, "only the owner changes it"
    gone = f"/console/filtres/{number}/supprimer"
    assert "Vos collègues ne le verront plus" in look(supervisor, gone).text
    assert supervisor.post(gone, data={"csrf_token": page.token}).status_code == 303
    assert links(look(client, "/console/concessions/")) == {}


def test_a_colleague_neither_sees_nor_touches_a_private_one(client, browser):
    keep(client)
    other = browser(people.staff())
    assert links(look(other, "/console/concessions/")) == {}
    row = db.session.scalars(db.select(SavedFilter)).one()
    for address in (f"/console/filtres/{row.id}/", f"/console/filtres/{row.id}/supprimer"):
        assert look(other, address).status == 404


def test_a_filter_is_renamed_and_shared(client):
    keep(client)
    [number] = look(client, "/console/filtres/").ids
    address = f"/console/filtres/{number}/"
    token = look(client, address).token
    answer = client.post(address, data={"csrf_token": token, "name": "Quais", "shared": "y"})
    assert answer.status_code == 303
    assert "Quais partagé" in links(look(client, "/console/concessions/"))


def test_a_filter_whose_values_are_gone_breaks_no_list_and_says_so(client, agent):
    saved_filters.save(
        agent, "concessions", name="Vieux", query="etat=disparu", shared=False, actor=by(agent)
    )
    page = look(client, "/console/concessions/")
    assert page.status == 200 and "Vieux" not in page.text
    page = look(client, "/console/filtres/")
    assert "La liste ne connaît plus ces valeurs" in page.text


@pytest.mark.parametrize(
    "address",
    [
        "/console/filtres/nouveau",
        "/console/filtres/nouveau?ecran=rien&search=x",
        "/console/filtres/nouveau?ecran=concessions",
        "/console/filtres/nouveau?ecran=concessions&etat=disparu",
        "/console/filtres/nouveau?ecran=portal&search=x",
        "/console/filtres/0/",
        "/console/filtres/abc/supprimer",
    ],
)
def test_nonsense_is_a_page_that_does_not_exist(client, address):
    assert look(client, address).status == 404


def test_a_list_that_the_role_may_not_see_keeps_no_filter(client):
    assert look(client, "/console/filtres/nouveau?ecran=audit&search=x").status == 403
    [event] = events("refused")
    assert event.actor_kind == "agent" and "/console/filtres/nouveau" in event.detail.reason


def test_an_export_holds_exactly_the_rows_of_a_saved_filter_in_its_order(browser):
    for number in range(4):
        concession(title=f"Quai {number}")
    concession(title="Bassin")
    concession(title="Quai clos", closed=True)
    client = browser(people.staff(Role.SUPERVISOR))
    address = keep(client).location
    shown = look(client, address)
    titles = [link.text_content().strip() for link in shown.doc.xpath("//a[@class='b-link']")]
    assert titles == ["Quai 3", "Quai 2", "Quai 1", "Quai 0"]
    exported = client.get(address.replace("/concessions/?", "/concessions/export/csv/?"))
    rows = list(csv.reader(io.StringIO(exported.data.decode("utf-8-sig")), delimiter=";"))
    assert [row[0] for row in rows[1:]] == titles
    assert f"Exporter {len(titles)}" in shown.text.replace("\u00a0", " ")


@pytest.mark.parametrize("step", ["", "supprimer"])
def test_a_filter_that_somebody_has_just_removed_is_said_so(app, client, agent, monkeypatch, step):
    keep(client)
    row = db.session.query(SavedFilter).one()
    address = f"/console/filtres/{row.id}/{step}"
    page = look(client, address)
    seen = saved_filters.find_for

    def find_then_lose(*args):
        found = seen(*args)
        boss = by(agent)
        meanwhile(app, lambda: saved_filters.remove(db.session.get(SavedFilter, row_id), actor=boss))
        return found

    row_id = row.id
    monkeypatch.setattr(saved_filters, "find_for", find_then_lose)
    answer = Page(client, client.post(address, data={"csrf_token": page.token, "name": "Autre"}))
    monkeypatch.undo()
    assert answer.status == 303
    assert "vient d’être supprimé" in look(client, answer.location).text
