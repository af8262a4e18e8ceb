"""What happens is owed to whoever subscribed, in the transaction of the change, without anybody's name."""

from __future__ import annotations

import json

import pytest

from models import accounts, attachments, road_openings
from models.accounts import merging
from models.kernel.base import db
from models.kernel.transactions import transaction
from models.road_openings import RequestState
from models.staff.machines import webhooks
from models.staff.machines.webhooks import Delivery, WebhookEvent, events
from tests.support import hooks, people, road_works
from tests.support.callers import ADMIN
from tests.support.records import by, count, of


def events_of(subscription):
    return [(delivery.event, delivery.subject) for delivery in hooks.owed(subscription)]


def test_an_attachment_is_told_as_it_is_made_and_as_it_ends(app, supervisor, account):
    subscription, _ = hooks.subscribed(events=("attachment.created", "attachment.ended"))
    held = road_works.held(account)
    attachments.detach(held, reason="Cession", actor=by(supervisor))
    subject = f"attachment:{held.id}"
    assert events_of(subscription) == [("attachment.created", subject), ("attachment.ended", subject)]
    first, second = hooks.owed(subscription)
    assert first.facts == {
        "id": held.id,
        "company_id": account.company_id,
        "concession_id": held.concession_id,
        "account_id": account.id,
    }
    assert first.due_at is not None and second.due_at is None, "one after the other"


def test_an_account_is_told_as_it_is_made_and_activated(app):
    subscription, _ = hooks.subscribed(events=("account.created", "account.activated"))
    person = people.active()
    assert [event for event, _ in events_of(subscription)] == ["account.created", "account.activated"]
    assert {subject for _, subject in events_of(subscription)} == {f"account:{person.id}"}


def test_of_two_accounts_that_become_one_each_is_told_what_became_of_it(app, account):
    gone, word = people.active(company=people.facts(siret=account.company.siret)), people.PRO_PASSWORD
    merge = merging.prove_other(
        account, gone.identifier, current_password=word, password=word, code="", actor=of(account)
    )
    subscription, _ = hooks.subscribed()
    merging.finish(merge, actor=of(account))
    assert events_of(subscription) == [
        ("account.closed", f"account:{gone.id}"),
        ("account.changed", f"account:{account.id}"),
    ]


def test_a_request_is_told_as_it_is_filed_and_decided_and_with_its_state(app, agent, account):
    subscription, _ = hooks.subscribed(events=("request.filed", "request.moved", "request.decided"))
    road_works.granted(account, agent)
    found = [(delivery.event, delivery.facts["state"]) for delivery in hooks.owed(subscription)]
    assert found[0] == ("request.filed", "deposee") and found[-1] == ("request.decided", "accordee")


def test_a_draft_that_is_thrown_away_is_nobody_s_business(app, account):
    subscription, _ = hooks.subscribed()
    drafted = road_works.drafted(account)
    before = events_of(subscription)
    road_openings.move(drafted, RequestState.WITHDRAWN, actor=of(account))
    assert events_of(subscription) == before


def test_a_change_that_is_taken_back_owes_nothing(app, account):
    subscription, _ = hooks.subscribed()
    before = count(Delivery)
    with pytest.raises(ZeroDivisionError), transaction():
        accounts.suspend(account, reason="Un essai", actor=people.SYSTEM)
        raise ZeroDivisionError
    assert count(Delivery) == before and events_of(subscription) == []


def test_nobody_is_told_what_was_not_asked_for_or_after_the_end(app):
    other, _ = hooks.subscribed(events=("request.filed",))
    ended, _ = hooks.subscribed()
    webhooks.revoke(ended, actor=ADMIN)
    people.active()
    assert events_of(other) == [] and events_of(ended) == []


def test_what_happens_in_a_pause_is_owed(app):
    subscription, _ = hooks.subscribed(events=("account.created",))
    webhooks.pause(subscription, actor=ADMIN)
    people.pending()
    assert len(events_of(subscription)) == 1


def test_two_subscribers_are_told_of_one_event_under_one_number(app):
    first, second = hooks.subscribed()[0], hooks.subscribed()[0]
    people.pending()
    numbers = [[d.message_id for d in hooks.owed(each)] for each in (first, second)]
    assert numbers[0] == numbers[1] and len(set(numbers[0])) == len(numbers[0]) > 0


def test_no_person_is_named(app, agent):
    subscription, _ = hooks.subscribed()
    person = people.active()
    road_works.granted(person, agent)
    facts = json.dumps([delivery.facts for delivery in hooks.owed(subscription)])
    words = (person.first_name, person.last_name, person.email, person.identifier, person.company.name)
    assert not any(word in facts for word in words)


def test_what_requests_call_their_states_is_what_events_look_for():
    states = {events.FILED, events.DRAFT, *events.DECIDED}
    assert states <= {state.value for state in RequestState}


def test_every_event_follows_from_an_action():
    by_state = {WebhookEvent.REQUEST_FILED, WebhookEvent.REQUEST_DECIDED}
    assert {*events.EVENTS.values()} | by_state == {*WebhookEvent}


def test_the_database_holds_that_what_ended_is_not_due(app):
    subscription, _ = hooks.subscribed(events=("account.created",))
    people.pending()
    (delivery,) = hooks.owed(subscription)
    with pytest.raises(Exception, match="webhook_deliveries"), transaction():
        delivery.state = "delivered"
        db.session.flush()
