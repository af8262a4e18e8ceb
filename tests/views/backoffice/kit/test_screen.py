"""One row of a fleet behind a `Screen`: its detail, its forms, its actions; none commits by itself."""

from __future__ import annotations

import pytest
from lxml import html
from sqlalchemy import event

from models.kernel.base import db
from tests.support.fleet import BIG, Boat, make, names
from views.messages import REFUSALS


@pytest.mark.parametrize("bad", ["abc", "1,2", BIG, "-1", "", "0", "1.0", "١", "%00", "1&id=2"])
def test_a_malformed_id_is_a_page_that_does_not_exist(get, bad):
    get(f"/console/bateaux/details/?id={bad}", 404)
    get(f"/console/bateaux/edit/?id={bad}", 404)


def test_a_detail_without_an_id_does_not_exist(get):
    get("/console/bateaux/details/", 404)


@pytest.mark.parametrize("bad", ["abc", "1,2", BIG, "-1", "0", "%00"])
def test_a_malformed_id_of_an_action_does_not_exist(get, bad):
    get(f"/console/bateaux/{bad}/couler", 404)


def test_a_row_that_the_list_hides_has_no_detail_either(get, fleet):
    (hidden,) = fleet(make("Fantôme", hidden=True))
    assert names(get("/console/bateaux/")) == []
    get(f"/console/bateaux/details/?id={hidden}", 404)
    get(f"/console/bateaux/{hidden}/couler", 404)


def test_a_detail_shows_facts_history_and_only_the_actions_of_the_role(get, fleet):
    (boat,) = fleet(make("Abeille <b>", phone="+33235222525"))
    page = get(f"/console/bateaux/details/?id={boat}")
    assert page.xpath("//h1")[0].text == "Abeille <b>"
    shown = page.text_content()
    assert "0235222525" in shown  # the gaps are drawn
    assert "Nadia Lemoine" in shown and "Il flotte." in shown
    assert "Couler" in shown and "Approuver" not in shown


def test_a_refused_form_answers_422_and_keeps_what_was_typed(harbour):
    answer = harbour.test_client().post("/console/bateaux/new/", data={"name": "   "})
    assert answer.status_code == 422
    assert "Indiquez le nom." in answer.text


def test_a_refusal_of_the_models_stands_beside_its_field(harbour, monkeypatch):
    monkeypatch.setitem(REFUSALS, "Sunk", "Ce nom porte malheur.")
    answer = harbour.test_client().post("/console/bateaux/new/", data={"name": "Titanic"})
    page = html.document_fromstring(answer.text)
    assert answer.status_code == 422
    field = page.get_element_by_id("name")
    assert field.get("value") == "Titanic"
    assert "malheur" in page.get_element_by_id(field.get("aria-describedby")).text_content()


def test_a_creation_leads_to_the_detail(harbour):
    answer = harbour.test_client().post("/console/bateaux/new/", data={"name": "Abeille"})
    assert answer.status_code == 303
    assert answer.location.startswith("/console/bateaux/details/?id=")


def test_a_change_leads_to_the_detail(harbour, fleet):
    (boat,) = fleet(make("Abeille"))
    answer = harbour.test_client().post(f"/console/bateaux/edit/?id={boat}", data={"name": "Bourdon"})
    assert answer.status_code == 303
    with harbour.app_context():
        assert db.session.get(Boat, boat).name == "Bourdon"


def test_a_screen_commits_nothing_itself(harbour, monkeypatch):
    def counted(session):
        commits.append(bool(session.info.get("ours")))

    commits: list[bool] = []
    event.listen(db.session.session_factory.class_, "before_commit", counted)
    try:
        harbour.test_client().post("/console/bateaux/new/", data={"name": "Abeille"})
    finally:
        event.remove(db.session.session_factory.class_, "before_commit", counted)
    assert commits == [True]


def test_a_failed_constraint_tells_no_sql(harbour, fleet, monkeypatch):
    fleet(make("Abeille"))
    monkeypatch.setitem(harbour.config, "PROPAGATE_EXCEPTIONS", False)
    client = harbour.test_client()
    answer = client.post("/console/bateaux/new/", data={"name": "Abeille"})
    assert answer.status_code == 500 and "boats" not in answer.text and "Abeille" not in answer.text
    with client.session_transaction() as session:
        assert "_flashes" not in session


def test_an_action_asks_without_a_script_and_acts_on_the_post_alone(harbour, get, fleet):
    (boat,) = fleet(make("Abeille"))
    page = get(f"/console/bateaux/{boat}/couler")
    form = page.xpath("//form[contains(@class, 'b-confirm')]")[0]
    assert form.get("method") == "post" and form.xpath(".//input[@name='csrf_token']")
    assert "Couler Abeille" in form.text_content() and "Le garder" in form.text_content()
    assert not [name for node in page.iter() for name in node.attrib if name.startswith("on")]
    client = harbour.test_client()
    assert client.post(f"/console/bateaux/{boat}/couler", data={"reason": ""}).status_code == 422
    assert client.post(f"/console/bateaux/{boat}/couler", data={"reason": "Usé"}).status_code == 303
