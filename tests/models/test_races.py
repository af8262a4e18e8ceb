"""What holds when many come at once, in threads, on both engines."""

from __future__ import annotations

import itertools
from collections import Counter

import pyotp
import pytest
from sqlalchemy import select

from models import accounts, audit, concessions, mails, staff
from models.accounts import Person, ProAccount
from models.cases import Case, CaseKind, open_
from models.companies import Company
from models.concessions import Concession
from models.kernel import jobs
from models.kernel.access import throttling, tokens
from models.kernel.access.links import Purpose, Token
from models.kernel.access.throttling import Attempt
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.jobs import Job
from models.kernel.transactions import transaction
from models.mails import MailKind, OutboxEmail
from models.mails.states import CAPPED_ERROR
from models.permissions import Role
from models.sign_in import check_second_factor
from models.sign_in.throttle import SignInRefused
from models.staff import Agent
from tests.support import people
from tests.support.racing.races import get, together
from tests.support.records import actions, by, concession, count, of, visitor


def test_thirty_wrong_passwords_at_once_are_five_counted(app, account):
    identifier = account.identifier

    def sign_in():
        accounts.sign_in(identifier, "Ce-n’est-pas-le-bon-12", actor=visitor())

    outcome = together(app, [sign_in] * 30)
    assert Counter(outcome.refused) == {"SignInRefused": 30}
    assert count(Attempt, Attempt.kind == "sign-in") == 5
    with pytest.raises(SignInRefused):
        accounts.sign_in(identifier, people.PRO_PASSWORD, actor=visitor())


def test_of_fifty_activations_with_one_link_one_succeeds(app):
    account = people.pending()
    secret, who = people.activation_secret(account), account.id

    def activate(number):
        password = f"Vareuse-cabestan-{number}-étrave"
        accounts.activate(secret, password, terms_version="1", actor=visitor())
        return password

    outcome = together(app, [lambda n=n: activate(n) for n in range(50)])
    assert len(outcome.made) == 1 and set(outcome.refused) == {"TokenExpired"}
    assert actions().count("account-activated") == 1
    identifier = get(ProAccount, who).identifier
    assert accounts.sign_in(identifier, outcome.made[0], actor=visitor()).id == who


def test_of_twenty_resets_with_one_link_one_succeeds(app, account):
    accounts.ask_reset(account.identifier, actor=visitor())
    query = select(Token).where(Token.purpose == Purpose.RESET)
    secret = tokens.secret_of(db.session.scalars(query).one())

    def reset(number):
        accounts.reset(secret, f"Vareuse-cabestan-{number}-étrave", actor=visitor())

    outcome = together(app, [lambda n=n: reset(n) for n in range(20)])
    assert len(outcome.made) == 1 and actions().count("password-reset") == 1


def test_two_creations_of_one_company_at_once_make_one_company_and_two_accounts(app):
    for _ in range(5):
        facts = people.facts()

        def create(number, facts=facts):
            person = Person("Ann", f"Lee{chr(97 + number)}", f"ann{number}@example.org", "Chef")
            return accounts.create(facts, person, actor=people.SYSTEM).company_id

        outcome = together(app, [lambda n=n: create(n) for n in range(2)])
        assert len(outcome.made) == 2 and len(set(outcome.made)) == 1
    assert count(Company) == 5 and count(ProAccount) == 10
    assert actions().count("company-registered") == 5


def test_twenty_homonyms_at_once_are_numbered_without_a_gap(app):
    def create(number):
        person = Person("Jean", "Valjean", f"jv{number}@example.org", "Maire")
        return accounts.create(people.facts(), person, actor=people.SYSTEM).identifier

    outcome = together(app, [lambda n=n: create(n) for n in range(20)])
    expected = ["pro.jean.valjean", *(f"pro.jean.valjean{n}" for n in range(2, 21))]
    assert sorted(outcome.made) == sorted(expected)


def test_a_form_sent_sixteen_times_at_once_makes_one_account(app):
    facts, person = people.facts(), Person("Ann", "Lee", "ann@example.org", "Chef")
    outcome = together(
        app, [lambda: accounts.create(facts, person, submission="clé", actor=people.SYSTEM).id] * 16
    )
    assert len(outcome.made) == 16 and len(set(outcome.made)) == 1
    assert count(ProAccount) == 1


def test_one_step_of_the_second_factor_given_at_once_is_accepted_once(app, agent):
    who, code = agent.id, pyotp.TOTP(agent.totp_secret).at(now())

    def check():
        somebody = get(Agent, who)
        check_second_factor(somebody, code, actor=by(somebody))

    outcome = together(app, [check] * 4)
    assert len(outcome.made) == 1 and outcome.refused == ["SecondFactorRefused"] * 3


def test_one_recovery_code_given_at_once_is_accepted_once(app):
    _, token = staff.invite("n@example.org", name="Neuve Aline", role=Role.AGENT, actor=people.SYSTEM)
    otp = pyotp.TOTP(staff.enrolment_secret(token)).at(now())
    agent, recovery = staff.accept_invitation(
        tokens.secret_of(token), people.STAFF_PASSWORD, otp, actor=visitor()
    )
    who = agent.id

    def check():
        somebody = get(Agent, who)
        check_second_factor(somebody, recovery[0], actor=by(somebody))

    outcome = together(app, [check] * 4)
    assert len(outcome.made) == 1


def test_sixteen_writers_leave_a_gapless_chain_that_verifies(app):
    def note():
        for _ in range(12):
            with transaction():
                audit.record("signed-out", ("thing", 1), actor=people.SYSTEM)

    together(app, [note] * 16)
    assert audit.verify() == 16 * 12


def test_the_trail_verifies_while_others_write_and_erase(app):
    def note(actor=people.SYSTEM):
        for _ in range(15):
            with transaction():
                audit.record("signed-out", ("thing", 1), actor=actor)

    def erase():
        for number in range(1, 12):
            audit.erase([number, number + 1], reason="Douze mois", actor=people.SYSTEM)

    def verify():
        for _ in range(15):
            audit.verify()
            db.session.rollback()

    note()
    together(app, [note, note, erase, erase, verify, verify])
    assert audit.verify() >= 45


def test_parallel_resends_leave_one_live_link(app):
    who = people.pending().id

    def resend():
        accounts.resend(get(ProAccount, who), actor=people.SYSTEM)

    together(app, [resend] * 12)
    assert count(Token, Token.account_id == who, Token.ended_at.is_(None)) == 1


def test_links_asked_for_resent_used_and_killed_at_once_never_deadlock(app, agent):
    for _ in range(3):
        account = people.pending()
        who, identifier, secret = account.id, account.identifier, people.activation_secret(account)
        works = [
            lambda who=who: accounts.resend(get(ProAccount, who), actor=people.SYSTEM),
            lambda identifier=identifier: accounts.ask_reset(identifier, actor=visitor()),
            lambda secret=secret: (
                accounts.activate(secret, people.PRO_PASSWORD, terms_version="1", actor=visitor()) and None
            ),
            lambda who=who: accounts.suspend(get(ProAccount, who), reason="Doute", actor=people.SYSTEM),
        ]
        together(app, works * 4)
        assert count(Token, Token.account_id == who, Token.ended_at.is_(None)) <= 1


def test_an_invitation_accepted_while_its_person_is_disabled_or_reset_never_deadlocks(app, admin):
    for number in range(4):
        agent, token = staff.invite(
            f"n{number}@example.org", name="Neuve Aline", role=Role.AGENT, actor=people.SYSTEM
        )
        who, secret = agent.id, tokens.secret_of(token)
        otp = pyotp.TOTP(staff.enrolment_secret(token)).at(now())
        outcome = together(
            app,
            [
                lambda secret=secret, otp=otp: (
                    staff.accept_invitation(secret, people.STAFF_PASSWORD, otp, actor=visitor()) and None
                ),
                lambda who=who: staff.disable(get(Agent, who), actor=people.SYSTEM),
                lambda who=who: staff.reset(get(Agent, who), actor=people.SYSTEM) and None,
            ]
            * 3,
        )
        assert outcome.made


def test_jobs_claimed_by_eight_threads_are_each_claimed_once(app):
    with transaction():
        for _ in range(60):
            jobs.enqueue("mail", {})

    def drain(name):
        claimed = []
        while batch := jobs.claim(name, 4):
            claimed += [job.id for job in batch]
            for job in batch:
                jobs.done(job)
        return claimed

    outcome = together(app, [lambda n=n: drain(f"w{n}") for n in range(8)])
    claimed = [number for each in outcome.made for number in each]
    assert len(claimed) == len(set(claimed)) == 60
    assert count(Job, Job.done_at.is_(None)) == 0


def test_a_key_owed_by_twelve_at_once_is_owed_once(app):
    def enqueue():
        with transaction():
            jobs.enqueue("gather", {}, key="k")

    together(app, [enqueue] * 12)
    assert count(Job) == 1


def test_of_twelve_newcomers_told_to_one_address_at_once_three_leave_and_ten_count(app):
    def enqueue():
        with transaction():  # each to two addresses, in an order of its own
            for to in (("a@example.org", "b@example.org"), ("b@example.org", "a@example.org"))[
                next(turns) % 2
            ]:
                mails.notify(MailKind.NEW_ACCOUNT, to)

    turns = itertools.count()
    together(app, [enqueue] * 12)
    for to in ("a@example.org", "b@example.org"):
        assert count(OutboxEmail, OutboxEmail.to == to, OutboxEmail.state == "owed") == 3
        assert count(OutboxEmail, OutboxEmail.to == to, OutboxEmail.state == "held") == 7
        assert count(OutboxEmail, OutboxEmail.to == to, OutboxEmail.last_error == CAPPED_ERROR) == 2
    assert count(Job, Job.kind == "mail") == 6 and count(Job, Job.kind == "gather") == 2


def test_one_request_to_an_agent_sent_twelve_times_is_one_case(app, account):
    who = account.id

    def ask():
        somebody = get(ProAccount, who)
        open_(CaseKind.ATTACH, "Un titre", account=somebody, actor=of(somebody))

    together(app, [ask] * 12)
    assert count(Case) == 1


def test_a_look_at_once_from_two_windows_is_told_once(app, agent):
    number, who = concession().id, agent.id
    together(
        app,
        [lambda: concessions.consult(get(Concession, number), actor=by(get(Agent, who))) and None] * 8,
    )
    assert actions().count("concession-consulted") == 1


def test_of_two_corrections_at_once_one_is_told_that_it_came_too_late(app, account, agent):
    who, by_whom = account.id, agent.id

    def correct(name):
        accounts.correct(
            get(ProAccount, who),
            version=version,
            last_name=name,
            actor=by(get(Agent, by_whom)),
        )

    version = account.version
    outcome = together(app, [lambda n=n: correct(f"Nom{chr(97 + n)}") for n in range(6)])
    assert len(outcome.made) == 1 and outcome.refused == ["Stale"] * 5


def test_reset_links_asked_for_at_once_are_three_with_one_alive(app, account):
    identifier, who = account.identifier, account.id
    together(app, [lambda: accounts.ask_reset(identifier, actor=visitor())] * 10)
    assert count(Token, Token.account_id == who, Token.purpose == Purpose.RESET) == 3
    live = (Token.purpose == Purpose.RESET, Token.ended_at.is_(None))
    assert count(Token, Token.account_id == who, *live) == 1


def test_the_last_two_administrators_cannot_disable_each_other_at_once(app):
    first, second = people.staff("admin"), people.staff("admin")
    ids = (first.id, second.id)

    def disable(who, victim):
        staff.disable(get(Agent, victim), actor=by(get(Agent, who)))

    together(app, [lambda: disable(*ids), lambda: disable(*reversed(ids))])
    assert count(Agent, Agent.disabled_at.is_(None)) == 1
    assert throttling.count("code", since=first.created_at) == 0
