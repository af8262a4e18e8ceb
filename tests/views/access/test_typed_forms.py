"""What was typed too late is given back to whoever typed it: shown, never executed, never a secret."""

from __future__ import annotations

import re
from datetime import timedelta
from io import BytesIO

import lxml.html
import pytest

from models.companies.queries import find_company_by_siret
from models.kernel.access.sessions import LONGEST, Session
from models.kernel.base import db
from models.kernel.transactions import transaction
from models.road_openings import RoadOpeningRequest
from tests.support import people, portal, road_works
from views.access.typed_forms import LARGEST, SECRET, TYPED
from views.fields import Code, Form, Secret

pytestmark = pytest.mark.both_engines("what was typed waits in a row")

HERE = {"Origin": "http://localhost"}
"""What a browser says of a form that a page of ours held."""

CLAIM = "/rattachements/voirie/nouveau"
COMPANY = "/console/structures/edit/?id={}"


def fields(html, action=""):
    """The values of the form that holds most fields."""
    forms = lxml.html.fromstring(html).xpath("//main//form[@method='post']")
    return dict(max(forms, key=lambda form: len(form.fields)).form_values())


def end_sessions():
    with transaction() as session:
        session.query(Session).delete()


def sign_in(client, account, to):
    page = client.get(to)
    data = {"identifier": account.identifier, "password": people.PRO_PASSWORD}
    wanted = lxml.html.fromstring(page.text).xpath("//input[@name='next']/@value")[0]
    return client.post("/connexion", data={**data, "next": wanted, "csrf_token": token_of(page)})


def token_of(page):
    return re.search(r'name="csrf_token" value="([^"]+)"', page.text).group(1)


def late(client, address, **typed):
    """Opens a page, loses the session, sends the form: the answer."""
    data = fields(client.get(address).text) | typed
    end_sessions()
    return client.post(address, data=data, headers=HERE | {"Referer": f"http://localhost{address}"})


def test_a_company_finds_its_text_again_after_signing_in_and_nothing_was_done(app, browser, account):
    client = browser(account)
    answer = late(client, CLAIM, title="Réseaux du Littoral", access_code="4821")
    assert answer.status_code == 303 and answer.location.startswith("/connexion?next=%2Frattachements")
    assert "vous sera remis" in client.get(answer.location).text
    answer = sign_in(client, account, answer.location)
    assert answer.location == CLAIM
    page = client.get(CLAIM)
    assert page.status_code == 200 and "Voici ce que vous aviez tapé" in page.text
    assert fields(page.text)["title"] == "Réseaux du Littoral"
    assert "4821" not in page.text
    assert "Réseaux du Littoral" not in client.get(CLAIM).text, "once"


def test_so_does_staff_through_both_halves_of_the_sign_in(app, browser, agent, account):
    client, address = browser(agent), COMPANY.format(account.company_id)
    answer = late(client, address, phone="02 35 99 99 99")
    data = {"email": agent.email, "password": people.STAFF_PASSWORD}
    page = client.get(answer.location)
    wanted = lxml.html.fromstring(page.text).xpath("//input[@name='next']/@value")[0]
    assert wanted == address
    answer = client.post("/console/connexion", data={**data, "next": wanted, "csrf_token": token_of(page)})
    page = client.get(answer.location)
    data = {"otp": people.code_of(agent), "next": wanted, "csrf_token": token_of(page)}
    assert client.post(answer.location, data=data).location == address
    page = client.get(address)
    assert fields(page.text)["phone"] == "02 35 99 99 99" and "Voici ce que vous aviez tapé" in page.text
    db.session.expire_all()
    assert find_company_by_siret(account.company.siret).phone != "+33235999999"
    data = fields(page.text)
    assert client.post(address, data=data).status_code == 303, "and it can be sent now"


def test_the_text_of_a_code_asked_again_is_kept_too(app, browser, admin):
    client, address = browser(admin, fresh=True), "/console/agents/new/"
    data = fields(client.get(address).text) | {"email": "lea@example.org", "name": "Léa Morin"}
    with transaction() as session:
        session.query(Session).update({Session.second_factor_at: None})
    answer = client.post(address, data=data, headers=HERE)
    assert answer.location.startswith("/console/connexion/code")
    page = client.get(answer.location)
    data = {"otp": people.code_of(admin), "next": address, "csrf_token": token_of(page)}
    assert client.post(answer.location, data=data).location == address
    assert fields(client.get(address).text)["name"] == "Léa Morin"


def test_whoever_signed_in_again_in_another_tab_is_led_to_the_text(app, browser, account):
    client = browser(account)
    data = fields(client.get(CLAIM).text) | {"title": "Réseaux du Littoral"}
    sign_in(client, account, "/connexion")
    answer = client.post(CLAIM, data=data, headers={"Referer": f"http://localhost{CLAIM}"})
    assert answer.status_code == 400 and f'href="{CLAIM}"' in answer.text
    assert fields(client.get(CLAIM).text)["title"] == "Réseaux du Littoral"


def test_nobody_finds_anothers_text(app, browser, account):
    client, other = browser(account), people.active()
    answer = late(client, CLAIM, title="Réseaux du Littoral")
    sign_in(client, other, answer.location)
    assert "Réseaux du Littoral" not in client.get(CLAIM).text


@pytest.mark.parametrize("planted", ["none", "own", "spoiled", "old"])
def test_no_stranger_lays_a_text_ready(app, browser, account, clock, planted):
    mine = token_of(browser(account).get(CLAIM))
    token = {
        "none": "",
        "own": token_of(browser(people.active()).get(CLAIM)),
        "spoiled": f"{mine}x",
        "old": mine,
    }
    if planted == "old":
        clock.shift(LONGEST + timedelta(seconds=5))
    client = browser()
    data = {"title": "Piège", "csrf_token": token[planted]}
    answer = client.post(CLAIM, data=data, headers={"Referer": "https://evil.example.org/"})
    assert answer.location == "/connexion?next=%2Frattachements%2Fvoirie%2Fnouveau"
    sign_in(client, account, answer.location)
    assert "Piège" not in client.get(CLAIM).text
    assert db.session.query(Session).filter(Session.account_id.is_(None)).count() == 0


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example.org"},
        {"Origin": "null"},
        {"Origin": "http://[::1"},
        {"Referer": "https://evil.example.org/"},
        HERE | {"Sec-Fetch-Site": "cross-site"},
        HERE | {"Sec-Fetch-Site": "same-site"},
        {},
    ],
)
@pytest.mark.parametrize("door", ["portal", "console"])
def test_another_sites_form_begins_no_session_and_takes_no_cookie_away(
    app, browser, account, agent, door, headers
):
    person, address = (account, CLAIM) if door == "portal" else (agent, COMPANY.format(account.company_id))
    data = fields(browser(person).get(address).text) | {"title": "Piège", "phone": "02 35 99 99 99"}
    rows = db.session.query(Session).count()
    answer = browser().post(address, data=data, headers=headers)
    assert answer.status_code == 303 and answer.headers.getlist("Set-Cookie") == []
    assert db.session.query(Session).count() == rows


@pytest.mark.parametrize("site", ["none", "same-origin"])
def test_what_the_browser_says_of_the_site_goes_before_the_origin(app, browser, account, site):
    data = fields(browser(account).get(CLAIM).text) | {"title": "Réseaux du Littoral"}
    client = browser()
    answer = client.post(CLAIM, data=data, headers={"Sec-Fetch-Site": site})
    assert ("vous sera remis" in client.get(answer.location).text) is (site == "same-origin")


def test_a_form_is_kept_at_its_own_door_alone(app, browser, account, agent):
    for person, page, other in (
        (agent, COMPANY.format(account.company_id), CLAIM),
        (account, CLAIM, "/console/"),
    ):
        data = {"title": "Piège", "csrf_token": token_of(browser(person).get(page))}
        assert browser().post(other, data=data, headers=HERE).headers.getlist("Set-Cookie") == []


def test_nothing_is_promised_for_a_form_whose_page_is_not_known(app, browser, account):
    client, address = browser(account), "/mon-compte/deconnecter-partout"
    data = {"csrf_token": token_of(client.get("/mon-compte")), "title": "Réseaux du Littoral"}
    end_sessions()
    answer = client.post(address, data=data, headers=HERE)
    assert answer.location == "/connexion?next=%2F"
    page = client.get(answer.location)
    assert "Votre session est terminée" in page.text and "vous sera remis" not in page.text
    assert db.session.query(Session).count() == 0


def test_what_is_kept_is_short_and_encrypted(app, browser, account):
    client = browser(account)
    late(client, CLAIM, title="Réseaux du Littoral")
    kept = [row.data for row in db.session.query(Session)]
    assert len(kept) == 1 and "Littoral" not in str(kept) and TYPED in kept[0]
    client = browser(account)
    assert "remis" not in client.get(late(client, CLAIM, title="x" * LARGEST).location).text


def test_no_secret_has_a_name_that_is_kept(app):
    def classes(kind):
        return {sub for child in kind.__subclasses__() for sub in (child, *classes(child))}

    names = {
        field.kwargs.get("name", name)
        for form in classes(Form)
        if form.__module__.startswith("views.")
        for name, field in vars(form).items()
        if getattr(field, "field_class", None) in (Secret, Code)
    }
    assert {"password", "otp", "access_code"} <= names
    assert [name for name in names if not SECRET.search(name)] == []
    assert not any(SECRET.search(name) for name in ("postcode", "company_postcode", "title", "phone"))


def test_a_whole_request_to_open_the_road_is_given_back(app, browser, account):
    attachment, client = road_works.held(account), browser(account)
    address = f"{portal.HERE}/nouvelle"
    typed = portal.typed(
        concession=attachment.concession_id, surface=["chaussee", "trottoir"], action="deposer"
    )
    token = token_of(client.get(address))
    end_sessions()
    answer = client.post(
        address,
        data={**typed, "csrf_token": token, "documents": (BytesIO(b"%PDF-1.4"), "plan.pdf")},
        headers=HERE,
        content_type="multipart/form-data",
    )
    assert answer.location.endswith("nouvelle")
    sign_in(client, account, answer.location)
    page = client.get(address)
    shown = lxml.html.fromstring(page.text)
    assert typed["purpose"] in page.text and typed["street"] in page.text
    assert len(shown.xpath("//input[@name='surface'][@checked]")) == 2
    assert db.session.query(RoadOpeningRequest).count() == 0
