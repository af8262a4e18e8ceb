"""Merges meet each other, an erasure, a detachment: one after the other, and nothing is left to nobody."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from models import accounts, attachments, audit
from models.accounts import ProAccount, merging
from models.accounts.merging import AccountMerge
from models.attachments import Attachment, AttachmentReferent
from models.kernel.base import db
from tests.support import people
from tests.support.merges import proved, twin
from tests.support.racing.races import behind, get, together
from tests.support.records import actions, by, count, held, of


def finish(number):
    merge = get(AccountMerge, number)
    merging.finish(merge, actor=of(merge.kept))


@pytest.fixture
def pair(account):
    """Two accounts of one person."""
    return account, twin(account)


def test_each_into_the_other_at_once_leaves_one_of_them_with_all(app, agent):
    for _ in range(3):
        first = people.active()
        second = twin(first)
        bound = [held(first, agent).id, held(second, agent).id]
        works = [proved(first, second).id, proved(second, first).id]
        outcome = together(app, [lambda number=number: finish(number) for number in works * 3])
        assert len(outcome.made) == 1 and set(outcome.refused) <= {"MergeOver", "AccountErased"}
        db.session.expire_all()
        (left,) = [each for each in (first, second) if each.is_active]
        referents = select(Attachment.referent_id).where(Attachment.id.in_(bound))
        assert set(db.session.scalars(referents)) == {left.id}
    audit.verify()


def test_into_two_at_once_goes_into_one(app, pair):
    kept, gone = pair
    third = twin(kept)
    number = proved(gone, kept).id
    later = proved(gone, third).id
    outcome = together(app, [lambda: finish(number), lambda: finish(later)] * 3)
    assert len(outcome.made) == 1 and gone.merged_into_id == third.id


def test_a_merge_and_an_erasure_of_either_at_once_leave_nothing_to_nobody(app, agent):
    for erased in (0, 1):
        pair = [people.active()]
        pair.append(twin(pair[0]))
        bound, number, who = held(pair[1], agent).id, proved(pair[1], pair[0]).id, pair[erased].id

        def erase(who=who):
            account = get(ProAccount, who)
            accounts.erase(account, reason="Départ", actor=of(account))

        outcome = together(app, [lambda number=number: finish(number), erase])
        assert set(outcome.refused) <= {"AccountErased", "MergeOver", "Stale"}
        db.session.expire_all()
        attachment = get(Attachment, bound)
        assert not attachment.is_open or attachment.referent.is_active
    audit.verify()


def test_a_merge_waits_for_an_erasure_and_does_nothing_then(app, pair, agent):
    kept, gone = pair
    number = proved(gone, kept).id
    with behind(app, lambda: finish(number)) as outcome:
        accounts.erase(gone, reason="Départ", actor=of(gone))
    assert outcome == ["MergeOver"] and actions().count("account-merged") == 0


def test_a_merge_and_a_detachment_at_once_do_both(app, pair, agent):
    kept, gone = pair
    for _ in range(3):
        gone = twin(kept)
        bound, number, by_whom = held(gone, agent).id, proved(gone, kept).id, agent.id

        def detach(bound=bound, by_whom=by_whom):
            actor = by(get(type(agent), by_whom))
            attachments.detach(get(Attachment, bound), reason="Erreur", actor=actor)

        together(app, [lambda number=number: finish(number), detach])
        db.session.expire_all()
        attachment = get(Attachment, bound)
        assert not attachment.is_open and attachment.referent_id == kept.id
    audit.verify()


def test_who_is_let_in_at_this_moment_is_not_let_in_as_who_has_gone(app, pair, agent):
    kept, gone = pair
    colleague = people.active(company=people.facts(siret=kept.company.siret))
    bound, who, by_whom = held(colleague, agent).id, gone.id, agent.id
    merge = proved(gone, kept)

    def add():
        actor = by(get(type(agent), by_whom))
        attachments.add_referent(get(Attachment, bound), get(ProAccount, who), actor=actor)

    with behind(app, add) as outcome:
        merging.finish(merge, actor=of(kept))
    assert outcome == ["AccountUnusable"]
    assert count(AttachmentReferent, AttachmentReferent.account_id == who) == 0
