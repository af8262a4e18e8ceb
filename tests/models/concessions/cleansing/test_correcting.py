"""A contact is corrected with what shows it, for invitations alone: nowhere does it prove anything."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select

from models import attachments
from models.attachments import AttachmentStatus, Evidence
from models.attachments.evidence import EVIDENCE
from models.attachments.old_contact import ask_letter, ask_link, record_links
from models.attachments.old_contact.printing import NoLetterWaits, print_next
from models.attachments.refusals import CalledNumberUnknown
from models.concessions import cleansing, outreach
from models.concessions.cleansing import ContactCorrection, ContactFlaw, ContactProofMissing, CorrectionEmpty
from models.concessions.cleansing.correcting import find_standing
from models.concessions.letters import PostalAddressMissing
from models.concessions.outreach import OutreachChannel
from models.concessions.reaches import list_reaches
from models.kernel.base import db
from models.kernel.errors import NotAllowed, Stale
from models.values.contacts import EmailRefused, PhoneRefused
from models.values.siret import Siret
from tests.support import people
from tests.support.cleansing import HOW, corrected, flaw_of, returned
from tests.support.inviting import DAY, POST, again, running, tally
from tests.support.records import WHY, by, concession, count, detail, events, mails_of, of


@pytest.fixture
def dead(app, agent):
    """A record whose mails came back."""
    record = concession(email="ancien@example.org", siret=people.new_siret())
    returned(record.email)
    return record


def test_it_is_kept_apart_with_its_proof_and_the_record_stays_as_it_was(app, agent, dead):
    corrected(dead, agent, email="Nouveau@Example.org", phone="02 35 19 45 45")
    db.session.refresh(dead)
    assert dead.email == "ancien@example.org" and dead.phone == "+33235223344"
    kept = find_standing(dead)
    assert (kept.email, kept.phone, kept.agent_id) == ("Nouveau@example.org", "+33235194545", agent.id)
    assert (kept.proof, kept.reference) == (HOW["proof"], HOW["reference"])
    assert flaw_of(dead) is None
    change = detail(events("record-contact-corrected")[-1])
    assert json.loads(change.before) == {"email": "ancien@example.org", "phone": "+33235223344"}
    assert json.loads(change.after) == {
        "email": "Nouveau@example.org",
        "phone": "+33235194545",
        "proof": "call-back",
    }
    assert change.reason == HOW["reference"]


@pytest.mark.parametrize(
    ("facts", "refusal"),
    [
        ({}, CorrectionEmpty),
        ({"email": "x@"}, EmailRefused),
        ({"phone": "12"}, PhoneRefused),
        ({"address": "3 quai Frissard"}, PostalAddressMissing),
        ({"email": "a@example.org", "reference": " "}, ContactProofMissing),
    ],
)
def test_what_is_no_contact_or_has_no_proof_is_refused_and_nothing_kept(app, agent, dead, facts, refusal):
    with pytest.raises(refusal):
        corrected(dead, agent, **facts)
    assert count(ContactCorrection) == 0 and flaw_of(dead) == "dead"


def test_administrators_correct_none_and_the_second_of_two_agents_is_told(app, agent, admin, dead):
    flaw = db.session.get(ContactFlaw, dead.id)
    with pytest.raises(NotAllowed):
        cleansing.correct(flaw, email="a@example.org", **HOW, actor=by(admin))
    cleansing.correct(flaw, email="a@example.org", **HOW, actor=by(agent))
    with pytest.raises(Stale):
        cleansing.correct(flaw, email="b@example.org", **HOW, actor=by(agent))
    assert find_standing(dead).email == "a@example.org"


def test_a_later_correction_takes_the_place_of_the_one_before_and_keeps_what_still_stands(app, agent, dead):
    corrected(dead, agent, email="a@example.org", phone="02 35 19 45 45")
    returned("a@example.org")
    corrected(dead, agent, email="b@example.org")
    db.session.rollback()
    first, second = db.session.scalars(select(ContactCorrection).order_by(ContactCorrection.id))
    assert first.ended_at is not None and second.ended_at is None
    assert (second.email, second.phone) == ("b@example.org", "+33235194545")


# -- it proves nothing


def test_no_evidence_takes_a_corrected_e_mail_for_that_of_the_record(app, agent, dead):
    """`siren` takes effect at once where the record bears the account's e-mail: the record alone."""
    account = people.active(company=people.facts(siret=Siret.parse(dead.siret)), email="complice@example.org")
    corrected(dead, agent, email=account.email)
    made = attachments.attach(dead, account, evidence=Evidence.SIREN, justification=WHY, actor=by(agent))
    assert made.status is AttachmentStatus.WAITING_REVIEW


@pytest.mark.parametrize("kind", sorted(Evidence))
def test_each_kind_of_evidence_says_the_same_with_a_correction_as_without(
    app, agent, dead, kind, monkeypatch
):
    account = people.active(company=people.facts(siret=Siret.parse(dead.siret)), email="complice@example.org")
    rule = EVIDENCE[kind]
    monkeypatch.setattr("secrets.randbelow", lambda _: 1)

    def answers():
        db.session.expire_all()
        return [ask(dead, account) for ask in (rule.review, rule.is_at_hand, rule.suggestion)]

    before = answers()
    corrected(dead, agent, email=account.email, phone="02 35 19 45 45", **POST)
    assert answers() == before


def test_a_call_back_calls_no_number_that_staff_typed(app, agent, account, dead):
    corrected(dead, agent, phone="02 35 19 45 45")
    db.session.expire_all()
    assert dead.phones == ["+33235223344"]
    with pytest.raises(CalledNumberUnknown):
        attachments.attach(
            dead,
            account,
            evidence=Evidence.CALLBACK,
            called_number="+33235194545",
            justification=WHY,
            actor=by(agent),
        )
    assert "+33235194545" not in [reach.value for reach in list_reaches(account.company)]


def test_a_link_goes_to_the_address_of_the_record_and_never_to_a_corrected_one(app, agent, account, dead):
    corrected(dead, agent, email="complice@example.org")
    ask_link(account, kind=dead.kind, title=dead.title, actor=of(account))
    assert [mail.to for mail in mails_of("record-link")] == ["ancien@example.org"]


def test_a_link_that_is_on_its_way_stays_good_whatever_staff_type(app, agent, account, dead):
    ask_link(account, kind=dead.kind, title=dead.title, actor=of(account))
    [mail] = mails_of("record-link")
    corrected(dead, agent, email="complice@example.org")
    db.session.expire_all()
    assert record_links._record_of(mail.token, account).id == dead.id


def test_a_key_goes_by_post_to_the_address_of_the_record_or_to_none(app, agent, account):
    lost = concession(email="", phone="")
    cleansing.follow_all()
    corrected(lost, agent, **POST)
    ask_letter(account, kind=lost.kind, title=lost.title, actor=of(account))
    with pytest.raises(NoLetterWaits):
        print_next(actor=by(agent))
    there = concession(email="", address="1 rue Ancienne", postcode="76600", city="Le Havre")
    ask_letter(account, kind=there.kind, title=there.title, actor=of(account))
    [paper] = print_next(actor=by(agent))
    assert "1 rue Ancienne" in paper.address


def test_the_old_contact_is_told_of_an_attachment_at_the_address_of_the_record(app, agent, account, dead):
    corrected(dead, agent, email="complice@example.org")
    attachments.attach(dead, account, evidence=Evidence.CODE, access_code="4827", actor=by(agent))
    readers = {mail.to for mail in mails_of("attached")}
    assert "ancien@example.org" in readers and "complice@example.org" not in readers


# -- it is invited


def test_the_batch_that_could_not_reach_it_writes_to_whom_staff_found(app, agent):
    record = concession(email="ancien@example.org")
    batch = running(agent)
    outreach.send_due()
    returned(mail=mails_of("outreach")[0])
    assert tally(batch) == {"retour": 1}
    corrected(record, agent, email="nouveau@example.org")
    assert tally(batch) == {"retour": 1, "attente": 1}
    assert outreach.send_due() == 1 and mails_of("outreach")[-1].to == "nouveau@example.org"
    assert tally(batch) == {"retour": 1, "envoi-1": 1} and again(batch).records == 1


def test_several_records_of_one_new_address_get_one_mail(app, agent):
    records = [concession(email="ancien@example.org", title=title) for title in ("Quai", "Pont")]
    running(agent)
    outreach.send_due()
    returned(mail=mails_of("outreach")[0])
    for record in records:
        corrected(record, agent, email="nouveau@example.org")
    assert outreach.send_due() == 1
    assert mails_of("outreach")[-1].params["titles"] == ["Quai", "Pont"]


def test_who_had_neither_mail_nor_address_is_no_longer_counted_so(app, agent):
    record = concession(email="", phone="")
    batch = running(agent)
    cleansing.follow_all()
    assert tally(batch) == {"sans-adresse": 1}
    corrected(record, agent, **POST)
    assert tally(batch) == {"a-imprimer": 1}
    [paper] = outreach.print_next(again(batch), actor=by(agent))
    assert POST["address"] in paper.address


def test_an_address_that_was_confirmed_is_written_to_again(app, agent, clock):
    record = concession(email="ancien@example.org")
    batch = running(agent)
    outreach.send_due()
    returned(mail=mails_of("outreach")[0])
    clock.shift(2 * DAY)
    corrected(record, agent, email="ancien@example.org")
    assert flaw_of(record) is None and tally(batch) == {"attente": 1}
    assert outreach.send_due() == 1 and mails_of("outreach")[-1].to == "ancien@example.org"


def test_without_a_batch_under_way_the_next_one_invites_it(app, agent, dead):
    corrected(dead, agent, email="nouveau@example.org")
    assert mails_of("outreach") == []
    running(agent)
    assert outreach.send_due() == 1 and mails_of("outreach")[-1].to == "nouveau@example.org"


def test_who_said_stop_is_not_written_to_at_another_address(app, agent):
    record = concession(email="ancien@example.org")
    running(agent)
    outreach.send_due()
    [mail] = mails_of("outreach")
    outreach.stop(outreach.ending.find_by_stop_key(mail.params["stop"]), actor=by(agent))
    returned(mail=mail)
    corrected(record, agent, email="nouveau@example.org")
    running(agent)
    running(agent, channel=OutreachChannel.LETTER)
    assert outreach.send_due() == 0


def test_an_address_whose_mails_come_back_gets_a_letter_and_no_more_mails(app, agent):
    record = concession(email="ancien@example.org", **POST)
    concession(email="ancien@example.org", title="Sans adresse")
    returned(record.email)
    assert tally(running(agent)) == {"a-imprimer": 1, "sans-adresse": 1}
    assert outreach.send_due() == 0
