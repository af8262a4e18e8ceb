"""Who acts lets colleagues in, and nobody else does."""

from __future__ import annotations

import pytest

from models import accounts
from models.accounts import ProAccount
from models.attachments import AccountUnusable
from models.attachments.afterwards.mandates import Mandate, MandatePerson
from models.attachments.afterwards.mandates.acting import acts_for_any
from models.attachments.afterwards.mandates.letting_in import let_in
from models.kernel.errors import NotAllowed
from tests.support import people
from tests.support.mandates import colleague_of, given
from tests.support.racing.races import behind, get
from tests.support.records import actions, count, of


def test_a_colleague_is_let_in_by_who_acts(app, account):
    made, to = given(account, to := people.active()), to
    colleague = colleague_of(to)
    for stranger in (account, people.active(), colleague):
        with pytest.raises(NotAllowed):
            let_in(made, colleague, actor=of(stranger))
    let_in(made, colleague, actor=of(to))
    let_in(made, colleague, actor=of(to))
    assert acts_for_any(colleague) and actions().count("mandate-person-added") == 1


def test_nobody_of_another_company_is_let_in(app, account):
    made = given(account, to := people.active())
    for wrong in (people.active(), account):
        with pytest.raises(AccountUnusable):
            let_in(made, wrong, actor=of(to))


def test_a_colleague_who_goes_at_this_moment_is_not_let_in(app, account):
    made = given(account, to := people.active())
    colleague = colleague_of(to)
    number, who, by_whom = made.id, colleague.id, to.id

    def let():
        acting = get(ProAccount, by_whom)
        let_in(get(Mandate, number), get(ProAccount, who), actor=of(acting))

    with behind(app, let) as outcome:
        accounts.erase(colleague, reason="Départ", actor=of(colleague))
    assert outcome == ["AccountUnusable"]
    assert count(MandatePerson, MandatePerson.account_id == who) == 0
