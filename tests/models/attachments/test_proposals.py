"""The evidence to try first."""

from __future__ import annotations

import pytest

from models import attachments
from models.attachments import Evidence
from models.attachments.evidence import OF_STAFF
from models.attachments.evidence.siren import is_proved_by_siren
from models.attachments.proposals import list_at_hand
from models.concessions import Concession
from models.concessions.access_codes import TitleLock
from models.kernel.clock import now
from models.kernel.transactions import transaction
from tests.support import people


@pytest.fixture
def record(app):
    def make(**facts):
        with transaction() as session:
            made = Concession(
                reference=f"ECR-{facts.get('siret', 'X')}", kind="voirie", imported_at=now(), **facts
            )
            made.name("Port de l’Estuaire")
            made.set_code("4827")
            made.refresh_search()
            session.add(made)
        return made

    return make


def test_the_siren_with_the_accounts_own_mail_needs_no_code(app, record):
    account = people.active()
    assert (
        attachments.propose(record(siret=account.company.siret, email=account.email), account)
        is Evidence.SIREN
    )


def test_a_mail_that_nobody_activated_proves_nothing(app, record):
    account = people.pending()
    found = record(siret=account.company.siret, email=account.email)
    assert attachments.propose(found, account) is Evidence.CODE


def test_a_code_that_cannot_serve_is_not_asked_for(app, record):
    account = people.active()
    found = record(siret=account.company.siret, phone="+33235223344")
    assert attachments.propose(found, account) is Evidence.CODE
    with transaction() as session:
        session.add(TitleLock(title_digest=found.title_digest, closed_at=now()))
    assert attachments.propose(found, account) is Evidence.CALLBACK


def test_a_code_that_served_another_company_is_not_asked_for(app, record):
    account, other = people.active(), people.active()
    found = record(siret=account.company.siret)
    with transaction():
        found.code_company_id = other.company_id
    assert attachments.propose(found, account) is Evidence.SIREN
    found = record()
    with transaction():
        found.code_company_id = other.company_id
    assert attachments.propose(found, account) is Evidence.OTHER


def test_without_a_code_nor_a_number_the_siren_or_words(app, record):
    account = people.active()
    found = record(siret=account.company.siret)
    with transaction():
        found.code_hmac = found.code_key_id = None
    assert attachments.propose(found, account) is Evidence.SIREN
    assert not is_proved_by_siren(found, account)


def test_what_the_record_has_nothing_for_is_not_at_hand(app, record):
    account = people.active()
    everything = record(siret=account.company.siret, phone="+33235223344")
    assert list_at_hand(everything, account) == OF_STAFF
    bare = record(siret="")
    with transaction():
        bare.code_hmac = None
    assert list_at_hand(bare, account) == [Evidence("mandate"), Evidence("other")]
