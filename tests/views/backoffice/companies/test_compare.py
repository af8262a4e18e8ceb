"""What the directory says else is decided on the company's page, fact by fact."""

from __future__ import annotations

from models import companies
from models.companies.directory import Establishment, State
from models.values.siret import Siret
from tests.support import people


def test_an_agent_compares_and_takes_the_directorys_word(app, desk, agent):
    facts = people.facts(state=State.UNAVAILABLE, name="RESEAU LITORAL", city="Le Havre")
    company = companies.register(facts, actor=people.SYSTEM)
    address = f"/console/structures/{company.id}/comparer"
    details = f"/console/structures/details/?id={company.id}"
    assert "Comparer au répertoire" not in desk(agent).open(details).text
    found = Establishment(Siret(company.siret), State.OPEN, name="RESEAUX DU LITTORAL", city="ROUEN")
    companies.verify(company, found, actor=people.SYSTEM)
    assert "Comparer au répertoire" in desk(agent).open(details).text
    page = desk(agent).open(address)
    assert "RESEAUX DU LITTORAL" in page.text and "RESEAU LITORAL" in page.text
    page = desk(agent).send(address, name="repertoire")
    assert page.status == 422 and "la commune qui est juste" in page.error("city")
    assert desk(agent).send(address, name="repertoire", city="garder").status == 303
    page = desk(agent).open(details)
    assert "RESEAUX DU LITTORAL" in page.text and "Comparer au répertoire" not in page.text
