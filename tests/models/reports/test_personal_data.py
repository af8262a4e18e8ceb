"""What we hold of a person is handed to them, to nobody else, and the audit says so."""

from __future__ import annotations

import pytest

from models import cases
from models.attachments.afterwards.mandates import end
from models.cases import CaseKind
from models.kernel.errors import NotAllowed
from models.reports import personal_data
from tests.support import people, road_works
from tests.support.mandates import given
from tests.support.records import actions, by, of


def test_all_that_a_person_left_is_there(account):
    request = road_works.drafted(account)
    case = cases.open_(CaseKind.HELP, "Aide", account=account, actor=of(account))
    held = personal_data.export(account, actor=of(account))
    assert held.account is account
    assert [attachment.concession_id for attachment in held.attachments] == [request.concession_id]
    assert [each.id for each in held.requests] == [request.id]
    assert [each.case_id for each in held.questions] == [case.id]
    assert {mail.kind for mail in held.mails} >= {"activation", "case-received"}


def test_every_kind_of_concession_is_told(account):
    road_works.held(account, road_works.concession("eau"))
    road_works.held(account)
    held = personal_data.export(account, actor=of(account))
    assert {attachment.concession.kind for attachment in held.attachments} == {"eau", "voirie"}


def test_mandates_are_told_to_who_gave_them_and_to_who_acts_or_acted(account):
    given_by_them, held = given(account, people.active()), given(people.active(), account)
    given(people.active(), people.active())
    end(held, actor=of(account))
    found = personal_data.export(account, actor=of(account)).mandates
    assert [each.id for each in found] == [given_by_them.id, held.id]


def test_the_export_leaves_its_own_event_and_tells_it(account):
    events = personal_data.export(account, actor=of(account)).events
    assert events[0].action == "data-exported"
    assert actions()[-1] == "data-exported"


def test_nobody_takes_the_data_of_another(account, supervisor):
    stranger = people.active()
    for actor in (of(stranger), by(supervisor)):
        with pytest.raises(NotAllowed):
            personal_data.export(account, actor=actor)
    assert "data-exported" not in actions()
