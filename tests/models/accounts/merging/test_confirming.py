"""Each of two accounts proves to be its person's; only then is one of them gone."""

from __future__ import annotations

from datetime import timedelta

import pyotp
import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from models import accounts
from models.accounts import EmailNotProved, WrongPassword, merging
from models.accounts.merging import (
    AccountMerge,
    MergeOver,
    OtherUnit,
    ProtectionLost,
    SameAccount,
    TooManyMerges,
)
from models.accounts.merging.confirming import find_proved
from models.accounts.merging.rules import check_pair
from models.kernel.access.links import Purpose, Token, TokenExpired, TokenUnknown
from models.kernel.clock import now
from models.kernel.errors import NotAllowed, ReasonMissing
from models.kernel.transactions import transaction
from models.sign_in import SecondFactorRefused
from models.sign_in.throttle import SignInRefused
from tests.support import people
from tests.support.merges import link_to, twin
from tests.support.records import by, count, events, mails_of, of, visitor


def ask(kept, gone):
    merging.request_link(kept, gone.identifier, current_password=people.PRO_PASSWORD, actor=of(kept))


def with_second_factor(account):
    secret = pyotp.random_base32()
    code = pyotp.TOTP(secret).at(now())
    accounts.turn_on(
        account, secret=secret, code=code, current_password=people.PRO_PASSWORD, actor=of(account)
    )
    return account


@pytest.fixture
def pair(account):
    """The account that stays, and the one that goes."""
    return account, twin(account)


def test_nothing_is_merged_before_the_other_address_says_yes(app, pair):
    kept, gone = pair
    ask(kept, gone)
    assert gone.is_active and [mail.to for mail in mails_of("merge-asked")] == [gone.email]
    merging.accept_by_link(link_to(gone), actor=visitor())
    assert gone.merged_into_id == kept.id and not gone.is_active and kept.is_active


def test_the_link_is_used_once_and_dies_with_the_merge(app, pair):
    kept, gone = pair
    ask(kept, gone)
    secret = link_to(gone)
    merging.accept_by_link(secret, actor=visitor())
    with pytest.raises(TokenExpired):
        merging.accept_by_link(secret, actor=visitor())
    assert count(Token, Token.purpose == Purpose.MERGE.value, Token.ended_at.is_(None)) == 0


def test_who_has_the_link_may_refuse_and_nothing_changes(app, pair):
    kept, gone = pair
    ask(kept, gone)
    secret = link_to(gone)
    merging.refuse_by_link(secret, actor=visitor())
    assert gone.is_active and events("merge-dropped")[-1].actor_id == gone.id
    with pytest.raises(TokenExpired):
        merging.accept_by_link(secret, actor=visitor())


def test_a_link_is_dead_after_seventy_two_hours_and_once_another_is_asked_for(app, pair, clock):
    kept, gone = pair
    ask(kept, gone)
    first = link_to(gone)
    ask(kept, gone)
    with pytest.raises(TokenExpired):
        merging.peek(first)
    second = link_to(gone)
    clock.shift(timedelta(hours=72, seconds=1))
    with pytest.raises(TokenExpired):
        merging.accept_by_link(second, actor=visitor())
    with pytest.raises(TokenUnknown):
        merging.peek("jamais-envoye")


def test_asking_needs_ones_own_password(app, pair):
    kept, gone = pair
    with pytest.raises(WrongPassword):
        merging.request_link(kept, gone.identifier, current_password="Non-ce-n’est-pas-12", actor=of(kept))
    assert mails_of("merge-asked") == []


def test_an_account_that_may_not_go_and_one_that_is_not_get_no_link_and_the_same_answer(app, account, agent):
    stranger, waiting = people.active(), people.pending(company=people.facts(siret=account.company.siret))
    suspended = twin(account)
    accounts.suspend(suspended, reason="Doute", actor=by(agent))
    for identifier in (stranger.identifier, waiting.identifier, suspended.identifier, "pro.jamais.vue"):
        merging.request_link(account, identifier, current_password=people.PRO_PASSWORD, actor=of(account))
    assert (
        mails_of("merge-asked") == [] and count(AccountMerge) == count(Token, Token.purpose == "merge") == 0
    )
    assert [event.subject_id for event in events("merge-asked")] == [account.id] * 4


def test_of_links_five_a_day_are_asked_for(app, pair):
    kept, _ = pair
    for _ in range(5):
        merging.request_link(kept, "pro.personne", current_password=people.PRO_PASSWORD, actor=of(kept))
    with pytest.raises(TooManyMerges):
        merging.request_link(kept, "pro.personne", current_password=people.PRO_PASSWORD, actor=of(kept))


def prove(kept, gone, *, password=people.PRO_PASSWORD, code="", own=people.PRO_PASSWORD):
    return merging.prove_other(
        kept, gone.identifier, current_password=own, password=password, code=code, actor=of(kept)
    )


def test_both_passwords_prove_and_a_last_yes_merges(app, pair):
    kept, gone = pair
    merge = prove(kept, gone)
    assert gone.is_active and find_proved(kept, merge.id) is not None
    assert find_proved(gone, merge.id) is None
    with pytest.raises(NotAllowed):
        merging.finish(merge, actor=of(gone))
    merging.finish(merge, actor=of(kept))
    assert gone.merged_into_id == kept.id
    with pytest.raises(MergeOver):
        merging.finish(merge, actor=of(kept))


def test_what_was_proved_by_passwords_is_over_after_an_hour(app, pair, clock):
    kept, gone = pair
    merge = prove(kept, gone)
    clock.shift(timedelta(hours=1, seconds=1))
    with pytest.raises(MergeOver):
        merging.finish(merge, actor=of(kept))
    assert gone.is_active


def test_a_wrong_password_of_the_other_and_an_account_that_is_not_get_one_answer(app, pair):
    kept, gone = pair
    with pytest.raises(SignInRefused):
        prove(kept, gone, password="Ce-n’est-pas-le-bon-12")
    accounts.erase(gone, reason="Départ", actor=of(gone))
    with pytest.raises(SignInRefused):
        prove(kept, gone)


def test_tries_of_the_other_password_count_as_at_the_door(app, pair):
    kept, gone = pair
    for _ in range(5):
        with pytest.raises(SignInRefused):
            prove(kept, gone, password="Ce-n’est-pas-le-bon-12")
    with pytest.raises(SignInRefused):
        prove(kept, gone)


def test_two_accounts_of_different_units_stay_apart_and_one_is_no_two(app, account):
    with pytest.raises(OtherUnit):
        prove(account, people.active())
    with pytest.raises(SameAccount):
        prove(account, account)


def test_what_was_behind_a_second_factor_stays_behind_one(app, pair):
    kept, gone = pair
    with_second_factor(gone)
    with pytest.raises(ProtectionLost):
        check_pair(gone, kept)
    with_second_factor(kept)
    check_pair(gone, kept)


def test_the_link_is_not_enough_for_an_account_that_asks_for_a_code(app, pair, clock):
    kept, gone = with_second_factor(pair[0]), with_second_factor(pair[1])
    ask(kept, gone)
    secret = link_to(gone)
    with pytest.raises(SecondFactorRefused):
        merging.accept_by_link(secret, code="000000", actor=visitor())
    clock.shift(timedelta(minutes=1))
    merging.accept_by_link(secret, code=people.code_of(gone), actor=visitor())
    assert gone.merged_into_id == kept.id


def test_an_address_that_staff_corrected_proves_nothing(app, pair, agent):
    kept, gone = pair
    accounts.correct(gone, version=gone.version, email="autre@example.org", actor=by(agent))
    with pytest.raises(EmailNotProved):
        merging.propose(gone, kept, reason="Appel", actor=by(agent))
    ask(kept, gone)
    assert mails_of("merge-asked") == []


def test_what_staff_propose_waits_for_both_addresses(app, pair, agent):
    kept, gone = pair
    merging.propose(gone, kept, reason="Mme Roux a deux comptes", actor=by(agent))
    assert {mail.to for mail in mails_of("merge-asked")} == {kept.email, gone.email}
    merging.accept_by_link(link_to(kept), actor=visitor())
    assert gone.is_active
    merging.accept_by_link(link_to(gone), actor=visitor())
    assert gone.merged_into_id == kept.id


def test_staff_propose_with_a_reason_and_the_right_to(app, pair, agent, admin):
    kept, gone = pair
    with pytest.raises(ReasonMissing):
        merging.propose(gone, kept, reason=" ", actor=by(agent))
    for nobody in (by(admin), of(kept)):
        with pytest.raises(NotAllowed):
            merging.propose(gone, kept, reason="Appel", actor=nobody)


def test_a_proposal_is_dropped_by_staff_and_by_who_asked_for_it(app, pair, agent):
    kept, gone = pair
    merge = merging.propose(gone, kept, reason="Appel", actor=by(agent))
    with pytest.raises(NotAllowed):
        merging.drop(merge, actor=of(kept))
    merging.drop(merge, actor=by(agent))
    with pytest.raises(MergeOver):
        merging.drop(merge, actor=by(agent))
    merging.drop(prove(kept, gone), actor=of(kept))
    assert gone.is_active and count(AccountMerge, AccountMerge.ended_at.is_(None)) == 0


def test_the_database_merges_nothing_that_was_not_proved(app, pair, agent, supervisor):
    kept, gone = pair
    merge = merging.propose(gone, kept, reason="Appel", actor=by(agent))
    for facts in (
        {"ended_at": now(), "outcome": "done"},
        {"ended_at": now(), "outcome": "done", "kept_proved_at": now()},
        {"ended_at": now(), "outcome": "done", "gone_proved_at": now()},
        {"approved_at": now(), "approved_by_id": agent.id},
        {"approved_at": now(), "approved_by_id": supervisor.id, "asked_by_id": None},
        {"kept_id": gone.id},
    ):
        with pytest.raises(IntegrityError), transaction() as session:
            row = session.scalars(select(AccountMerge).where(AccountMerge.id == merge.id)).one()
            for name, value in facts.items():
                setattr(row, name, value)
            session.flush()


def test_a_pointer_leads_from_a_closed_account_to_another(app, pair):
    kept, gone = pair
    for facts in ({"merged_into_id": kept.id}, {"erased_at": now(), "merged_into_id": gone.id}):
        with pytest.raises(IntegrityError), transaction() as session:
            row = session.get_one(accounts.ProAccount, gone.id)
            for name, value in facts.items():
                setattr(row, name, value)
            session.flush()
