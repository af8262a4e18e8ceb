"""Operations refuse by themselves, and what they refuse costs nobody anything."""

from __future__ import annotations

from datetime import timedelta

import pytest

from models import accounts, attachments, staff
from models.attachments import AttachmentStatus, Evidence
from models.concessions import Concession
from models.kernel.access import sessions, throttling
from models.kernel.actors import Actor, Site
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.errors import NotAllowed
from models.kernel.transactions import transaction
from models.permissions import Role
from models.values.passwords import PasswordRefused
from tests.support import people


def concession() -> Concession:
    with transaction() as session:
        row = Concession(reference="ECR-1", kind="voirie", holder="Ancien", imported_at=now())
        row.name("Eaux du littoral")
        row.refresh_search()
        session.add(row)
    return row


def waiting(agent, account):
    return attachments.attach(
        concession(),
        account,
        evidence=Evidence.OTHER,
        justification="Le titulaire a changé de nom en mai dernier.",
        actor=Actor.of_agent(agent),
    )


def test_nobody_but_the_person_erases_an_account(agent, account):
    for actor in (Actor.of_agent(agent), Actor.of_account(people.active()), Actor.anonymous()):
        with pytest.raises(NotAllowed):
            accounts.erase(account, reason="Pour voir", actor=actor)
    accounts.erase(account, reason="Demande", actor=Actor.of_account(account))


def test_an_administrator_does_not_undo_what_he_detached_as_an_agent(agent, admin, account):
    attachment = waiting(agent, account)
    attachments.detach(attachment, reason="Erreur", actor=Actor.of_agent(agent))
    staff.change_role(agent, Role.ADMIN, actor=Actor.of_agent(admin))
    with pytest.raises(NotAllowed):
        attachments.undo_detach(attachment, actor=Actor.of_agent(agent))


def test_a_company_that_contests_what_waits_refuses_it_for_good(agent, account):
    attachment = waiting(agent, account)
    attachments.contest_by_company(
        attachment, account, message="Ce n’était pas nous", actor=Actor.of_account(account)
    )
    db.session.refresh(attachment)
    assert attachment.status is AttachmentStatus.REFUSED


def test_a_weak_new_password_is_no_failed_try(agent, account):
    for _ in range(6):
        with pytest.raises(PasswordRefused):
            accounts.change_password(
                account,
                current_password=people.PRO_PASSWORD,
                password="motdepasse",
                actor=Actor.of_account(account),
            )
        with pytest.raises(PasswordRefused):
            staff.change_password(
                agent,
                current_password=people.STAFF_PASSWORD,
                password="motdepasse",
                actor=Actor.of_agent(agent),
            )
    accounts.sign_in(account.identifier, people.PRO_PASSWORD, actor=Actor.anonymous())
    staff.sign_in(agent.email, people.STAFF_PASSWORD, actor=Actor.anonymous())


def test_a_second_factor_given_again_begins_no_new_ten_hours(agent, clock):
    secret = sessions.open_(Site.BACKOFFICE, agent=agent, second_factor=True)
    for _ in range(12):
        clock.shift(timedelta(minutes=50))
        if sessions.find(Site.BACKOFFICE, secret) is None:
            break
        secret = sessions.open_(Site.BACKOFFICE, agent=agent, second_factor=True, instead_of=secret)
    assert sessions.find(Site.BACKOFFICE, secret) is None


def test_an_address_gets_its_most_and_no_more_until_the_window_is_over(app, clock):
    def ask(ip: str) -> bool:
        return throttling.admit("help", ip=ip, limit=2, window=timedelta(hours=1))

    assert [ask("192.0.2.1") for _ in range(3)] == [True, True, False]
    assert ask("192.0.2.2")
    clock.shift(timedelta(hours=1, seconds=1))
    assert ask("192.0.2.1")
