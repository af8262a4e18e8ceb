"""The pages that everyone may read."""

from __future__ import annotations

import lxml.html
import pytest
from flask.testing import FlaskClient

from models.accounts.idle import NOTICE
from models.accounts.tables import PENDING_FOR
from models.attachments.ageing import KEPT_YEARS
from models.storage.retention import AUDIT_YEARS
from views.portal.accounts import terms

READABLE = ("/cgu", "/confidentialite", "/accessibilite", "/aide", "/faq", "/a-propos")


@pytest.mark.parametrize("address", READABLE)
def test_the_page_is_open_to_all_and_says_something(client: FlaskClient, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 200 and len(answer.text) > 1500


@pytest.mark.parametrize(
    ("what", "how_long"),
    [
        ("Un compte jamais activé", f"{PENDING_FOR.days} jours"),
        ("sans connexion depuis deux ans", f"un avis, puis {NOTICE.days} jours"),
        ("Les détails personnels du journal, les courriels", f"{12 * AUDIT_YEARS} mois"),
        ("Les preuves d’un rattachement", f"{KEPT_YEARS} ans après sa fin, même si le compte est effacé"),
    ],
)
def test_the_page_on_personal_data_says_what_stays_and_how_long(
    client: FlaskClient, what: str, how_long: str
) -> None:
    page = lxml.html.fromstring(client.get("/confidentialite").text)
    lines = [" ".join(line.text_content().split()) for line in page.xpath("//main//li")]
    assert [line for line in lines if what in line and how_long in line], lines


def test_the_terms_tell_their_version(client: FlaskClient) -> None:
    assert f"Version {terms.VERSION}" in client.get("/cgu").text


@pytest.mark.parametrize(
    "part",
    [
        "non conforme",
        "Résultats des tests",
        "Contenus non accessibles",
        "Établissement de cette déclaration",
        "Retour d’information et contact",
        "Voies de recours",
    ],
)
def test_the_accessibility_statement_has_the_parts_of_the_rgaa(client: FlaskClient, part: str) -> None:
    assert part in client.get("/accessibilite").text


def test_every_page_leads_to_a_contact_and_says_its_conformity(client: FlaskClient) -> None:
    foot = lxml.html.fromstring(client.get("/").text).xpath("//footer")[0]
    assert foot.xpath(".//a[@href='/aide']") and "non conforme" in foot.text_content()


def test_help_knows_what_it_is_about(client: FlaskClient) -> None:
    page = lxml.html.fromstring(client.get("/aide?objet=Demande OV-2026-0001").text)
    assert page.xpath("//*[@name='subject']/@value") == ["Demande OV-2026-0001"]
    assert client.get("/aide?objet=%00%F0%9F%9A%A7" + "x" * 500).status_code == 200
