"""An address counts as proved once a link has reached it; nobody profits from a fact they changed."""

from __future__ import annotations

import pytest

from models import accounts, attachments
from models.attachments import Evidence
from models.attachments.evidence.siren import is_proved_by_siren
from models.kernel.access import tokens
from models.kernel.access.links import Purpose, TokenExpired
from models.kernel.base import db
from tests.support import people
from tests.support.records import actions, by, concession, mails_of, of, visitor

OLD_RECORD = "ancien.contact@example.org"
WHY = "Vérifié au téléphone avec le contact."


@pytest.fixture
def corrected(app, account, agent):
    """An active account whose address staff have set to that of the old record."""
    return accounts.correct(account, version=account.version, email=OLD_RECORD, actor=by(agent))


def link_of(kind):
    return tokens.secret_of(mails_of(kind)[-1].token)


def test_an_address_corrected_by_staff_proves_nothing(corrected, agent):
    record = concession(siret=corrected.company.siret, email=OLD_RECORD)
    assert not is_proved_by_siren(record, corrected)
    made = attachments.attach(record, corrected, evidence=Evidence.SIREN, justification=WHY, actor=by(agent))
    assert made.waits_for_review and made.effective_at is None


def test_its_person_proves_it_by_the_link_that_reached_them(corrected):
    assert [mail.to for mail in mails_of("email-proof")] == [OLD_RECORD]
    accounts.confirm_email(link_of("email-proof"), actor=visitor())
    assert corrected.has_proved_email and actions()[-1] == "email-proved"
    assert is_proved_by_siren(concession(siret=corrected.company.siret, email=OLD_RECORD), corrected)
    assert len(mails_of("email-changed")) == 1, "of the correction; the proof changes nothing"


def test_an_address_that_nobody_proved_receives_no_reset_link(corrected):
    accounts.ask_reset(corrected.identifier, actor=visitor())
    assert mails_of("reset") == []
    accounts.confirm_email(link_of("email-proof"), actor=visitor())
    accounts.ask_reset(corrected.identifier, actor=visitor())
    assert [mail.to for mail in mails_of("reset")] == [OLD_RECORD]


def test_the_link_that_proves_a_corrected_address_may_be_sent_again(corrected, agent):
    accounts.resend(corrected, actor=by(agent))
    first, second = mails_of("email-proof")
    assert not first.token.is_live and second.token.is_live
    accounts.confirm_email(link_of("email-proof"), actor=visitor())
    with pytest.raises(accounts.AccountNotPending):
        accounts.resend(corrected, actor=by(agent))


def test_a_correction_of_anything_else_leaves_the_address_proved(app, account, agent):
    accounts.correct(account, version=account.version, job_title="Gérante", actor=by(agent))
    assert account.has_proved_email and mails_of("email-proof") == []


def test_a_reset_ends_a_change_of_address_that_somebody_asked_for(app, account):
    accounts.request_email_change(
        account, "intrus@example.org", current_password=people.PRO_PASSWORD, actor=of(account)
    )
    secret = link_of("email-change")
    accounts.ask_reset(account.identifier, actor=visitor())
    accounts.reset(link_of("reset"), "une tout autre phrase de passe", actor=visitor())
    assert tokens.live(Purpose.EMAIL_CHANGE, account) is None
    with pytest.raises(TokenExpired):
        accounts.confirm_email(secret, actor=visitor())
    db.session.refresh(account)
    assert account.email != "intrus@example.org"


def test_the_old_address_is_told_when_a_change_is_asked(app, account):
    accounts.request_email_change(
        account, "nouvelle@example.org", current_password=people.PRO_PASSWORD, actor=of(account)
    )
    assert [mail.to for mail in mails_of("email-change-asked")] == [account.email]
