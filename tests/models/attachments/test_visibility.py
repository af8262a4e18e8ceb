"""Who of a company sees an attachment, and what the lists of a person show."""

from __future__ import annotations

import pytest

from models import attachments
from models.attachments import (
    AccountUnusable,
)
from models.attachments.visibility import find_attachment_for_account, list_attachments_for_account
from models.kernel.errors import NotAllowed
from tests.support import people
from tests.support.records import by, concession, events, held, of, waiting


def test_others_of_the_company_see_nothing_until_made_co_referents(app, account, agent):
    colleague = people.active(company=people.facts(siret=account.company.siret))
    bound = held(account, agent)
    assert find_attachment_for_account(colleague, bound.id) is None
    assert list_attachments_for_account(colleague, "voirie") == [] and not attachments.holds_any(colleague)
    attachments.add_referent(bound, colleague, actor=of(account))
    assert find_attachment_for_account(colleague, bound.id).id == bound.id
    assert attachments.holds_any(colleague)
    attachments.remove_referent(bound, colleague, actor=of(account))
    assert find_attachment_for_account(colleague, bound.id) is None
    assert [event.action for event in events() if "referent" in event.action] == [
        "referent-added",
        "referent-removed",
    ]


def test_a_co_referent_is_added_by_the_referent_or_by_staff_and_nobody_else(app, account, agent):
    facts = people.facts(siret=account.company.siret)
    colleague, third = people.active(company=facts), people.active(company=facts)
    bound = waiting(account, agent)
    attachments.add_referent(bound, colleague, actor=by(agent))
    for actor in (of(colleague), of(third)):
        with pytest.raises(NotAllowed):
            attachments.add_referent(bound, third, actor=actor)
        with pytest.raises(NotAllowed):
            attachments.remove_referent(bound, colleague, actor=actor)
    with pytest.raises(NotAllowed):
        attachments.remove_referent(bound, account, actor=of(account))


def test_a_co_referent_is_of_that_company_and_active(app, account, agent):
    bound = waiting(account, agent)
    for somebody in (people.active(), people.pending(company=people.facts(siret=account.company.siret))):
        with pytest.raises(AccountUnusable):
            attachments.add_referent(bound, somebody, actor=of(account))


def test_another_companys_attachment_is_nothing_at_all(app, account, agent):
    bound = waiting(account, agent)
    assert find_attachment_for_account(people.active(), bound.id) is None
    assert find_attachment_for_account(account, bound.id + 1) is None


def test_the_list_is_by_kind_and_title_and_searched_without_accents(app, account, agent):
    for title, kind in (("Zone Été", "voirie"), ("Âge", "voirie"), ("Eaux", "eau")):
        held(account, agent, record=concession(title=title, kind=kind))
    listed = list_attachments_for_account(account, "voirie")
    assert [each.concession.title for each in listed] == ["Âge", "Zone Été"]
    assert [
        each.concession.title for each in list_attachments_for_account(account, "voirie", query="ÉTÉ")
    ] == ["Zone Été"]
    assert list_attachments_for_account(account, "eau", query="été") == []


def test_the_list_is_searched_in_either_spelling_and_by_a_beginning(app, account, agent):
    for title in ("St Romain", "Stade"):
        held(account, agent, record=concession(title=title))

    def found(query):
        return [
            each.concession.title for each in list_attachments_for_account(account, "voirie", query=query)
        ]

    assert found("Saint-Romain") == found("st romain") == ["St Romain"]
    assert found("st") == ["St Romain", "Stade"] and found("sta") == ["Stade"]


def test_procedures_need_a_voirie_concession_in_effect(app, account, agent, supervisor):
    held(account, agent, record=concession(kind="eau"))
    assert not attachments.holds_any(account)
    bound = held(account, agent)
    assert attachments.holds_any(account)
    attachments.contest(bound, reason="Doute", actor=by(supervisor))
    assert not attachments.holds_any(account)
