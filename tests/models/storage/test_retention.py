"""How long personal data are kept: each rule, with a clock that is moved."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from models import accounts, attachments, audit, cases, documents, mails, road_openings
from models.accounts import idle
from models.cases import CaseKind, CaseQuestion
from models.documents import Document, contents
from models.documents.stores.folder import FolderStore
from models.kernel import jobs
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.jobs import Job
from models.kernel.transactions import transaction
from models.mails import MailKind
from models.reports import pending_counts
from models.road_openings import RequestDocument, RequestMove, RequestState, RoadOpeningRequest
from models.road_openings.queries import list_requests_made_by
from models.storage import retention
from models.values.days import day_of
from tests.support import people, road_works
from tests.support.records import CODE, actions, by, concession, count, events, mails_of, of
from tests.support.uploads import path_of

WHY = "Vu avec Mme Le Goff, service travaux."
DAY, YEAR = timedelta(days=1), timedelta(days=366)


def apply():
    db.session.rollback()
    return retention.everything(people.SYSTEM)


# -- idle accounts


def test_two_idle_years_a_notice_then_thirty_days(app, account, clock):
    clock.shift(2 * YEAR - 3 * DAY)
    apply()
    assert mails_of("account-idle") == [] and account.idle_told_at is None
    clock.shift(4 * DAY)
    apply()
    apply()
    [mail] = mails_of("account-idle")
    assert mail.to == account.email and account.is_active
    assert mail.params["erased_on"] == day_of(now() + 30 * DAY).isoformat()
    clock.shift(29 * DAY)
    apply()
    assert account.is_active
    clock.shift(2 * DAY)
    apply()
    assert account.erased_at is not None and account.email == ""
    assert events("account-idle-told")[0].subject_id == account.id
    assert events("account-erased")[0].detail.reason == idle.UNUSED


def test_a_sign_in_after_the_notice_keeps_the_account(app, account, clock):
    clock.shift(2 * YEAR + DAY)
    apply()
    assert account.idle_told_at is not None
    accounts.sign_in(account.identifier, people.PRO_PASSWORD, actor=people.SYSTEM)
    assert account.idle_told_at is None
    clock.shift(31 * DAY)
    apply()
    assert account.is_active and len(mails_of("account-idle")) == 1


def test_whoever_was_never_told_is_not_erased_however_long_the_worker_slept(app, account, clock):
    clock.shift(6 * YEAR)
    apply()
    assert account.erased_at is None and len(mails_of("account-idle")) == 1


def test_a_suspended_account_goes_too_and_one_in_use_stays(app, account, agent, clock):
    accounts.suspend(account, reason="Doute", actor=by(agent))
    other = people.active()
    clock.shift(2 * YEAR + DAY)
    accounts.sign_in(other.identifier, people.PRO_PASSWORD, actor=people.SYSTEM)
    apply()
    clock.shift(31 * DAY)
    apply()
    assert account.erased_at is not None and other.is_active


# -- the trail


def test_side_details_of_the_trail_go_after_twelve_months(app, account, clock):
    clock.shift(YEAR - 3 * DAY)
    assert retention.audit_details(people.SYSTEM) == 0
    clock.shift(4 * DAY)
    people.pending()  # younger events stay
    old = [event.sequence for event in events() if event.at < now() - YEAR + 2 * DAY]
    assert retention.audit_details(people.SYSTEM) >= len(old) > 0
    for event in events():
        assert (event.detail.erased_by is not None) == (event.sequence in old), event.action
        assert event.sequence not in old or event.detail.actor_name is event.detail.after is None
    assert audit.verify() == count(audit.AuditEvent)
    [erasure] = events("trail-erased")
    assert erasure.detail.reason == retention.TWELVE_MONTHS
    assert retention.audit_details(people.SYSTEM) == 0


def test_an_erasure_stays_legible_for_it_is_the_proof(app, account, clock):
    clock.shift(YEAR + DAY)
    retention.audit_details(people.SYSTEM)
    clock.shift(3 * YEAR)
    retention.audit_details(people.SYSTEM)
    assert audit.verify() == count(audit.AuditEvent)
    assert all(event.detail.erased_by is None for event in events("trail-erased"))


def test_details_of_attachments_go_five_years_after_the_end(app, account, agent, clock):
    bound = attachments.attach(
        concession(), account, evidence="code", access_code=CODE, justification=WHY, actor=by(agent)
    )
    clock.shift(6 * YEAR)
    retention.audit_details(people.SYSTEM)
    [event] = events("attached")
    assert event.detail.reason == WHY  # it still holds: no end, no erasure
    attachments.detach(bound, reason="Cession", actor=of(account))
    clock.shift(5 * YEAR - 10 * DAY)
    retention.audit_details(people.SYSTEM)
    assert events("attached")[0].detail.reason == WHY
    clock.shift(12 * DAY)
    retention.audit_details(people.SYSTEM)
    for action in ("attached", "detached"):
        assert events(action)[0].detail.erased_by is not None
    assert events("trail-erased")[-1].detail.reason == retention.FIVE_YEARS
    assert audit.verify() == count(audit.AuditEvent)


# -- evidence


@pytest.fixture
def pdf(app, tmp_path, monkeypatch):
    monkeypatch.setattr(contents, "_store", FolderStore(tmp_path))
    return documents.store("mandat.pdf", b"%PDF-1.7 mandat", actor=people.SYSTEM)


def test_evidence_is_kept_five_years_after_the_end_and_then_goes_with_its_document(
    app, account, agent, pdf, clock
):
    bound = attachments.attach(
        concession(phone="+33235223344"),
        account,
        evidence="mandate",
        justification=WHY,
        document=pdf,
        actor=by(agent),
    )
    file = path_of(pdf)
    clock.shift(6 * YEAR)
    assert retention.evidence(people.SYSTEM) == 0  # five years after the end, not after the beginning
    attachments.detach(bound, reason="Cession de M. Roux", actor=of(account))
    clock.shift(5 * YEAR - 10 * DAY)
    assert retention.evidence(people.SYSTEM) == 0 and file.is_file()
    clock.shift(12 * DAY)
    assert retention.evidence(people.SYSTEM) == 2
    db.session.expire_all()
    assert bound.justification == bound.ended_reason == "" and bound.document_id is None
    assert bound.evidence == "mandate" and bound.status == "detached" and bound.evidence_erased_at
    assert not file.exists() and count(Document) == 0
    assert actions()[-1] == "evidence-erased" and retention.evidence(people.SYSTEM) == 0


def test_the_database_refuses_to_forget_what_proves_an_open_attachment(app, account, agent):
    bound = attachments.attach(concession(), account, evidence="other", justification=WHY, actor=by(agent))
    with pytest.raises(Exception, match=r"ck_attachments|CHECK"), transaction():
        bound.evidence_erased_at = now()
        bound.justification = ""


def test_an_unused_document_goes_after_a_day_and_its_bytes_when_nobody_else_has_them(
    app, account, agent, pdf, clock
):
    twin = documents.store("copie.pdf", b"%PDF-1.7 mandat", actor=people.SYSTEM)
    lost = documents.store("perdu.pdf", b"%PDF-1.7 perdu", actor=people.SYSTEM)
    attachments.attach(
        concession(), account, evidence="mandate", justification=WHY, document=twin, actor=by(agent)
    )
    kept, gone = path_of(twin), path_of(lost)
    assert documents.forget_unused() == 0
    clock.shift(2 * DAY)
    assert documents.forget_unused() == 2
    assert kept.is_file() and not gone.exists() and documents.find(twin.id)


# -- mails and letters


def test_an_erased_persons_mails_keep_neither_address_nor_words(app, account):
    email, name, identifier = account.email, account.full_name, account.identifier
    accounts.ask_reset(identifier, actor=people.SYSTEM)
    for mail in mails_of(to=account.company.email):
        mails.sent(mail, message_id="<1@example.org>")  # the notice of the newcomer, to the company
    assert any(name in str(mail.params) for mail in mails_of())
    accounts.erase(account, reason="Demande", actor=of(account))
    [farewell] = mails_of("account-erased")
    assert farewell.to == email and farewell.state == "owed"
    for mail in mails_of():
        if mail is not farewell:
            kept = f"{mail.to} {mail.to_key} {mail.search} {mail.params} {mail.last_error}"
            assert email not in kept and name not in kept and identifier not in kept, mail.kind
            assert mail.account_id is None or (mail.forgotten_at and mail.state == "refused")
    mails.sent(farewell, message_id="<2@example.org>")
    [farewell] = mails_of("account-erased")
    assert farewell.to == farewell.search == "" and farewell.params == {} and farewell.state == "sent"
    assert pending_counts.counts(["mails"])["mails"] == 0


def test_a_forgotten_mail_is_sent_to_nobody_again(app, account, agent):
    accounts.erase(account, reason="Demande", actor=of(account))
    mail = mails_of("activation")[0]
    with pytest.raises(mails.MailNotResendable):
        mails.resend(mail, email="autre@example.org", actor=by(agent))


def test_other_people_s_mails_stay_as_they_are(app, account):
    other = people.active()
    before = [(mail.id, mail.to) for mail in mails_of() if mail.account_id == other.id]
    accounts.erase(account, reason="Demande", actor=of(account))
    assert [(mail.id, mail.to) for mail in mails_of() if mail.account_id == other.id] == before


def test_after_twelve_months_a_mail_forgets_whom_it_was_for(app, account, clock):
    for mail in mails_of():
        mails.sent(mail, message_id="<1@example.org>")
    clock.shift(YEAR - 3 * DAY)
    assert mails.forget_before(now() - YEAR) == 0
    clock.shift(4 * DAY)
    waiting = mails.notify(MailKind.PASSWORD_CHANGED, account.email, account=account)
    retention.letters()
    assert {mail.to for mail in mails_of() if mail.id != waiting.id} == {""}
    assert mails_of()[-1].to == account.email


def test_what_was_written_to_us_goes_with_the_person_or_twelve_months_after_its_end(
    app, account, agent, clock
):
    def opened(subject, by_whom):
        return cases.open_(
            CaseKind.HELP, subject, message="Rappelez-moi", phone="+33235223344", account=by_whom,
            actor=people.SYSTEM,
        )  # fmt: skip

    def held(case):
        return [(question.message, question.phone) for question in case.questions]

    closed, other = opened("Un", account), opened("Trois", None)
    cases.close(closed, reason="Fait", actor=by(agent))
    cases.close(other, reason="Fait", actor=by(agent))
    open_ = opened("Deux", account)
    accounts.erase(account, reason="Demande", actor=of(account))
    db.session.expire_all()
    assert (held(closed), held(open_)) == ([("", "")], [("Rappelez-moi", "")])
    cases.close(open_, reason="Sans objet", actor=by(agent))
    assert held(open_) == [("", "")] and held(other) == [("Rappelez-moi", "+33235223344")]
    clock.shift(YEAR + DAY)
    assert cases.forget_before(now() - YEAR) == 1
    assert db.session.scalars(select(CaseQuestion.message)).all() == ["", "", ""]


def test_ended_jobs_do_not_stay(app, clock):
    for _ in range(4):  # the fourth is held, and its gathering keyed by the address
        mails.notify(MailKind.NEW_ACCOUNT, "siege@example.org")
    clock.shift(2 * DAY)
    for job in jobs.claim("w"):
        jobs.done(job)
    assert jobs.sweep() == 0 and jobs.forget_before(now() - YEAR) == 0 and count(Job) == 4
    clock.shift(YEAR)
    assert jobs.forget_before(now() - YEAR) == 4 and count(Job) == 0


# -- requests that were never filed


def test_a_draft_that_nobody_touched_for_ninety_days_goes_with_its_documents(
    app, account, clock, tmp_path, monkeypatch
):
    monkeypatch.setattr(contents, "_store", FolderStore(tmp_path))
    sent = documents.store("plan.pdf", road_works.PDF, actor=of(account))
    held = road_works.held(account)
    left = road_openings.draft(account, held, road_works.works(), documents=[sent], actor=of(account))
    dropped, filed = road_works.drafted(account, held), road_works.filed(account, held)
    road_openings.move(dropped, RequestState.WITHDRAWN, actor=of(account))
    gone = {left.reference, dropped.reference}
    clock.shift(89 * DAY)
    apply()
    assert count(RoadOpeningRequest) == 3
    clock.shift(2 * DAY)
    apply()
    apply()
    assert [request.reference for request in list_requests_made_by(account)] == [filed.reference]
    assert {event.detail.subject_label for event in events("request-lapsed")} == gone
    assert count(RequestMove, RequestMove.request_id != filed.id) == count(RequestDocument) == 0
    assert count(Document) == 0


def test_a_draft_that_is_changed_is_kept_ninety_days_more(app, account, clock):
    draft, _ = road_works.drafted(account), road_works.filed(account)
    clock.shift(80 * DAY)
    road_openings.change(draft, road_works.works(purpose="Autre"), actor=of(account))
    clock.shift(80 * DAY)
    apply()
    assert count(RoadOpeningRequest) == 2 and now() + 9 * DAY < draft.kept_until < now() + 11 * DAY
    clock.shift(11 * DAY)
    apply()
    assert count(RoadOpeningRequest) == 1


def test_the_last_number_of_the_year_is_not_given_twice(app, account, clock):
    clock.move_to(datetime(2031, 2, 1, 12, tzinfo=UTC), tick=False)
    draft = road_works.drafted(account)
    reference = draft.reference
    clock.shift(91 * DAY)
    apply()
    assert count(RoadOpeningRequest) == 1
    assert road_works.drafted(account).reference != reference
    apply()
    assert events("request-lapsed")[0].detail.subject_label == reference


def test_what_was_filed_or_imported_stays(app, account, clock):
    held = road_works.held(account)
    filed = road_works.filed(account, held)
    road_openings.move(filed, RequestState.WITHDRAWN, actor=of(account))
    road_works.imported(held.concession, RequestState.DRAFT)
    clock.shift(400 * DAY)
    apply()
    assert count(RoadOpeningRequest) == 2 and filed.kept_until is None
