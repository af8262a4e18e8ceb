"""One record, one attachment, however many come at once; and nobody waits for ever."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import select

from models import accounts, attachments, audit, concessions
from models.accounts import ProAccount
from models.attachments import Attachment
from models.concessions import Concession, access_codes, tries
from models.kernel.access.throttling import Attempt
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.transactions import transaction
from models.staff import Agent
from tests.support import people
from tests.support.racing.races import behind, get, together
from tests.support.records import CODE, WRONG, actions, by, concession, count, held, of, visitor


def claim(account_id, title, code):
    account = db.session.get(ProAccount, account_id)
    return attachments.claim(account, kind="voirie", title=title, access_code=code, actor=of(account)).id


def test_sixty_four_claims_by_eight_companies_leave_one_open_attachment(app):
    record = concession()
    accounts_ = [people.active().id for _ in range(8)]
    title = record.title
    outcome = together(app, [lambda who=accounts_[n % 8]: claim(who, title, CODE) for n in range(64)])
    assert len(outcome.made) == 1 and len(outcome.refused) == 63
    assert set(outcome.refused) <= {"AlreadyHeld", "AlreadyYours", "TryRefused"}
    assert count(Attachment) == 1 and actions().count("attached") == 1
    assert audit.verify() == len(actions())


def test_sixty_four_wrong_codes_of_one_account_are_five_counted_tries(app, account):
    title, who = concession().title, account.id
    outcome = together(app, [lambda: claim(who, title, WRONG)] * 64)
    assert Counter(outcome.refused) == {"TryRefused": 64}
    assert count(Attempt) == 5


def test_sixty_four_wrong_codes_of_eight_accounts_are_eight_counted_tries(app):
    title = concession().title
    accounts_ = [people.active().id for _ in range(8)]
    together(app, [lambda who=accounts_[n % 8]: claim(who, title, WRONG) for n in range(64)])
    assert count(Attempt) == 8
    assert actions().count("concession-paused") == 1
    audit.verify()


def test_thirty_agents_tries_at_once_are_twenty_counted(app, account, agent):
    records, who, account_id = [concession().id for _ in range(30)], agent.id, account.id

    def attach(record_id):
        actor = by(get(Agent, who))
        attachments.attach(
            get(Concession, record_id),
            get(ProAccount, account_id),
            evidence="code",
            access_code=WRONG,
            actor=actor,
        )

    outcome = together(app, [lambda record=record: attach(record) for record in records])
    assert Counter(outcome.refused) == {"CodeNotAccepted": 20, "TriesExhausted": 10}


def test_a_title_reopened_while_it_is_tried_never_deadlocks(app, agent):
    record = concession()
    title, digest, who, number = record.title, record.title_digest, agent.id, record.id
    accounts_ = [people.active().id for _ in range(6)]

    def reopen():
        with transaction() as session:
            tries.alone()
            session.merge(
                access_codes.TitleLock(title_digest=digest, failures=16, closures=1, closed_at=now())
            )
        concessions.reopen(get(Concession, number), reason="Appel", actor=by(get(Agent, who)))

    together(app, [reopen] * 6 + [lambda who=who: claim(who, title, WRONG) for who in accounts_ * 3])


def test_what_is_bound_while_its_account_is_activated_takes_effect(app, agent):
    for _ in range(4):
        account, record = people.pending(), concession()
        who, number, secret, by_whom = account.id, record.id, people.activation_secret(account), agent.id

        def attach(number=number, who=who, by_whom=by_whom):
            attachments.attach(
                get(Concession, number),
                get(ProAccount, who),
                evidence="code",
                access_code=CODE,
                actor=by(get(Agent, by_whom)),
            )

        def activate(secret=secret):
            accounts.activate(secret, people.PRO_PASSWORD, terms_version="1", actor=visitor())

        together(app, [attach, activate])
        bound = db.session.scalars(select(Attachment).where(Attachment.concession_id == number)).one()
        assert bound.is_in_effect


def test_what_is_bound_while_its_account_lapses_is_not_left_to_nobody(app, agent):
    for _ in range(4):
        account, record = people.pending(), concession()
        who, number, by_whom = account.id, record.id, agent.id

        def attach(number=number, who=who, by_whom=by_whom):
            attachments.attach(
                get(Concession, number),
                get(ProAccount, who),
                evidence="code",
                access_code=CODE,
                actor=by(get(Agent, by_whom)),
            )

        together(
            app,
            [
                attach,
                lambda who=who: accounts.lapse(get(ProAccount, who), actor=people.SYSTEM),
            ],
        )
        open_ones = select(Attachment).where(Attachment.concession_id == number, Attachment.is_open)
        assert db.session.scalars(open_ones).all() == []


def test_detached_undone_contested_and_confirmed_at_once_it_stays_one(app, account, agent, supervisor):
    other = people.staff("supervisor")
    bound = attachments.attach(concession(), account, evidence="code", access_code=CODE, actor=by(agent))
    number, first, second = bound.id, supervisor.id, other.id

    def step(what, who, **facts):
        what(get(Attachment, number), actor=by(get(Agent, who)), **facts)

    works = [
        lambda: step(attachments.detach, first, reason="Erreur"),
        lambda: step(attachments.undo_detach, second),
        lambda: step(attachments.contest, first, reason="Doute"),
        lambda: step(attachments.confirm, second, reason="Vu"),
    ]
    together(app, works * 5)
    assert count(Attachment) == 1
    audit.verify()


def test_who_is_erased_at_this_moment_is_not_let_in_any_more(app, account, agent):
    bound, other = held(account, agent), people.active(company=people.facts(siret=account.company.siret))
    number, who, by_whom = bound.id, other.id, agent.id

    def add():
        actor = by(get(Agent, by_whom))
        attachments.add_referent(get(Attachment, number), get(ProAccount, who), actor=actor)

    with behind(app, add) as outcome:
        accounts.erase(other, reason="Départ", actor=of(other))
    assert outcome == ["AccountUnusable"]
    assert actions().count("referent-added") == 0
