"""A person who was erased stands nowhere any more: the whole database is searched for them."""

from __future__ import annotations

from sqlalchemy import inspect, text

from models import accounts, attachments, audit, mails
from models.attachments.afterwards.mandates import let_in
from models.kernel.access import sessions
from models.kernel.actors import Site
from models.kernel.base import db
from models.mails import OutboxEmail
from tests.support import people
from tests.support.mandates import given, siret_of
from tests.support.records import actions, by, concession, events, mails_of, of, visitor

SIGNS = ("zephyrine", "zéphyrine", "quillebeuf", "zq@example", "198.51.100.77")
HERE = "198.51.100.77"


def dump() -> str:
    """Every row of every table, as text."""
    db.session.rollback()
    names = inspect(db.engine).get_table_names()
    rows = (
        f"{name}: {value}"
        for name in names
        if "_fts" not in name
        for row in db.session.execute(text(f'SELECT * FROM "{name}"'))
        for value in row
    )
    return "\n".join(rows).lower()


def send_everything() -> None:
    for mail in mails_of():
        if mail.state == "owed":
            mails.sent(db.session.get(OutboxEmail, mail.id), message_id="<x>")


def test_an_erased_person_is_found_nowhere_in_the_database(app, agent, supervisor):
    person = people.active(first_name="Zéphyrine", last_name="Quillebeuf", email="zq@example.org")
    accounts.sign_in(person.identifier, people.PRO_PASSWORD, actor=visitor(HERE))
    accounts.correct(person, version=person.version, job_title="Gérante", actor=by(agent))
    accounts.request_email_change(
        person, "zq@example.net", current_password=people.PRO_PASSWORD, actor=of(person)
    )
    accounts.ask_reset(person.identifier, actor=visitor(HERE))
    attachments.ask_agent(person, kind="voirie", title="Un titre", actor=of(person))
    sessions.open_(Site.PORTAL, account=person, user_agent="Téléphone de Zéphyrine")
    assert any(sign in dump() for sign in SIGNS)
    send_everything()
    accounts.erase(person, reason="Demande", actor=of(person))
    send_everything()
    left = [line for line in dump().splitlines() if any(sign in line for sign in SIGNS)]
    assert left == []
    assert actions()[-1] == "trail-erased" and events("account-erased")[0].actor_id == person.id
    assert audit.verify() == len(actions())


def test_what_others_did_stays_readable(app, agent):
    person, other = people.active(), people.active()
    accounts.erase(person, reason="Demande", actor=people.SYSTEM)
    assert events("account-activated")[0].detail.erased_by is not None
    assert events("account-activated")[1].detail.erased_by is None and other.is_active


def test_the_evidence_of_an_attachment_by_staff_stays_with_it(app, agent):
    person = people.active()
    bound = attachments.attach(concession(), person, evidence="code", access_code="4827", actor=by(agent))
    accounts.erase(person, reason="Demande", actor=people.SYSTEM)
    [event] = [each for each in events("attached") if each.subject_id == bound.id]
    assert event.detail.erased_by is None and event.detail.actor_name == agent.name


def test_who_acted_for_another_company_is_named_by_no_mandate(app, account):
    person = people.active(first_name="Zéphyrine", last_name="Quillebeuf", email="zq@example.org")
    first = given(account, person)
    later = people.active(
        company=people.facts(siret=siret_of(person)), first_name="Zéphyrine", last_name="Quillebeuf"
    )
    let_in(first, later, actor=of(person))
    send_everything()
    for each in (person, later):
        accounts.erase(each, reason="Demande", actor=of(each))
    send_everything()
    left = [line for line in dump().splitlines() if any(sign in line for sign in SIGNS)]
    assert [line for line in left if not line.startswith("jobs:")] == []  # those are swept once done
