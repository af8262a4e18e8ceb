"""Who acts by a mandate, once their account went into another of theirs."""

from __future__ import annotations

from models.attachments.afterwards.mandates import MandateStatus
from models.attachments.afterwards.mandates.acting import acts_for_any
from tests.support import people
from tests.support.mandates import colleague_of, given
from tests.support.merges import elsewhere, merge, twin


def acting(mandate):
    return [person.account_id for person in mandate.people]


def test_the_account_that_stays_acts_in_the_place_of_the_other_and_once(app, account):
    kept = people.active()
    colleague_of(kept)
    gone = twin(kept)
    alone, both = given(account, gone), given(account, kept)
    merge(gone, kept)
    assert gone.id not in acting(alone) + acting(both)
    assert acting(alone).count(kept.id) == acting(both).count(kept.id) == 1
    assert acts_for_any(kept) and alone.is_open and both.is_open


def test_another_establishment_acts_by_no_mandate_of_the_first(app, account):
    gone = people.active()
    mandate = given(account, gone)
    kept = elsewhere(gone)
    merge(gone, kept)
    assert not acts_for_any(kept) and mandate.ended_how == MandateStatus.EMPTIED


def test_a_record_that_goes_to_another_establishment_leaves_the_mandate(app, account):
    mandate = given(account, to := people.active())
    kept = elsewhere(account)
    merge(account, kept)
    assert mandate.ended_how == MandateStatus.EMPTIED and not acts_for_any(to)
