"""A link goes to the old record's contact, opens for the account that asked, and proves one record once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from models import attachments
from models.attachments import AlreadyHeld, Attachment
from models.attachments.old_contact import AskedTooOften, ask_link, claim_by_link, peek_link
from models.audit import AuditDetail
from models.cases import Case
from models.kernel.access import tokens
from models.kernel.access.links import Token, TokenExpired, TokenUnknown
from models.kernel.base import db
from models.kernel.transactions import transaction
from models.mails import OutboxEmail
from tests.support import people
from tests.support.records import by, concession, count, events, mails_of, of


def ask(account, record, **changes):
    ask_link(
        account, **{"kind": "voirie", "title": record.title, "actor": of(account, ip="192.0.2.7")} | changes
    )


def link():
    return tokens.secret_of(mails_of("record-link")[-1].token)


def test_the_link_reaches_the_old_contact_and_proves_the_record_at_once(app, account):
    record = concession(email="ancien@example.org")
    ask(account, record)
    (mail,) = mails_of("record-link")
    assert mail.to == "ancien@example.org" and mail.account is None and mail.company is None
    assert peek_link(link(), account).id == record.id
    made = claim_by_link(link(), account, actor=of(account))
    assert (made.evidence, made.channel, made.made_by_id) == ("record-link", "portal", None)
    assert made.effective_at is not None and made.review in ("none", "sample")
    assert "ancien@example.org" in [mail.to for mail in mails_of("attached")], "the old contact is told"


def test_a_link_serves_once_and_its_own_account_alone(app, account):
    record, other = concession(), people.active()
    ask(account, record)
    with pytest.raises(TokenUnknown):
        claim_by_link(link(), other, actor=of(other))
    claim_by_link(link(), account, actor=of(account))
    with pytest.raises(TokenExpired):
        claim_by_link(link(), account, actor=of(account))
    assert count(Attachment) == 1


def test_a_link_is_over_after_three_days_or_when_another_took_its_place(app, account, clock):
    record = concession()
    ask(account, record)
    first = link()
    ask(account, record)
    with pytest.raises(TokenExpired):
        claim_by_link(first, account, actor=of(account))
    clock.shift(timedelta(hours=72, seconds=1))
    with pytest.raises(TokenExpired):
        claim_by_link(link(), account, actor=of(account))


def test_links_of_several_records_live_beside_each_other(app, account):
    records = [concession(email="ancien@example.org") for _ in range(2)]
    for record in records:
        ask(account, record)
    secrets = [tokens.secret_of(mail.token) for mail in mails_of("record-link")]
    made = [claim_by_link(secret, account, actor=of(account)) for secret in secrets]
    assert [each.concession_id for each in made] == [record.id for record in records]


def test_an_address_that_changed_on_the_record_ends_its_link(app, account):
    record = concession(email="ancien@example.org")
    ask(account, record)
    with transaction():
        record.email = "autre@example.org"
    with pytest.raises(TokenExpired):
        claim_by_link(link(), account, actor=of(account))


@pytest.mark.parametrize("case", ["unknown", "without e-mail", "closed", "twins"])
def test_what_has_no_contact_to_ask_answers_the_same_and_sends_nothing(app, account, agent, case):
    record = concession(
        email="" if case == "without e-mail" else "ancien@example.org", closed=case == "closed"
    )
    title = "Aucun dossier de ce nom" if case == "unknown" else record.title
    if case == "twins":
        concession(title=record.title)
    before = count(OutboxEmail)
    ask(account, record, title=title)
    assert mails_of("record-link") == [] and count(OutboxEmail) == before
    assert count(Token, Token.purpose == "record-link") == 0
    (event,) = events("proof-asked")
    assert event.company_id == account.company_id


def test_three_askings_a_day_for_a_title_and_ten_titles(app, account):
    record = concession()
    for _ in range(3):
        ask(account, record)
    with pytest.raises(AskedTooOften):
        ask(account, record)
    for number in range(9):
        ask(account, record, title=f"Inconnu {number}")
    with pytest.raises(AskedTooOften):
        ask(account, record, title="Inconnu encore")


def test_one_address_is_sent_three_links_a_day_by_all_who_ask(app, account, clock):
    record = concession(email="ancien@example.org")
    for whoever in (account, *(people.active() for _ in range(3))):
        ask(whoever, record)
    assert len(mails_of("record-link")) == 3


def test_what_is_held_by_now_opens_a_case_and_the_link_stays_unused(app, account, agent):
    record = concession()
    ask(account, record)
    holder = people.active()
    attachments.attach(record, holder, evidence="other", justification="x" * 20, actor=by(agent))
    with pytest.raises(AlreadyHeld):
        claim_by_link(link(), account, actor=of(account))
    assert count(Case, Case.kind == "held") == 1 and peek_link(link(), account).id == record.id


def test_the_address_stands_in_nothing_that_the_company_may_read(app, account):
    ask(account, concession(email="ancien@example.org"))
    kept = db.session.scalars(select(Token.data).where(Token.purpose == "record-link")).one()
    assert kept is not None and "ancien" not in kept
    assert all(
        "ancien@example.org" not in str(found.after) for found in db.session.scalars(select(AuditDetail))
    )
