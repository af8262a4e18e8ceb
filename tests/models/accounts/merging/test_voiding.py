"""What was proved of an account holds no longer than the way in by which it was proved."""

from __future__ import annotations

import pyotp
import pytest

from models import accounts
from models.accounts import merging
from models.accounts.merging import AccountMerge, MergeOver
from models.accounts.merging.confirming import find_proved
from models.kernel.access import tokens
from models.kernel.access.links import Purpose, TokenExpired
from models.kernel.base import db
from models.kernel.clock import now
from tests.support import people
from tests.support.merges import link_to, proved, twin
from tests.support.records import by, count, detail, events, held, of, visitor

NEW_PASSWORD = "Un-Tout-Autre-Chemin-42"


def reset(account, _):
    accounts.ask_reset(account.identifier, actor=visitor())
    secret = tokens.secret_of(tokens.live(Purpose.RESET, account))
    accounts.reset(secret, NEW_PASSWORD, actor=visitor())


def change_password(account, _):
    word = people.PRO_PASSWORD
    accounts.change_password(account, current_password=word, password=NEW_PASSWORD, actor=of(account))


def change_address(account, _):
    word = people.PRO_PASSWORD
    accounts.request_email_change(
        account, f"nouveau{account.id}@example.org", current_password=word, actor=of(account)
    )
    secret = tokens.secret_of(tokens.live(Purpose.EMAIL_CHANGE, account))
    accounts.confirm_email(secret, actor=visitor())


def correct_address(account, agent):
    """Staff put it right, and its person proves the new one."""
    accounts.correct(
        account, version=account.version, email=f"juste{account.id}@example.org", actor=by(agent)
    )
    secret = tokens.secret_of(tokens.live(Purpose.EMAIL_CHANGE, account))
    accounts.confirm_email(secret, actor=visitor())


def suspend_for_a_time(account, agent):
    accounts.suspend(account, reason="Doute", actor=by(agent))
    accounts.restore(account, reason="Levé", actor=by(agent))


def turn_second_factor_on(account, _):
    secret = pyotp.random_base32()
    code = pyotp.TOTP(secret).at(now())
    accounts.turn_on(
        account, secret=secret, code=code, current_password=people.PRO_PASSWORD, actor=of(account)
    )


WAYS = (reset, change_password, change_address, correct_address, suspend_for_a_time, turn_second_factor_on)


@pytest.fixture
def pair(account):
    """The account that stays, and the one that goes."""
    return account, twin(account)


@pytest.mark.parametrize("way", WAYS)
def test_a_password_that_proved_the_other_account_proves_nothing_after_another_way_in(app, pair, agent, way):
    kept, gone = pair
    bound, merge = held(gone, agent), proved(gone, kept)
    way(gone, agent)
    assert find_proved(kept, merge.id) is None
    with pytest.raises(MergeOver):
        merging.finish(merge, actor=of(kept))
    db.session.expire_all()
    assert gone.is_active and bound.referent_id == gone.id


@pytest.mark.parametrize("way", WAYS)
def test_a_link_to_the_address_of_before_merges_nothing(app, pair, agent, way):
    kept, gone = pair
    merging.request_link(kept, gone.identifier, current_password=people.PRO_PASSWORD, actor=of(kept))
    secret = link_to(gone)
    way(gone, agent)
    with pytest.raises(TokenExpired):
        merging.accept_by_link(secret, actor=visitor())
    assert gone.is_active


@pytest.mark.parametrize("way", WAYS)
def test_what_the_one_that_stays_asked_for_is_over_too(app, pair, agent, way):
    kept, gone = pair
    merging.request_link(kept, gone.identifier, current_password=people.PRO_PASSWORD, actor=of(kept))
    secret = link_to(gone)
    way(kept, agent)
    with pytest.raises(TokenExpired):
        merging.accept_by_link(secret, actor=visitor())
    assert detail(events("merge-dropped")[-1]).subject_label == kept.label


def test_nothing_waits_of_an_account_that_is_gone(app, pair, agent):
    kept, gone = pair
    third = twin(kept)
    merging.propose(third, gone, reason="Appel", actor=by(agent))
    merging.finish(proved(gone, kept), actor=of(kept))
    assert count(AccountMerge, AccountMerge.ended_at.is_(None)) == 0
    merging.propose(third, kept, reason="Appel", actor=by(agent))
    accounts.erase(third, reason="Départ", actor=of(third))
    assert count(AccountMerge, AccountMerge.ended_at.is_(None)) == 0


def test_an_account_of_which_nothing_waits_leaves_no_word_of_a_merge(app, account, agent):
    change_password(account, agent)
    assert events("merge-dropped") == []
