"""A supervisor moves a record from one company to another at one moment, and may give it back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from models import attachments, audit
from models.accounts import ProAccount
from models.attachments import (
    AccountUnusable,
    Attachment,
    AttachmentOver,
    JustificationTooShort,
    OwnWork,
    UnderReview,
    UndoTooLate,
)
from models.attachments.afterwards import NotTransferred, SameCompany, transfer, undo_transfer
from models.kernel.base import db
from models.kernel.errors import NotAllowed
from models.staff import Agent
from tests.support import people
from tests.support.racing.races import get, together
from tests.support.records import WHY, actions, by, count, held, mails_of, of


def test_it_moves_at_one_moment_with_its_reason_and_both_sides_are_told(app, account, agent, supervisor):
    bound, other = held(account, agent), people.active()
    made = transfer(bound, other, reason=WHY, actor=by(supervisor))
    assert (bound.ended_how, bound.ended_reason, bound.ended_by_id) == ("detached", WHY, supervisor.id)
    assert (made.company_id, made.referent_id, made.taken_from_id) == (other.company_id, other.id, bound.id)
    assert (made.evidence, made.justification, made.review) == ("transfer", WHY, "after")
    assert made.is_in_effect and made.concession.code_company_id == other.company_id
    assert account.email in [mail.to for mail in mails_of("detached")]
    assert other.email in [mail.to for mail in mails_of("attached")]
    assert actions()[-3:] == ["detached", "attached", "case-started"]
    audit.verify()


def test_only_a_supervisor_who_has_no_stake_moves_it_for_a_written_reason(app, account, agent, supervisor):
    bound, other = held(account, agent), people.active(email="deux.chapeaux@example.org")
    insider = people.staff("supervisor", email="deux.chapeaux@example.org")
    cases = [
        (agent, other, WHY, NotAllowed),
        (supervisor, other, "Trop court", JustificationTooShort),
        (insider, other, WHY, OwnWork),
        (supervisor, account, WHY, SameCompany),
        (supervisor, people.pending(), WHY, AccountUnusable),
    ]
    for who, to, reason, refusal in cases:
        with pytest.raises(refusal):
            transfer(bound, to, reason=reason, actor=by(who))
    assert bound.is_open and count(Attachment) == 1


def test_what_is_contested_or_over_stays(app, account, agent, supervisor):
    contested, over, other = held(account, agent), held(account, agent), people.active()
    attachments.contest(contested, reason="Doute", actor=by(supervisor))
    attachments.detach(over, reason="Erreur", actor=of(account))
    for bound, refusal in ((contested, UnderReview), (over, AttachmentOver)):
        with pytest.raises(refusal):
            transfer(bound, other, reason=WHY, actor=by(supervisor))


def test_it_is_given_back_with_its_proof_and_its_people(app, account, agent, supervisor):
    bound, other = held(account, agent), people.active()
    made = transfer(bound, other, reason=WHY, actor=by(supervisor))
    assert undo_transfer(made, reason=WHY, actor=by(supervisor)) is bound
    assert bound.is_in_effect and bound.evidence == "code" and not made.is_open
    assert bound.concession.code_company_id == account.company_id
    assert bound.concession.open_attachment is bound
    assert account.email in [mail.to for mail in mails_of("detachment-undone")]
    audit.verify()


def test_nothing_is_given_back_late_or_that_nobody_gave(app, account, agent, supervisor, clock):
    bound, other = held(account, agent), people.active()
    with pytest.raises(NotTransferred):
        undo_transfer(bound, reason=WHY, actor=by(supervisor))
    made = transfer(bound, other, reason=WHY, actor=by(supervisor))
    with pytest.raises(NotAllowed):
        undo_transfer(made, reason=WHY, actor=by(agent))
    clock.shift(timedelta(days=31))
    with pytest.raises(UndoTooLate):
        undo_transfer(made, reason=WHY, actor=by(supervisor))


def test_transferred_and_detached_at_once_one_of_both_was_first(app, account, agent, supervisor):
    for _ in range(3):
        bound, others = held(account, agent), [people.active().id for _ in range(2)]
        number, who = bound.id, supervisor.id

        def move(to, number=number, who=who):
            actor = by(get(Agent, who))
            transfer(get(Attachment, number), get(ProAccount, to), reason=WHY, actor=actor)

        def detach(number=number, who=who):
            attachments.detach(get(Attachment, number), reason="Erreur", actor=by(get(Agent, who)))

        outcome = together(app, [detach, *[lambda to=to, move=move: move(to) for to in others]] * 2)
        assert set(outcome.refused) <= {"AttachmentOver"}
        db.session.expire_all()
        held_now = count(Attachment, Attachment.concession_id == bound.concession_id, Attachment.is_open)
        assert not bound.is_open and held_now <= 1
    audit.verify()
