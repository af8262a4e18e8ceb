"""A mandate ends: by either side, by staff, on its day, with its records or its people."""

from __future__ import annotations

from datetime import timedelta

import pytest

from models import accounts, attachments, audit, road_openings
from models.accounts import ProAccount
from models.attachments import Attachment
from models.attachments.afterwards import mandates, name_referent, transfer
from models.attachments.afterwards.mandates import Mandate, MandateOver, MandatePerson
from models.attachments.afterwards.mandates.acting import list_attachments_acted_on
from models.attachments.afterwards.mandates.ending import end
from models.kernel.errors import NotAllowed, ReasonMissing, Stale
from models.road_openings import ConcessionNotHeld, RoadOpeningRequest
from tests.support import people, road_works
from tests.support.mandates import colleague_of, given
from tests.support.racing.races import get, together
from tests.support.records import WHY, actions, by, count, events, mails_of, of

DAY = timedelta(days=1)


def acted_on(account: ProAccount, giver: ProAccount) -> list[Attachment]:
    """On what a person acts for another's company."""
    return list_attachments_acted_on(account, giver.company)


def test_either_side_ends_it_and_both_are_told(app, account):
    for who, how in (("giver", "revoked"), ("mandatary", "given-up")):
        to = people.active()
        made = given(account, to)
        assert len(acted_on(to, account)) == 1
        end(made, actor=of(account if who == "giver" else to))
        assert made.status == made.ended_how == how and acted_on(to, account) == []
        readers = {mail.to for mail in mails_of("mandate-ended")}
        assert {account.company.email, to.email, to.company.email} <= readers
    assert actions().count("mandate-ended") == 2
    audit.verify()


def test_staff_end_it_with_a_reason_and_those_who_may(app, account, agent, admin):
    made = given(account, people.active())
    with pytest.raises(NotAllowed):
        end(made, reason=WHY, actor=by(admin))
    with pytest.raises(ReasonMissing):
        end(made, reason="  ", actor=by(agent))
    end(made, reason=WHY, actor=by(agent))
    assert (made.ended_how, made.ended_reason, made.ended_by_agent_id) == ("staff", WHY, agent.id)
    assert events("mandate-ended")[-1].detail.reason == WHY


def test_nobody_else_ends_it(app, account):
    to = people.active()
    made = given(account, to)
    for stranger in (people.active(), colleague_of(account), colleague_of(to)):
        with pytest.raises(NotAllowed):
            end(made, actor=of(stranger))
    assert made.is_live


def test_ended_twice_it_is_ended_once(app, account):
    made = given(account, to := people.active())
    end(made, actor=of(account))
    end(made, actor=of(to))
    assert made.ended_how == "revoked" and actions().count("mandate-ended") == 1
    with pytest.raises(MandateOver):
        mandates.check_end(made, people.SYSTEM)


def test_who_saw_another_version_is_told(app, account):
    made = given(account, people.active())
    with pytest.raises(Stale):
        end(made, seen="7", actor=of(account))


def test_a_referent_takes_back_the_records_of_which_they_decide(app, account):
    held, other, to = road_works.held(account), road_works.held(account), people.active()
    made, colleague = given(account, to, held, other), colleague_of(account)
    name_referent(other, colleague, actor=of(account))
    end(made, actor=of(colleague))
    assert made.is_live and [record.attachment for record in made.open_records] == [held]
    assert acted_on(to, account) == [held] and events("mandate-narrowed")[-1].actor_id == colleague.id
    with pytest.raises(NotAllowed):
        end(made, actor=of(colleague))
    end(made, actor=of(account))
    assert made.ended_how == "revoked"


def test_a_record_that_is_detached_leaves_it_and_the_last_ends_it(app, account):
    held, other, to = road_works.held(account), road_works.held(account), people.active()
    made = given(account, to, held, other)
    attachments.detach(held, reason="Cession", actor=of(account))
    assert made.is_live and acted_on(to, account) == [other]
    attachments.detach(other, reason="Cession", actor=of(account))
    assert made.ended_how == "emptied" and acted_on(to, account) == []
    attachments.undo_detach(held, actor=of(account))
    assert acted_on(to, account) == [], "what was given is given anew, by whoever decides now"


def test_a_record_that_is_handed_over_leaves_it(app, account, supervisor):
    held, to = road_works.held(account), people.active()
    made = given(account, to, held)
    transfer(held, people.active(), reason=WHY, actor=by(supervisor))
    assert made.ended_how == "emptied" and acted_on(to, account) == []


def test_what_is_contested_is_nobody_s_to_act_on_meanwhile(app, account, supervisor):
    held, to = road_works.held(account), people.active()
    made = given(account, to, held)
    attachments.contest(held, reason="Doute", actor=by(supervisor))
    assert made.is_live and acted_on(to, account) == []
    attachments.confirm(held, reason=WHY, actor=by(people.staff("supervisor")))
    assert acted_on(to, account) == [held]


def test_after_its_last_day_nobody_acts_before_anybody_wrote_so(app, account, clock):
    to = people.active()
    made = given(account, to, days=3)
    clock.shift(3 * DAY)
    assert made.is_live and len(acted_on(to, account)) == 1
    clock.shift(DAY)
    assert made.is_open and made.status == "expired" and acted_on(to, account) == []
    assert mandates.expire_overdue(actor=people.SYSTEM) == 1
    assert mandates.expire_overdue(actor=people.SYSTEM) == 0
    assert made.ended_how == "expired" and mails_of("mandate-ended", to=to.email)
    audit.verify()


def test_whose_account_is_erased_acts_no_more_and_with_the_last_it_ends(app, account):
    to = people.active()
    colleague = colleague_of(to)
    made = given(account, to)
    accounts.erase(to, reason="Parti", actor=of(to))
    assert made.is_live and [person.account for person in made.people] == [colleague]
    accounts.erase(colleague, reason="Partie", actor=of(colleague))
    assert made.ended_how == "emptied" and count(MandatePerson) == 0


def test_ended_and_asked_by_at_once_one_of_them_is_first(app, account):
    for _ in range(3):
        held, to = road_works.held(account), people.active()
        made, numbers = given(account, to, held), (held.id, to.id, account.id)

        def revoke(number: int = made.id, who: int = account.id) -> None:
            end(get(Mandate, number), actor=of(get(ProAccount, who)))

        def ask(held: int = numbers[0], to: int = numbers[1]) -> str:
            return road_works.filed(get(ProAccount, to), get(Attachment, held)).reference

        outcome = together(app, [revoke, ask])
        filed = [made for made in outcome.made if made is not None]
        assert len(filed) + len(outcome.refused) == 1
        assert set(outcome.refused) <= {ConcessionNotHeld.__name__, NotAllowed.__name__}
        asked_for = count(RoadOpeningRequest, RoadOpeningRequest.concession_id == held.concession_id)
        assert asked_for >= len(filed) and not get(Mandate, made.id).is_open
    audit.verify()


def test_nobody_files_by_a_mandate_that_has_ended(app, account):
    held, to = road_works.held(account), people.active()
    made = given(account, to, held)
    draft = road_works.drafted(to, held)
    end(made, actor=of(account))
    for attempt in (
        lambda: road_openings.file(draft, actor=of(to)),
        lambda: road_openings.change(draft, road_works.works(), actor=of(to)),
    ):
        with pytest.raises(NotAllowed):
            attempt()
    with pytest.raises(ConcessionNotHeld):
        road_works.drafted(to, held)
