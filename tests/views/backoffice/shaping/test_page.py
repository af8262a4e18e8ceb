"""Changes of the shapes: who asks, who decides, what differs; the file, exported, tried and applied."""

from __future__ import annotations

from io import BytesIO

import pytest

from models.shaping.kinds.custom_field import NAME as KIND
from models.shaping.queries import list_changes
from tests.support import people
from tests.support.added_fields import CONTRACT, add, held

ROOM = "/console/reglages/"
FILE = (
    f"bascule: 1\n{KIND}:\n  {CONTRACT}:\n    noun: concession\n    label: Numéro de marché\n    type: text\n"
)


def post(client, address, page, **typed):
    return client.post(address, data={"csrf_token": people.csrf(client, page), **typed})


def send(client, text, **typed):
    return post(
        client, f"{ROOM}appliquer", f"{ROOM}appliquer", file=(BytesIO(text.encode()), "r.yaml"), **typed
    )


def test_a_change_waits_for_a_supervisor_who_sees_what_differs(app, by_two, asker, supervisor, browser):
    add(actor=asker)
    [change] = list_changes()
    desk, page = browser(supervisor), f"{ROOM}historique/{change.id}"
    assert "Attendent une décision" in desk.get(ROOM).text
    assert "Numéro de marché" in desk.get(page).text and "Mettre en service" in desk.get(page).text
    assert post(desk, f"{page}/approuver", page).status_code == 303
    assert list(held()) == [CONTRACT] and "Mis en service par" in desk.get(page).text


def test_who_asked_does_not_decide_but_takes_it_back(app, by_two, asker, admin, browser):
    add(actor=asker)
    [change] = list_changes()
    own, page = browser(admin), f"{ROOM}historique/{change.id}"
    assert "Mettre en service" not in own.get(page).text and "Retirer ma proposition" in own.get(page).text
    assert post(own, f"{page}/approuver", page).status_code == 403
    assert post(own, f"{page}/refuser", page).status_code == 422
    assert post(own, f"{page}/refuser", page, reason="Je me suis trompé").status_code == 303
    assert held() == {} and list_changes()[0].state == "refused"


def test_a_change_is_undone_and_a_version_put_back(app, asker, admin, browser):
    add(actor=asker)
    client, field = browser(admin), f"{ROOM}champs/{CONTRACT}"
    page = f"{ROOM}historique/{list_changes()[0].id}"
    assert post(client, f"{page}/annuler", page).status_code == 303 and held() == {}
    assert "Remettre" in client.get(field).text
    first = list_changes()[-1].versions[0].id
    assert post(client, f"{ROOM}versions/{first}/remettre", field).status_code == 303
    assert list(held()) == [CONTRACT]
    page = client.get(f"{ROOM}historique/")
    assert page.status_code == 200 and "Tous les changements" in page.text


def test_a_file_is_tried_then_applied_and_comes_back_the_same(app, admin, browser):
    client = browser(admin)
    tried = send(client, FILE, dry_run="y")
    assert tried.status_code == 200 and "Rien n’a été changé" in tried.text and held() == {}
    assert send(client, FILE).status_code == 303 and list(held()) == [CONTRACT]
    assert client.get(f"{ROOM}export").text == FILE
    assert "Rien ne change" in send(client, FILE).text


@pytest.mark.parametrize("text", ["", "bascule: 1\nroof: {}", FILE.replace("text", "smell")], ids=len)
def test_a_file_that_is_not_ours_is_refused_on_its_page(app, admin, browser, text):
    assert send(browser(admin), text).status_code == 422 and held() == {}


def test_a_change_or_a_version_that_is_not_there_is_a_page_that_does_not_exist(app, admin, browser):
    client = browser(admin)
    assert [client.get(f"{ROOM}{path}").status_code for path in ("historique/9", "champs/rien")] == [404, 404]
    assert client.get(f"{ROOM}historique/?avant=x").status_code == 404
    assert "n’existe pas" in client.get(post(client, f"{ROOM}versions/9/remettre", ROOM).location).text
