"""A company's person protects their account by a code: what it opens, what goes around it, how it ends."""

from __future__ import annotations

from datetime import timedelta

import pyotp
import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from models import accounts
from models.accounts import EmailNotProved, ProAccount, SecondFactorOff, SecondFactorOn, WrongPassword
from models.kernel.access import sessions, tokens, trusted_browsers
from models.kernel.access.sessions import Session
from models.kernel.access.trusted_browsers import TrustedBrowser
from models.kernel.actors import Site
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.errors import NotAllowed, ReasonMissing
from models.kernel.transactions import transaction
from models.sign_in import RecoveryCode, SecondFactorRefused, known_browsers
from models.sign_in.codes import random_secret
from models.sign_in.second_factor import recovery_codes_left
from tests.support import people
from tests.support.racing.races import together
from tests.support.records import actions, by, count, events, mails_of, of, visitor

REASON = "Téléphone perdu, rappelée au numéro du dossier."


def otp(secret: str, steps: int = 0) -> str:
    return pyotp.TOTP(secret).at(now() + timedelta(seconds=30 * steps))


def turn_on(account, secret=None, **changes):
    secret = secret or random_secret()
    known = {"secret": secret, "code": otp(secret), "current_password": people.PRO_PASSWORD}
    return accounts.turn_on(account, actor=of(account), **{**known, **changes})


def proof(account, code, password=people.PRO_PASSWORD):
    return {"code": code, "current_password": password, "actor": of(account)}


@pytest.fixture
def protected(account):
    """An account with a second factor, and its ten recovery codes."""
    account.recovery = turn_on(account)
    return account


def test_it_is_turned_on_with_a_first_code_and_told_by_mail(account):
    codes = turn_on(account)
    assert len(codes) == len(set(codes)) == 10 and recovery_codes_left(account) == 10
    assert account.has_second_factor and actions()[-1] == "second-factor-enrolled"
    assert [mail.to for mail in mails_of("second-factor-on")] == [account.email]


def test_the_secret_is_kept_encrypted_and_the_recovery_codes_as_digests(protected):
    assert protected.totp_secret not in protected.totp_box
    kept = " ".join(db.session.scalars(db.select(RecoveryCode.digest)))
    assert not any(code in kept or code.replace("-", "") in kept for code in protected.recovery)


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"code": "000000"}, SecondFactorRefused),
        ({"code": "12345"}, SecondFactorRefused),
        ({"current_password": "autre chose"}, WrongPassword),
    ],
)
def test_without_the_code_or_the_password_nothing_is_turned_on(account, changes, refusal):
    with pytest.raises(refusal):
        turn_on(account, **changes)
    assert not account.has_second_factor and mails_of("second-factor-on") == []


def test_what_is_on_is_not_turned_on_again(protected):
    before = protected.totp_box
    with pytest.raises(SecondFactorOn):
        turn_on(protected)
    assert protected.totp_box == before


def test_two_who_turn_it_on_at_once_get_one_set_of_codes(app, account):
    number, secret = account.id, random_secret()
    code = otp(secret)

    def once():
        return turn_on(db.session.get(ProAccount, number), secret, code=code)

    outcome = together(app, [once] * 3)
    assert len(outcome.made) == 1 and set(outcome.refused) <= {"SecondFactorRefused", "SecondFactorOn"}
    assert count(RecoveryCode) == 10


def test_nobody_turns_it_on_or_off_for_another(account, agent):
    for actor in (by(agent), of(people.active())):
        secret = random_secret()
        with pytest.raises(NotAllowed):
            accounts.turn_on(
                account,
                secret=secret,
                code=otp(secret),
                current_password=people.PRO_PASSWORD,
                actor=actor,
            )
    assert not account.has_second_factor


# -- signing in


def sign_in(account, **options):
    return accounts.sign_in(account.identifier, people.PRO_PASSWORD, actor=visitor(), **options)


def test_the_password_alone_is_no_sign_in_and_the_trail_says_so(protected, clock):
    seen = protected.last_seen_at
    sign_in(protected)
    assert actions()[-1] == "password-given" and protected.last_seen_at == seen
    clock.shift(30)
    accounts.give_code(protected, otp(protected.totp_secret), actor=visitor())
    last = events()[-1]
    assert (last.action, last.actor_kind, last.actor_id) == ("signed-in", "account", protected.id)
    assert protected.last_seen_at is not None


def test_the_first_code_serves_no_second_time_nor_does_any_other(protected, clock):
    with pytest.raises(SecondFactorRefused):
        accounts.give_code(protected, otp(protected.totp_secret), actor=visitor())
    clock.shift(60)
    code = otp(protected.totp_secret)
    accounts.give_code(protected, code, actor=visitor())
    with pytest.raises(SecondFactorRefused):
        accounts.give_code(protected, code, actor=visitor())


def test_a_recovery_code_serves_once_and_its_person_is_told(protected):
    accounts.give_code(protected, protected.recovery[0].upper(), actor=visitor())
    with pytest.raises(SecondFactorRefused):
        accounts.give_code(protected, protected.recovery[0], actor=visitor())
    [mail] = mails_of("recovery-code-used")
    assert (mail.to, mail.params) == (protected.email, {"left": 9})
    assert actions().count("recovery-code-used") == 1


def test_a_recovery_code_serves_one_of_many_at_once(app, protected):
    number, code = protected.id, protected.recovery[0]

    def give():
        accounts.give_code(db.session.get(ProAccount, number), code, actor=visitor())

    outcome = together(app, [give] * 4)
    assert len(outcome.made) == 1 and outcome.refused == ["SecondFactorRefused"] * 3


def test_wrong_codes_are_counted_and_the_fifth_is_told(protected, clock):
    clock.shift(60)
    for _ in range(5):
        with pytest.raises(SecondFactorRefused):
            accounts.give_code(protected, "000000", actor=visitor())
    with pytest.raises(SecondFactorRefused):
        accounts.give_code(protected, otp(protected.totp_secret), actor=visitor("198.51.100.7"))
    assert [mail.to for mail in mails_of("second-factor-failures")] == [protected.email]
    clock.shift(61)
    accounts.give_code(protected, otp(protected.totp_secret), actor=visitor())


def test_sixty_wrong_codes_of_one_source_end_its_tries_whoever_is_meant(protected, clock):
    others = [people.active() for _ in range(12)]
    for other in others:
        turn_on(other)
        for _ in range(5):
            with pytest.raises(SecondFactorRefused):
                accounts.give_code(other, "000000", actor=visitor("198.51.100.9"))
    clock.shift(60)
    with pytest.raises(SecondFactorRefused):
        accounts.give_code(protected, otp(protected.totp_secret), actor=visitor("198.51.100.9"))
    accounts.give_code(protected, otp(protected.totp_secret), actor=visitor("192.0.2.5"))


def test_who_found_the_password_out_locks_nobody_out_of_a_known_browser(protected, clock):
    cookie = known_browsers.issue(protected)
    clock.shift(60)
    for _ in range(6):
        with pytest.raises(SecondFactorRefused):
            accounts.give_code(protected, "000000", actor=visitor("198.51.100.7"))
    code = otp(protected.totp_secret)
    with pytest.raises(SecondFactorRefused):
        accounts.give_code(protected, code, actor=visitor())
    accounts.give_code(protected, code, known_browser=cookie, actor=visitor())


def test_a_browser_is_trusted_for_a_day_and_then_asked_again(protected, clock):
    browser = trusted_browsers.trust(protected)
    assert not accounts.awaits_code(protected, browser) and accounts.awaits_code(protected, None)
    assert accounts.awaits_code(protected, trusted_browsers.trust(people.active())), "somebody else's"
    sign_in(protected, trusted_browser=browser)
    assert actions()[-1] == "signed-in"
    clock.shift(timedelta(hours=25))
    assert accounts.awaits_code(protected, browser)


def test_a_password_reset_never_goes_around_it(protected):
    browser = trusted_browsers.trust(protected)
    accounts.ask_reset(protected.identifier, actor=visitor())
    [mail] = mails_of("reset")
    accounts.reset(tokens.secret_of(mail.token), "Une-phrase-toute-neuve-83", actor=visitor())
    assert protected.has_second_factor and accounts.awaits_code(protected, browser)


# -- turning off, new codes


def test_it_is_turned_off_with_password_and_code_and_told(protected):
    browser = trusted_browsers.trust(protected)
    accounts.turn_off(protected, **proof(protected, protected.recovery[3]))
    assert not protected.has_second_factor and protected.totp_box is None
    assert count(RecoveryCode) == 0 and not trusted_browsers.is_trusted(protected, browser)
    assert mails_of("second-factor-off")[-1].params == {"by_staff": False}
    assert not accounts.awaits_code(protected, None)
    assert "second-factor-removed" in actions()
    with pytest.raises(SecondFactorOff):
        accounts.turn_off(protected, **proof(protected, protected.recovery[4]))


@pytest.mark.parametrize("operation", [accounts.turn_off, accounts.renew_recovery_codes])
def test_neither_half_alone_is_enough(protected, operation):
    with pytest.raises(SecondFactorRefused):
        operation(protected, **proof(protected, "000000"))
    with pytest.raises(WrongPassword):
        operation(protected, **proof(protected, protected.recovery[0], "autre chose"))
    assert protected.has_second_factor and recovery_codes_left(protected) == 10


def test_a_wrong_code_is_no_failure_of_the_password(protected):
    for _ in range(6):
        with pytest.raises(SecondFactorRefused):
            accounts.turn_off(protected, **proof(protected, "000000"))
    with pytest.raises(SecondFactorRefused):
        accounts.turn_off(protected, **proof(protected, protected.recovery[0]))
    accounts.change_password(
        protected,
        current_password=people.PRO_PASSWORD,
        password="Une-phrase-toute-neuve-83",
        actor=of(protected),
    )


def test_new_recovery_codes_end_the_old_ones(protected):
    codes = accounts.renew_recovery_codes(protected, **proof(protected, protected.recovery[0]))
    assert len(codes) == 10 and recovery_codes_left(protected) == 10
    with pytest.raises(SecondFactorRefused):
        accounts.give_code(protected, protected.recovery[1], actor=visitor())
    accounts.give_code(protected, codes[0], actor=visitor())


# -- reset by staff


def test_a_supervisor_resets_it_with_a_reason_and_the_person_is_told(protected, supervisor):
    opened = sessions.open_(Site.PORTAL, account=protected)
    accounts.reset_second_factor(protected, reason=REASON, actor=by(supervisor))
    assert not protected.has_second_factor and count(RecoveryCode) == 0
    assert sessions.find(Site.PORTAL, opened) is None
    [event] = events("second-factor-reset")
    assert (event.actor_id, event.subject_id, event.detail.reason) == (supervisor.id, protected.id, REASON)
    assert [(m.to, m.params) for m in mails_of("second-factor-off")] == [
        (protected.email, {"by_staff": True})
    ]


def test_it_is_not_reset_without_reason_right_need_or_a_proved_address(protected, supervisor, agent, admin):
    with pytest.raises(ReasonMissing):
        accounts.reset_second_factor(protected, reason=" ", actor=by(supervisor))
    for other in (by(agent), by(admin), of(protected)):
        with pytest.raises(NotAllowed):
            accounts.reset_second_factor(protected, reason=REASON, actor=other)
    with pytest.raises(SecondFactorOff):
        accounts.reset_second_factor(people.active(), reason=REASON, actor=by(supervisor))
    accounts.correct(protected, version=protected.version, email="autre@example.org", actor=by(agent))
    with pytest.raises(EmailNotProved):
        accounts.reset_second_factor(protected, reason=REASON, actor=by(supervisor))
    assert protected.has_second_factor


# -- going


def test_nothing_of_it_outlives_the_account(protected):
    sessions.open_(Site.PORTAL, account=protected, user_agent="Mozilla/5.0 (Trace) Firefox/140")
    trusted_browsers.trust(protected)
    accounts.erase(protected, reason="à la demande de la personne", actor=of(protected))
    assert (protected.totp_box, protected.second_factor_at) == (None, None)
    assert [count(table) for table in (RecoveryCode, TrustedBrowser, Session)] == [0, 0, 0]


def test_the_database_knows_no_second_factor_by_half(account):
    with pytest.raises(IntegrityError), transaction() as session:
        session.execute(update(ProAccount).where(ProAccount.id == account.id).values(second_factor_at=now()))
    for owners in ({}, {"account_id": account.id, "agent_id": people.staff().id}):
        with pytest.raises(IntegrityError), transaction() as session:
            session.add(RecoveryCode(digest="ab" * 32, **owners))
