"""Staff: invited, with a second factor whose every step serves once, gone at once."""

from __future__ import annotations

import re
from datetime import timedelta

import pyotp
import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from models import staff
from models.kernel.access import tokens
from models.kernel.access.links import Purpose, TokenExpired
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.transactions import transaction
from models.permissions import Role
from models.sign_in import RecoveryCode, SecondFactorRefused, check_second_factor
from models.sign_in.codes import matching_step
from models.sign_in.second_factor import recovery_codes_left
from models.sign_in.throttle import SignInRefused, WrongPassword
from models.staff import (
    Agent,
    AgentExists,
    AgentStatus,
    LastAdministrator,
    NotOneself,
)
from models.staff.queries import list_supervisors
from models.values import passwords
from models.values.passwords import PasswordRefused, Why
from tests.support import people
from tests.support.racing.races import meanwhile
from tests.support.records import actions, by, count, mails_of, visitor

PASSWORD = people.STAFF_PASSWORD


def invite(email="nouvelle@example.org", **options):
    return staff.invite(email, name="Aline Neuve", role=Role.AGENT, actor=people.SYSTEM, **options)


def otp(secret, steps=0):
    return pyotp.TOTP(secret).at(now() + timedelta(seconds=30 * steps))


def accept(token, password=PASSWORD):
    secret = staff.enrolment_secret(token)
    return staff.accept_invitation(tokens.secret_of(token), password, otp(secret), actor=visitor())


def test_an_invitation_is_owed_by_mail_and_opens_nothing_yet(app):
    agent, token = invite()
    assert agent.status is AgentStatus.INVITED and token.is_live
    assert [mail.to for mail in mails_of("invitation")] == ["nouvelle@example.org"]
    with pytest.raises(SignInRefused):
        staff.sign_in("nouvelle@example.org", PASSWORD, actor=visitor())


def test_accepting_sets_password_and_second_factor_and_gives_ten_recovery_codes(app):
    _, token = invite()
    agent, codes = accept(token)
    assert agent.status is AgentStatus.ACTIVE and agent.totp_secret == staff.enrolment_secret(token)
    assert len(set(codes)) == 10 and all(re.fullmatch(r"[a-z2-9]{5}-[a-z2-9]{5}", code) for code in codes)
    assert staff.sign_in(" NOUVELLE@example.org", PASSWORD, actor=visitor()).id == agent.id
    assert actions() == ["agent-invited", "agent-accepted", "signed-in"]


def test_an_invitation_is_accepted_once_and_within_seventy_two_hours(app, clock):
    _, token = invite()
    accept(token)
    with pytest.raises(TokenExpired):
        accept(token)
    _, late = invite("tard@example.org")
    clock.shift(timedelta(hours=73))
    with pytest.raises(TokenExpired):
        accept(late)


def test_a_short_password_or_a_wrong_code_does_not_consume_the_invitation(app):
    _, token = invite()
    with pytest.raises(PasswordRefused) as refused:
        accept(token, "vK9!tZ2qLw#mx")
    assert refused.value.facts["why"] is Why.SHORT and refused.value.facts["minimum"] == 14
    with pytest.raises(SecondFactorRefused):
        staff.accept_invitation(tokens.secret_of(token), PASSWORD, "000000", actor=visitor())
    assert accept(token)


def test_the_page_of_an_invitation_offers_the_same_second_factor_at_each_reload(app):
    _, token = invite()
    assert staff.enrolment_secret(token) == staff.enrolment_secret(token)
    _, other = invite("autre@example.org")
    assert staff.enrolment_secret(token) != staff.enrolment_secret(other)


def test_two_members_of_staff_never_share_an_address(app):
    invite()
    with pytest.raises(AgentExists):
        invite("NOUVELLE@Example.org")


def test_nobody_is_created_by_default(app):
    assert count(Agent) == 0


@pytest.mark.parametrize("secret", ["", "n’est pas du base 32", "ABC!DEF"])
def test_the_command_line_refuses_a_second_factor_that_is_none(app, secret):
    with pytest.raises(SecondFactorRefused):
        people.staff(totp_secret=secret)


# -- the second factor


def test_each_step_of_the_second_factor_serves_once(app, agent, clock):
    code = otp(agent.totp_secret)
    check_second_factor(agent, code, actor=by(agent))
    with pytest.raises(SecondFactorRefused):
        check_second_factor(agent, code, actor=by(agent))
    clock.shift(30)
    check_second_factor(agent, otp(agent.totp_secret), actor=by(agent))


@pytest.mark.parametrize(("steps", "accepted"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_one_step_early_and_one_late_are_accepted(app, agent, clock, steps, accepted):
    code = otp(agent.totp_secret, steps)
    if accepted:
        check_second_factor(agent, code, actor=by(agent))
    else:
        with pytest.raises(SecondFactorRefused):
            check_second_factor(agent, code, actor=by(agent))


def test_an_early_step_that_served_closes_the_steps_before_it(app, agent, clock):
    late = otp(agent.totp_secret, 0)
    check_second_factor(agent, otp(agent.totp_secret, 1), actor=by(agent))
    with pytest.raises(SecondFactorRefused):
        check_second_factor(agent, late, actor=by(agent))


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "１２３４５６", "12 34"])
def test_what_is_no_code_is_no_code(code):
    assert matching_step(pyotp.random_base32(), code, after=0) is None


def test_a_code_typed_with_spaces_is_understood(app, agent):
    code = otp(agent.totp_secret)
    check_second_factor(agent, f"{code[:3]} {code[3:]}", actor=by(agent))


def test_a_recovery_code_serves_once(app):
    _, token = invite()
    agent, codes = accept(token)
    check_second_factor(agent, codes[0].upper(), actor=by(agent))
    with pytest.raises(SecondFactorRefused):
        check_second_factor(agent, codes[0], actor=by(agent))
    check_second_factor(agent, codes[1].replace("-", " "), actor=by(agent))
    assert recovery_codes_left(agent) == 8


def test_somebody_elses_recovery_code_is_none(app, agent):
    _, token = invite()
    _, codes = accept(token)
    with pytest.raises(SecondFactorRefused):
        check_second_factor(agent, codes[0], actor=by(agent))


def test_wrong_codes_are_counted_like_passwords(app, agent, clock):
    for _ in range(5):
        with pytest.raises(SecondFactorRefused):
            check_second_factor(agent, "000000", actor=by(agent))
    with pytest.raises(SecondFactorRefused):
        check_second_factor(agent, otp(agent.totp_secret), actor=by(agent))
    clock.shift(61)
    check_second_factor(agent, otp(agent.totp_secret), actor=by(agent))
    assert actions().count("second-factor-failed") == 2


def test_the_secret_is_kept_encrypted_and_recovery_codes_as_digests(app):
    _, token = invite()
    agent, codes = accept(token)
    assert agent.totp_secret not in agent.totp_box
    digests = db.session.scalars(select(RecoveryCode.digest)).all()
    assert len(digests) == 10
    assert not any(code in digest or code.replace("-", "") in digest for code in codes for digest in digests)


def test_the_demonstrations_code_is_the_one_that_will_be_accepted(app, agent):
    check_second_factor(agent, agent.current_code, actor=by(agent))
    check_second_factor(agent, agent.current_code, actor=by(agent))


# -- going


def test_a_disabled_member_is_out_at_once_and_so_is_his_invitation(app, agent, admin):
    staff.disable(agent, actor=by(admin))
    assert agent.status is AgentStatus.DISABLED
    with pytest.raises(SignInRefused):
        staff.sign_in(agent.email, PASSWORD, actor=visitor())
    with pytest.raises(SecondFactorRefused):
        check_second_factor(agent, otp(agent.totp_secret), actor=by(agent))
    invited, token = invite()
    staff.disable(invited, actor=by(admin))
    with pytest.raises(TokenExpired):
        accept(token)


def test_a_reset_forgets_everything_and_invites_again(app, agent, admin):
    before = agent.totp_secret
    token = staff.reset(agent, actor=by(admin))
    assert agent.status is AgentStatus.INVITED and agent.password_hash is None and agent.totp_secret is None
    with pytest.raises(SignInRefused):
        staff.sign_in(agent.email, PASSWORD, actor=visitor())
    accept(token)
    assert agent.is_active and agent.totp_secret != before and count(RecoveryCode) == 10


def test_the_last_administrator_stays(app, admin):
    for step in (
        lambda: staff.disable(admin, actor=people.SYSTEM),
        lambda: staff.change_role(admin, Role.AGENT, actor=people.SYSTEM),
    ):
        with pytest.raises(LastAdministrator):
            step()
    other = people.staff("admin")
    staff.disable(admin, actor=by(other))
    assert not admin.is_active


def test_nobody_disables_resets_or_promotes_himself(app, admin):
    people.staff("admin")
    for step in (staff.disable, staff.reset):
        with pytest.raises(NotOneself):
            step(admin, actor=by(admin))
    with pytest.raises(NotOneself):
        staff.change_role(admin, Role.SUPERVISOR, actor=by(admin))


def test_another_role_is_told_and_ends_the_sessions_of_the_old_one(app, agent, admin):
    assert agent.sessions_valid_from is None
    staff.change_role(agent, Role.SUPERVISOR, actor=by(admin))
    assert agent.role == "supervisor" and agent.sessions_valid_from is not None
    assert [each.id for each in list_supervisors()] == [agent.id]


def test_changing_the_password_asks_for_the_current_one(app, agent):
    new = "Balise-cardinale-ouest-19"
    with pytest.raises(WrongPassword):
        staff.change_password(agent, current_password="non", password=new, actor=by(agent))
    staff.change_password(agent, current_password=PASSWORD, password=new, actor=by(agent))
    assert staff.sign_in(agent.email, new, actor=visitor())
    assert [mail.to for mail in mails_of("password-changed")] == [agent.email]


def test_of_two_who_change_one_password_at_once_the_second_knows_it_no_more(app, agent, monkeypatch):
    first, second = "Balise-cardinale-ouest-19", "Feu-de-jetee-nord-2026"
    number, verify = agent.id, passwords.verify

    def change(password):
        member = db.session.get_one(Agent, number)
        staff.change_password(member, current_password=PASSWORD, password=password, actor=by(member))

    waiting = [lambda: change(first)]

    def verified(stored, password):
        right = verify(stored, password)
        if waiting:
            meanwhile(app, waiting.pop())
        return right

    monkeypatch.setattr(passwords, "verify", verified)
    with pytest.raises(WrongPassword):
        change(second)
    db.session.refresh(agent)
    assert passwords.verify(agent.password_hash, first)


def test_the_database_itself_refuses_an_active_member_without_second_factor(app, agent):
    with pytest.raises(IntegrityError), transaction() as session:
        session.execute(update(Agent).values(totp_box=None))
    with pytest.raises(IntegrityError), transaction() as session:
        session.execute(update(Agent).values(role="root"))


def test_an_invitation_again_kills_the_one_before(app, admin):
    agent, token = invite()
    again = staff.reset(agent, actor=by(admin))
    assert not token.is_live and again.is_live and again.purpose == Purpose.INVITATION
