"""With a host of its own the console answers there and nowhere else, and the portal on its own."""

from __future__ import annotations

import pytest

from tests.support import people

pytestmark = pytest.mark.both_engines("sessions are rows")

PORTAL, CONSOLE = "https://pro.example.org", "https://agents.example.org"
ON_PORTAL = ("/", "/connexion", "/creer-un-compte/pro", "/tableau-de-bord", "/activation/abc", "/nulle-part")
ON_CONSOLE = ("/console/", "/console", "/console/connexion", "/console/comptes/", "/console/nulle-part")
ON_BOTH = ("/sante", "/sante/vif", "/static/bascule.css")


@pytest.fixture
def apart(make_app):
    """The application with a host for each site."""
    return make_app(public_url=PORTAL, console_url=CONSOLE)


@pytest.mark.parametrize(
    "origin", [PORTAL, CONSOLE, "https://PRO.example.org:443", "https://evil.example.org"]
)
def test_each_host_serves_its_site_only(apart, origin):
    client = apart.test_client()
    for address in ON_PORTAL + ON_CONSOLE:
        home = CONSOLE if address in ON_CONSOLE else PORTAL
        served = origin.lower().removesuffix(":443") == home and address != "/nulle-part"
        answer = client.get(address, base_url=origin)
        # A link that nobody sent is unknown on its own host too.
        assert (answer.status_code == 404) is not (served and address != "/activation/abc"), address


@pytest.mark.parametrize("origin", [PORTAL, CONSOLE, "http://127.0.0.1:8000"])
def test_machines_are_answered_on_every_host(apart, origin):
    for address in ON_BOTH:
        assert apart.test_client().get(address, base_url=origin).status_code == 200


def test_nobody_signs_in_or_acts_on_the_other_host(apart, agent):
    client = people.browser(apart, agent)
    assert client.get("/console/comptes/", base_url=CONSOLE).status_code == 200
    assert client.get("/console/comptes/", base_url=PORTAL).status_code == 404
    page = client.get("/console/connexion", base_url=PORTAL)
    assert page.status_code == 404
    assert "password" not in page.text
    data = {"email": agent.email, "password": people.STAFF_PASSWORD}
    assert client.post("/console/connexion", data=data, base_url=PORTAL).status_code == 404


def test_the_page_that_refuses_leads_home_on_its_own_host(apart):
    client = apart.test_client()
    assert 'href="/console/"' in client.get("/connexion", base_url=CONSOLE).text
    assert 'href="/console/"' not in client.get("/console/", base_url=PORTAL).text


def test_the_consoles_sign_in_leads_companies_to_their_own_host(apart):
    assert f'href="{PORTAL}/"' in apart.test_client().get("/console/connexion", base_url=CONSOLE).text


def test_two_ports_of_one_name_are_two_hosts(make_app):
    site = make_app(public_url="http://127.0.0.1:8001", console_url="http://127.0.0.1:8002")
    client = site.test_client()
    assert client.get("/connexion", base_url="http://127.0.0.1:8001").status_code == 200
    assert client.get("/connexion", base_url="http://127.0.0.1:8002").status_code == 404
    assert client.get("/console/connexion", base_url="http://127.0.0.1:8002").status_code == 200


def test_a_proxy_may_leave_the_port_out(make_app):
    site = make_app(public_url="https://pro.example.org:8443", console_url="https://agents.example.org:8443")
    assert site.test_client().get("/connexion", base_url="https://pro.example.org").status_code == 200


def test_on_one_host_both_are_served_whatever_it_is_called(client):
    for address in ("/connexion", "/console/connexion"):
        assert client.get(address, base_url="http://any.example.org").status_code == 200
