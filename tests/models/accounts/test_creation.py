"""An account is made with its company, its link and its mail, or not at all."""

from __future__ import annotations

import pytest

from models.accounts import AccountStatus, ProAccount, UsedIdentifier
from models.companies import Company
from models.values.contacts import EmailRefused
from tests.support import people
from tests.support.newcomers import create
from tests.support.records import actions, count, mails_of


def test_a_creation_makes_company_account_link_and_mail_in_one_breath(app):
    account = create()
    assert account.status is AccountStatus.PENDING
    assert actions() == ["company-registered", "account-created"]
    owed = mails_of()
    assert [(mail.kind, mail.to, mail.state) for mail in owed] == [
        ("activation", "john.doe@example.org", "owed")
    ]
    assert owed[0].token.is_live


def test_a_refused_address_leaves_nothing_behind(app):
    with pytest.raises(EmailRefused):
        create(email="john.doe")
    assert count(Company) == count(ProAccount) == count(UsedIdentifier) == 0


def test_a_double_click_on_the_last_step_makes_one_account(app):
    facts = people.facts()
    first = create(company=facts, submission="la-même")
    second = create(company=facts, submission="la-même")
    assert first.id == second.id and count(ProAccount) == 1 and len(mails_of()) == 1


def test_without_a_key_each_sending_makes_an_account(app):
    facts = people.facts()
    assert create(company=facts).id != create(company=facts).id
