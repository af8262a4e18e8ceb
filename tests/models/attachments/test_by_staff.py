"""Attaching: what each evidence is worth, whom it concerns, who is told."""

from __future__ import annotations

from collections import Counter

import pytest
from sqlalchemy import insert, update
from sqlalchemy.exc import IntegrityError

from models import accounts, attachments, documents
from models.attachments import (
    AccountUnusable,
    AlreadyAttached,
    Attachment,
    CalledNumberUnknown,
    CodeNotAccepted,
    DocumentMissing,
    JustificationTooShort,
    SirenMismatch,
)
from models.attachments.evidence import rule
from models.concessions.access_codes import CodeMalformed
from models.documents import contents
from models.documents.stores.folder import FolderStore
from models.kernel.base import db
from models.kernel.errors import NotAllowed
from models.kernel.transactions import transaction
from models.values.days import working_days_after
from tests.support import people
from tests.support.records import CODE, WHY, WRONG, by, concession, count, events, mails_of, of


@pytest.fixture
def pdf(app, tmp_path, monkeypatch):
    """A document in a folder of its own."""
    monkeypatch.setattr(contents, "_store", FolderStore(tmp_path))
    return documents.store("mandat.pdf", b"%PDF-1.7 mandat", actor=people.SYSTEM)


def attach(record, account, agent, evidence="other", **options):
    options.setdefault("justification", WHY)
    return attachments.attach(record, account, evidence=evidence, actor=by(agent), **options)


# -- the table of evidences


def test_the_code_told_on_the_phone_takes_effect_at_once(app, account, agent):
    bound = attach(concession(), account, agent, "code", access_code=CODE, justification="")
    assert bound.is_in_effect and bound.review in ("none", "sample")


def test_one_code_in_twenty_is_looked_at_by_a_supervisor(app, account, agent, monkeypatch):
    drawn = iter([0, 1, 19])
    monkeypatch.setattr(rule.secrets, "randbelow", lambda n: next(drawn) if n == 20 else 1 / 0)
    found = [attach(concession(), account, agent, "code", access_code=CODE).review for _ in range(3)]
    assert found == ["sample", "none", "none"]


def test_a_wrong_code_on_the_phone_is_said_so_to_staff(app, account, agent):
    with pytest.raises(CodeNotAccepted):
        attach(concession(), account, agent, "code", access_code=WRONG)
    with pytest.raises(CodeMalformed):
        attach(concession(), account, agent, "code", access_code="")


def test_siren_and_the_activated_address_take_effect_at_once_and_are_reviewed_after(app, account, agent):
    record = concession(siret=account.company.siren + "99999", email=account.email.upper())
    bound = attach(record, account, agent, "siren")
    assert bound.is_in_effect and bound.review == "after"


def test_siren_without_the_address_waits_for_a_supervisor(app, account, agent):
    bound = attach(
        concession(siret=account.company.siret, email="autre@example.org"), account, agent, "siren"
    )
    assert bound.status == "waiting-review" and not bound.is_in_effect
    empty = attach(concession(siret=account.company.siret, email=""), account, agent, "siren")
    assert empty.status == "waiting-review"


def test_an_address_that_was_not_activated_proves_nothing(app, agent):
    pending = people.pending()
    record = concession(siret=pending.company.siret, email=pending.email)
    assert attach(record, pending, agent, "siren").status == "waiting-review"


def test_the_siren_must_be_the_companys(app, account, agent):
    for siret in ("", people.new_siret()):
        with pytest.raises(SirenMismatch):
            attach(concession(siret=siret), account, agent, "siren")


def test_a_mandate_comes_with_its_document_and_takes_effect_at_once(app, account, agent, pdf):
    record = concession()
    with pytest.raises(DocumentMissing):
        attach(record, account, agent, "mandate")
    bound = attach(record, account, agent, "mandate", document=pdf)
    assert bound.is_in_effect and bound.review == "after"
    assert pdf.sha256 in events("attached")[0].detail.after


def test_a_call_back_goes_to_a_number_of_the_old_record(app, account, agent):
    record = concession(phone="+33235223344")
    for number in ("", "02 35 00 00 00", "n’importe quoi", account.company.phone.replace("3344", "3345")):
        with pytest.raises(CalledNumberUnknown):
            attach(record, account, agent, "callback", called_number=number)
    bound = attach(record, account, agent, "callback", called_number="02.35.22.33.44")
    assert bound.is_in_effect and bound.review == "after" and bound.called_number == "+33235223344"


def test_a_record_without_a_number_cannot_be_called_back(app, account, agent):
    with pytest.raises(CalledNumberUnknown):
        attach(concession(phone=""), account, agent, "callback", called_number="02 35 22 33 44")


def test_any_other_justification_waits_for_a_supervisor_five_working_days(app, account, agent):
    bound = attach(concession(), account, agent)
    assert bound.status == "waiting-review" and bound.review == "before"
    assert bound.review_due_at == working_days_after(bound.created_at, 5)


@pytest.mark.parametrize("evidence", ["siren", "mandate", "callback", "other"])
def test_everything_but_the_code_needs_twenty_characters_of_justification(app, account, agent, evidence):
    for justification in ("", "x" * 19, "  " + "x" * 19 + "  "):
        with pytest.raises(JustificationTooShort) as refused:
            attach(concession(), account, agent, evidence, justification=justification)
    assert refused.value.facts == {"length": 19, "minimum": 20}


def test_an_evidence_that_does_not_exist_is_refused(app, account, agent):
    with pytest.raises(ValueError, match="rumour"):
        attach(concession(), account, agent, "rumour")


# -- one at a time


def test_a_held_concession_is_not_attached_again(app, account, agent):
    record = concession()
    held = attach(record, account, agent)
    for evidence in ("other", "code"):
        with pytest.raises(AlreadyAttached) as refused:
            attach(record, people.active(), agent, evidence, access_code=CODE)
        assert refused.value.facts["attachment"].id == held.id


def test_the_database_itself_holds_one_open_attachment_per_concession(app, account, agent):
    record = concession()
    first = attach(record, account, agent)
    attachments.detach(first, reason="Erreur", actor=by(agent))
    attach(record, account, agent)
    with pytest.raises(IntegrityError), transaction() as session:
        session.execute(
            update(Attachment)
            .where(Attachment.id == first.id)
            .values(ended_at=None, ended_how=None, ended_reason=None)
        )


@pytest.mark.parametrize(
    "values",
    [
        {"justification": "court"},
        {"evidence": "mandate"},
        {"evidence": "rumour"},
        {"channel": "portal"},
        {"review": "later"},
        {"ended_how": "detached"},
    ],
)
def test_the_database_itself_refuses_what_the_rules_exclude(app, account, agent, values):
    bound = attach(concession(), account, agent)
    with pytest.raises(IntegrityError), transaction() as session:
        session.execute(update(Attachment).where(Attachment.id == bound.id).values(values))


def test_the_database_itself_refuses_a_review_of_ones_own_work(app, account, agent):
    bound = attach(concession(), account, agent)
    with pytest.raises(IntegrityError), transaction() as session:
        session.execute(update(Attachment).where(Attachment.id == bound.id).values(reviewed_by_id=agent.id))


def test_a_double_click_of_an_agent_attaches_once(app, account, agent):
    record, other = concession(), concession()
    assert (
        attach(record, account, agent, submission="a").id == attach(record, account, agent, submission="a").id
    )
    options = {"submission": "b", "access_code": CODE}
    first, second = (attach(other, account, agent, "code", **options) for _ in range(2))
    assert first.id == second.id


def test_a_suspended_or_erased_account_is_given_nothing(app, account, agent):
    accounts.suspend(account, reason="Doute", actor=by(agent))
    with pytest.raises(AccountUnusable):
        attach(concession(), account, agent)
    gone = people.pending()
    accounts.lapse(gone, actor=people.SYSTEM)
    with pytest.raises(AccountUnusable):
        attach(concession(), gone, agent)


def test_staff_attach_a_closed_record_and_companies_do_not(app, account, agent):
    assert attach(concession(closed=True), account, agent, "code", access_code=CODE).is_in_effect


def test_a_portal_person_cannot_use_the_staffs_way(app, account):
    with pytest.raises(NotAllowed):
        attachments.attach(concession(), account, evidence="other", justification=WHY, actor=of(account))


# -- before the activation


def test_to_an_account_not_yet_active_it_takes_effect_at_activation(app, agent):
    pending = people.pending()
    bound = attach(concession(), pending, agent, "code", access_code=CODE)
    assert bound.status == "waiting-activation" and not attachments.holds_any(pending)
    secret = people.activation_secret(pending)
    accounts.activate(secret, people.PRO_PASSWORD, terms_version="1", actor=people.SYSTEM)
    assert bound.status == "in-effect" and attachments.holds_any(pending)
    assert len(events("took-effect")) == 1


def test_what_waits_for_a_supervisor_does_not_take_effect_with_the_activation(app, agent, supervisor):
    pending = people.pending()
    bound = attach(concession(), pending, agent)
    secret = people.activation_secret(pending)
    accounts.activate(secret, people.PRO_PASSWORD, terms_version="1", actor=people.SYSTEM)
    assert bound.status == "waiting-review"
    attachments.approve(bound, actor=by(supervisor))
    assert bound.is_in_effect


def test_approved_before_the_activation_it_takes_effect_with_it(app, agent, supervisor):
    pending = people.pending()
    bound = attach(concession(), pending, agent)
    attachments.approve(bound, actor=by(supervisor))
    assert bound.status == "waiting-activation"
    secret = people.activation_secret(pending)
    accounts.activate(secret, people.PRO_PASSWORD, terms_version="1", actor=people.SYSTEM)
    assert bound.is_in_effect


# -- who is told


def test_company_referents_and_old_contact_are_told_once_each(app, agent):
    account = people.active(company=people.facts(email="siege@example.org"), email="ref@example.org")
    attach(concession(email="ancien@example.org"), account, agent, "code", access_code=CODE)
    recipients = Counter(mail.to for mail in mails_of("attached"))
    assert recipients == {"siege@example.org": 1, "ref@example.org": 1, "ancien@example.org": 1}
    same = people.active(company=people.facts(email="un@example.org"), email="UN@example.org")
    attach(concession(email="Un@Example.org"), same, agent, "code", access_code=CODE)
    assert len([mail for mail in mails_of("attached") if mail.to.lower() == "un@example.org"]) == 1


def test_what_waits_is_told_as_waiting_and_told_again_when_approved(app, account, agent, supervisor):
    bound = attach(concession(), account, agent)
    assert mails_of("attachment-waiting") and not mails_of("attached")
    attachments.approve(bound, actor=by(supervisor))
    assert account.email in {mail.to for mail in mails_of("attached")}


def test_the_event_tells_evidence_and_why(app, account, agent):
    bound = attach(concession(), account, agent)
    event = events("attached")[0]
    assert (event.subject_id, event.actor_id, event.company_id) == (bound.id, agent.id, account.company_id)
    assert event.detail.reason == WHY and '"evidence": "other"' in event.detail.after


def test_an_attachment_belongs_to_rows_that_exist(app, account, agent):
    bound = attach(concession(), account, agent)
    values = {
        column.key: getattr(bound, column.key)
        for column in Attachment.__table__.columns
        if column.computed is None
    }
    values |= {"id": bound.id + 1, "concession_id": 999_999}
    with pytest.raises(IntegrityError), transaction() as session:
        session.execute(insert(Attachment).values(values))
    assert count(Attachment) == 1 and db.session.get(Attachment, bound.id)
