"""Staff see mandates, and end them with a reason."""

from __future__ import annotations

import pytest

from models import documents
from models.attachments.afterwards.mandates.ending import end
from models.attachments.afterwards.mandates.signing import sign
from models.kernel.base import db
from tests.support import people, road_works
from tests.support.mandates import given
from tests.support.records import WHY, events, of

HERE = "/console/mandats/"


@pytest.fixture
def mandate(app, account):
    """One that was given."""
    return given(account, people.active())


def test_it_is_found_by_either_company_its_records_and_where_it_stands(desk, agent, account, mandate):
    other = given(people.active(), people.active())
    title = mandate.records[0].attachment.concession.title
    numbers = (account.company_id, mandate.mandatary_id, mandate.records[0].attachment_id)
    queries = [
        f"?search={mandate.mandatary.siret}",
        f"?search={account.company.siret}",
        f"?search={title.replace(' ', '+')}",
        f"?structure={numbers[0]}",
        f"?mandataire={numbers[1]}",
        f"?rattachement={numbers[2]}",
    ]
    for query in queries:
        page = desk(agent).open(HERE + query)
        assert mandate.number in page.text and other.number not in page.text, query
    end(other, actor=of(other.given_by))
    page = desk(agent).open(f"{HERE}?etat=open")
    assert mandate.number in page.text and other.number not in page.text


def test_its_page_says_who_acts_for_whom_and_it_is_ended_there(desk, agent, account, mandate):
    details = f"{HERE}details/?id={mandate.id}"
    page = desk(agent).open(details)
    for words in (account.company.name, mandate.mandatary.name, account.full_name, "En cours"):
        assert words in page.text, words
    assert desk(agent).send(f"{HERE}{mandate.id}/terminer", reason="").status == 422
    assert desk(agent).send(f"{HERE}{mandate.id}/terminer", reason=WHY).status == 303
    page = desk(agent).open(details)
    assert "Terminé par un agent" in page.text and WHY in page.text and agent.name in page.text
    assert events("mandate-ended")[-1].actor_id == agent.id


def test_an_administrator_reads_and_does_not_end(desk, admin, mandate):
    assert desk(admin).open(f"{HERE}details/?id={mandate.id}").status == 200
    assert desk(admin).open(f"{HERE}{mandate.id}/terminer").status == 403
    assert mandate.is_open


def test_its_papers_are_downloads_and_a_look_at_the_copy_leaves_an_event(desk, agent, account, mandate):
    client = desk(agent).client
    answer = client.get(f"{HERE}{mandate.id}/document")
    assert answer.status_code == 200 and answer.data.startswith(b"%PDF")
    sign(mandate, documents.store("signe.pdf", road_works.PDF, actor=people.SYSTEM), actor=of(account))
    answer = client.get(f"{HERE}{mandate.id}/copie")
    assert answer.data == road_works.PDF
    assert events("document-viewed")[-1].company_id == account.company_id


def test_company_attachment_and_request_lead_to_it(desk, agent, account, mandate):
    held = mandate.records[0].attachment
    to = mandate.people[0].account
    made = road_works.filed(to, held)
    db.session.rollback()
    for address in (
        f"/console/structures/details/?id={account.company_id}",
        f"/console/structures/details/?id={mandate.mandatary_id}",
        f"/console/rattachements/details/?id={held.id}",
        f"/console/demandes/details/?id={made.id}",
    ):
        assert mandate.number in desk(agent).open(address).text, address
