"""The records that the cockpit offers: told apart, introduced as what they are, with whoever holds them."""

from __future__ import annotations

from models import attachments
from models.attachments import Evidence
from models.kernel.actors import Actor
from tests.support import people
from tests.support.calls import ask
from tests.views.backoffice.conftest import CODE


def card(page, title):
    """The text of the card with that heading; nothing where there is none."""
    found = page.doc.xpath("//h3[normalize-space()=$title]/ancestor::div[1]", title=title)
    return " ".join(found[0].text_content().split()) if found else ""


def attach(concession, account, agent):
    return attachments.attach(
        concession, account, evidence=Evidence.CODE, access_code=CODE, actor=Actor.of_agent(agent)
    )


def test_twins_are_told_apart_by_holder_street_and_town(app, desk, agent, account, record):
    for holder, street, city in (
        ("Fibre du Port", "3 quai Frissard", "Le Havre"),
        ("Canal SA", "8 rue du Lac", "Sainte-Adresse"),
    ):
        record("Quai Frissard – Lot 35", siret="", holder=holder, address=street, city=city)
    for page in (
        ask(desk(agent), account.identifier, intitule="frissard"),
        ask(desk(agent), "frissard"),
    ):
        assert "Fibre du Port, 3 quai Frissard, Le Havre" in page.text
        assert "Canal SA, 8 rue du Lac, Sainte-Adresse" in page.text


def test_a_record_of_another_company_names_its_holder_and_reassures_nobody(app, desk, agent, account, record):
    concession = record(siret=account.company.siret, holder=account.company.name, email=account.email)
    holder = people.active(company=people.facts(name="CANAL SA"))
    attach(concession, holder, agent)
    page = ask(desk(agent), account.identifier, concession=concession.id)
    found = card(page, "À vérifier")
    assert "Détenue par CANAL SA depuis le" in found and "/100" not in found and "Rattachée" not in found
    assert not card(page, "Concessions probables")


def test_doubtful_records_are_not_introduced_as_probable(app, desk, agent, account, record):
    record("Port de l’Estuaire", siret=account.company.siret, holder=account.company.name)
    record("Canal de Tancarville", siret="", phone="", email="", holder="", city="Tancarville")
    page = ask(desk(agent), account.identifier, intitule="tancarville")
    assert "Port de l’Estuaire" in card(page, "Concessions probables")
    assert "Douteux" in card(page, "À vérifier") and "Douteux" not in card(page, "Concessions probables")


def test_a_record_that_resembles_nobody_is_no_candidate_unless_it_is_spoken_of(
    app, desk, agent, account, record
):
    record("Canal de Tancarville", siret="", phone="", email="", holder="", city=account.company.city)
    assert "Tancarville" not in ask(desk(agent), account.identifier).text


def test_who_calls_is_supposed_until_somebody_is_chosen(app, desk, agent, account):
    other = people.active(company=people.facts(siret=account.company.siret), last_name="Autre")
    page = ask(desk(agent), account.company.siret)
    assert "interlocuteur supposé" in page.text and "au téléphone" not in page.text
    for person in (account, other):
        chosen = ask(desk(agent), account.company.siret, compte=person.id)
        assert "au téléphone" in chosen.text and "supposé" not in chosen.text
        assert any(f"compte={person.id}" in href for href in page.doc.xpath("//main//a/@href"))


def test_the_identifier_is_dictated_after_the_creation_and_at_the_end(app, desk, agent, account, record):
    def dictated(page):
        return "".join(page.doc.xpath("//*[@id='dictated']//text()"))

    pending = people.pending()
    assert pending.identifier in dictated(ask(desk(agent), pending.company.siret, compte=pending.id))
    concession = record(siret=account.company.siret)
    assert not dictated(ask(desk(agent), account.identifier))
    attach(concession, account, agent)
    assert account.identifier in dictated(ask(desk(agent), account.identifier))
    assert not dictated(ask(desk(agent), account.company.siret)), "nobody knows yet who calls"
