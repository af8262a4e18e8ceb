"""*The* referent names another of the company in their place; whoever goes is told, and may freeze it."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from models import accounts, attachments, audit
from models.accounts import ProAccount
from models.attachments import AccountUnusable, Attachment, UnderReview
from models.attachments.afterwards import AlreadyReferent, answer_claim, ask_holder, freeze, name_referent
from models.attachments.refusals import ReferentRecent
from models.cases.entries import CaseQuestion
from models.kernel.access import tokens
from models.kernel.access.links import Purpose, TokenExpired, TokenUnknown
from models.kernel.base import db
from models.kernel.errors import NotAllowed, Stale
from models.kernel.transactions import transaction
from models.staff import Agent
from models.values.text import fold
from tests.support import people
from tests.support.racing.races import get, together
from tests.support.records import by, count, detail, events, held, mails_of, of, visitor

WINDOW = tokens.LIFE[Purpose.FREEZE]
REASON = "gelé"


def colleague(account):
    return people.active(company=people.facts(siret=account.company.siret))


def link():
    return tokens.secret_of(mails_of("referent-left")[-1].token)


@pytest.fixture
def changed(account, agent):
    """An attachment whose referent named a colleague; the colleague."""
    bound, other = held(account, agent), colleague(account)
    name_referent(bound, other, actor=of(account))
    return bound, other


def test_the_referent_names_a_colleague_and_stays_a_co_referent(app, account, changed):
    bound, other = changed
    assert bound.referent_id == other.id
    assert {row.account_id for row in bound.referents} == {account.id, other.id}
    assert fold(other.identifier) in bound.search and fold(account.identifier) not in bound.search
    (event,) = events("referent-changed")
    assert json.loads(detail(event).before or "") == {"referent": account.identifier}


def test_who_goes_who_comes_and_the_company_are_told(app, account, changed):
    _, other = changed
    (left,) = mails_of("referent-left")
    assert left.to == account.email and left.token is not None
    assert [mail.to for mail in mails_of("referent-named")] == [other.email, account.company.email]


def test_staff_name_one_too_and_only_one_who_can_be(app, account, agent):
    bound, other = held(account, agent), colleague(account)
    for nobody in (people.active(), people.pending(company=people.facts(siret=account.company.siret))):
        with pytest.raises(AccountUnusable):
            name_referent(bound, nobody, actor=by(agent))
    with pytest.raises(AlreadyReferent):
        name_referent(bound, account, actor=by(agent))
    name_referent(bound, other, actor=by(agent))
    assert bound.referent_id == other.id and len(mails_of("referent-left")) == 1


def test_a_co_referent_names_nobody(app, account, agent):
    bound, other = held(account, agent), colleague(account)
    attachments.add_referent(bound, other, actor=of(account))
    with pytest.raises(NotAllowed):
        name_referent(bound, other, actor=of(other))


def test_the_link_suspends_and_puts_a_case_before_staff_once(app, account, changed):
    bound, _ = changed
    secret = link()
    freeze(secret, reason=REASON, actor=visitor())
    assert bound.is_contested and not bound.is_in_effect
    assert [question.kind for question in db.session.scalars(select(CaseQuestion))] == ["contested"]
    assert events("attachment-contested")[-1].actor_id == account.id
    with pytest.raises(TokenExpired):
        freeze(secret, reason=REASON, actor=visitor())


def test_what_is_frozen_is_neither_ended_nor_handed_over_nor_shared_by_its_company(
    app, account, agent, supervisor, changed
):
    bound, other = changed
    freeze(link(), reason=REASON, actor=visitor())
    with pytest.raises(UnderReview):
        attachments.detach(bound, reason="Vite", actor=of(other))
    with pytest.raises(UnderReview):
        name_referent(bound, account, actor=of(other))
    with pytest.raises(UnderReview):
        attachments.remove_referent(bound, account, actor=of(other))
    name_referent(bound, account, actor=by(agent))
    attachments.confirm(bound, reason="Rappelée au numéro connu", actor=by(supervisor))
    assert bound.is_in_effect and bound.referent_id == account.id
    assert mails_of("referent-left")[-1].token is None, "what staff put right is frozen by nobody"


def test_the_old_referent_freezes_though_they_were_taken_off_since(app, account, changed):
    bound, other = changed
    attachments.remove_referent(bound, account, actor=of(other))
    assert mails_of("referent-removed")[-1].to == account.email
    freeze(link(), reason=REASON, actor=visitor())
    assert bound.is_contested


def test_as_long_as_it_can_be_frozen_the_new_referent_ends_and_hands_over_nothing(
    app, account, changed, clock
):
    bound, other = changed
    asker = people.active()
    with transaction():
        claim = ask_holder(asker, bound)
    with pytest.raises(ReferentRecent) as refusal:
        attachments.detach(bound, reason="Vite", actor=of(other))
    assert refusal.value.facts["hours"] == WINDOW / timedelta(hours=1)
    with pytest.raises(ReferentRecent):
        answer_claim(claim, accepts=True, actor=of(other))
    clock.shift(WINDOW + timedelta(seconds=1))
    attachments.detach(bound, reason="Départ", actor=of(other))
    assert not bound.is_open


def test_after_seventy_two_hours_nothing_is_frozen(app, account, changed, clock):
    assert WINDOW == timedelta(hours=72)
    secret = link()
    clock.shift(WINDOW + timedelta(seconds=1))
    with pytest.raises(TokenExpired):
        freeze(secret, reason=REASON, actor=visitor())
    with pytest.raises(TokenUnknown):
        freeze("jamais-envoye", reason=REASON, actor=visitor())


def test_two_changes_and_a_freeze_at_once_leave_one_referent_who_is_a_referent(app, account, agent):
    for _ in range(3):
        bound, others = held(account, agent), [colleague(account), colleague(account)]
        name_referent(bound, others[0], actor=by(agent))
        number, who, secret = bound.id, [other.id for other in others] + [account.id], link()

        def change(to, number=number, by_whom=agent.id):
            actor = by(get(Agent, by_whom))
            name_referent(get(Attachment, number), get(ProAccount, to), actor=actor)

        works = [lambda to=to, change=change: change(to) for to in who]
        works.append(lambda secret=secret: freeze(secret, reason=REASON, actor=visitor()))
        outcome = together(app, works * 2)
        assert set(outcome.refused) <= {"AlreadyReferent", "Stale", "TokenExpired"}
        db.session.expire_all()
        assert bound.referent_id in {row.account_id for row in bound.referents}
    audit.verify()


def test_a_change_of_what_moved_meanwhile_is_stale(app, account, agent, monkeypatch):
    bound, first, second = held(account, agent), colleague(account), colleague(account)
    read = bound.referent
    name_referent(bound, first, actor=by(agent))
    monkeypatch.setattr(Attachment, "referent", read, raising=False)
    with pytest.raises(Stale):
        name_referent(bound, second, actor=by(agent))


def test_a_suspended_referent_is_told_to_staff_with_what_they_hold(app, account, agent):
    titles = [held(account, agent).concession.title for _ in range(2)]
    accounts.suspend(account, reason="Doute", actor=by(agent))
    (question,) = db.session.scalars(select(CaseQuestion)).all()
    assert (question.kind, question.message.splitlines()) == ("orphaned", titles)
    assert question.case.company_id == account.company_id and question.account_id is None


def test_who_refers_to_nothing_is_suspended_without_a_case(app, account, agent):
    accounts.suspend(account, reason="Doute", actor=by(agent))
    assert count(CaseQuestion) == 0


def test_an_erased_referent_leaves_a_case_where_nobody_active_follows(app, account, agent):
    alone, shared, other = held(account, agent), held(account, agent), colleague(account)
    attachments.add_referent(shared, other, actor=of(account))
    accounts.erase(account, reason="Départ", actor=of(account))
    assert shared.referent_id == other.id and not alone.is_open
    (question,) = db.session.scalars(select(CaseQuestion)).all()
    assert (question.kind, question.message) == ("orphaned", alone.concession.title)
