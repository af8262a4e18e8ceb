"""A second factor that is reset: what was is dead at once, and a new one is enrolled at the next sign-in."""

from __future__ import annotations

from datetime import timedelta

import pyotp
import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from models import staff
from models.audit import AuditEvent
from models.kernel.access import sessions, trusted_browsers
from models.kernel.access.trusted_browsers import TrustedBrowser
from models.kernel.actors import Site
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.errors import NotAllowed, ReasonMissing
from models.kernel.transactions import transaction
from models.permissions import Role
from models.sign_in import RecoveryCode, SecondFactorRefused, check_second_factor
from models.sign_in.second_factor import recovery_codes_left
from models.staff import (
    Agent,
    AgentDisabled,
    InvitationPending,
    NotOneself,
)
from models.staff.queries import list_administrators
from tests.support import people
from tests.support.racing.races import together
from tests.support.records import actions, by, count, mails_of, visitor

REASON = "Téléphone perdu, identité vérifiée de vive voix."


def otp(secret: str) -> str:
    return pyotp.TOTP(secret).at(now())


def reset(agent: Agent, admin: Agent) -> None:
    staff.reset_second_factor(agent, reason=REASON, actor=by(admin))


def test_the_old_secret_and_the_old_recovery_codes_are_dead_at_once(agent, admin, clock):
    codes, before = staff.renew_recovery_codes(agent, actor=by(agent)), agent.totp_secret
    reset(agent, admin)
    assert agent.totp_secret != before and agent.must_enrol and agent.is_active
    assert count(RecoveryCode) == 0
    for code in (otp(before), otp(agent.totp_secret), codes[0]):
        with pytest.raises(SecondFactorRefused):
            check_second_factor(agent, code, actor=by(agent))


def test_sessions_end_and_known_browsers_are_forgotten(agent, admin):
    secret = sessions.open_(Site.BACKOFFICE, agent=agent, second_factor=True)
    awaited = sessions.open_(Site.BACKOFFICE, agent=agent, pending=True)
    browser = trusted_browsers.trust(agent)
    assert trusted_browsers.is_trusted(agent, browser)
    reset(agent, admin)
    assert sessions.find(Site.BACKOFFICE, secret) is None
    assert sessions.find(Site.BACKOFFICE, awaited) is None
    assert not trusted_browsers.is_trusted(agent, browser) and count(TrustedBrowser) == 0


def test_the_password_stays_and_the_person_is_told_by_mail(agent, admin):
    reset(agent, admin)
    assert staff.sign_in(agent.email, people.STAFF_PASSWORD, actor=visitor()).id == agent.id
    assert [mail.to for mail in mails_of("second-factor-reset")] == [agent.email]


def test_the_reason_is_compulsory_and_kept(agent, admin):
    with pytest.raises(ReasonMissing):
        staff.reset_second_factor(agent, reason=" ", actor=by(admin))
    assert not agent.must_enrol
    reset(agent, admin)
    event = db.session.scalars(select(AuditEvent).filter_by(action="second-factor-reset")).one()
    assert (event.actor_id, event.subject_id, event.detail.reason) == (admin.id, agent.id, REASON)


def test_a_new_one_is_enrolled_with_its_first_code_and_gives_ten_codes(agent, admin, clock):
    reset(agent, admin)
    codes = staff.enrol(agent, otp(agent.totp_secret), actor=by(agent))
    assert len(codes) == 10 and recovery_codes_left(agent) == 10 and not agent.must_enrol
    clock.shift(30)
    check_second_factor(agent, otp(agent.totp_secret), actor=by(agent))
    assert actions()[-1] == "second-factor-enrolled"


def test_the_code_that_enrolled_serves_no_second_time(agent, admin):
    reset(agent, admin)
    code = otp(agent.totp_secret)
    staff.enrol(agent, code, actor=by(agent))
    for again in (staff.enrol, check_second_factor):
        with pytest.raises(SecondFactorRefused):
            again(agent, code, actor=by(agent))


def test_wrong_codes_are_counted_there_too(agent, admin, clock):
    reset(agent, admin)
    for _ in range(5):
        with pytest.raises(SecondFactorRefused):
            staff.enrol(agent, "000000", actor=by(agent))
    with pytest.raises(SecondFactorRefused):
        staff.enrol(agent, otp(agent.totp_secret), actor=by(agent))
    assert actions().count("second-factor-failed") == 2
    clock.shift(timedelta(seconds=61))
    assert staff.enrol(agent, otp(agent.totp_secret), actor=by(agent))


def test_nobody_enrols_what_was_not_reset(agent):
    with pytest.raises(SecondFactorRefused):
        staff.enrol(agent, otp(agent.totp_secret), actor=by(agent))


def test_nobody_resets_his_own_nor_without_the_right(agent, admin):
    with pytest.raises(NotOneself):
        staff.reset_second_factor(admin, reason=REASON, actor=by(admin))
    for role in ("agent", "supervisor"):
        with pytest.raises(NotAllowed):
            staff.reset_second_factor(agent, reason=REASON, actor=by(people.staff(role)))


def test_whoever_is_not_in_has_none_to_reset(agent, admin):
    invited, _ = staff.invite("n@example.org", name="N", role=Role.AGENT, actor=by(admin))
    with pytest.raises(InvitationPending):
        reset(invited, admin)
    staff.disable(agent, actor=by(admin))
    with pytest.raises(AgentDisabled):
        reset(agent, admin)


def test_a_whole_reset_ends_the_wait_for_an_enrolment(agent, admin):
    reset(agent, admin)
    staff.reset(agent, actor=by(admin))
    assert not agent.must_enrol and agent.totp_secret is None


def test_the_database_itself_knows_no_reset_of_somebody_who_never_came_in(app, admin):
    invited, _ = staff.invite("n@example.org", name="N", role=Role.AGENT, actor=by(admin))
    with pytest.raises(IntegrityError), transaction() as session:
        session.execute(update(Agent).where(Agent.id == invited.id).values(second_factor_reset_at=now()))


def test_many_who_enrol_at_once_get_one_set_of_codes(app, agent, admin):
    reset(agent, admin)
    number, code = agent.id, otp(agent.totp_secret)

    def enrol():
        row = db.session.get(Agent, number)
        return staff.enrol(row, code, actor=by(row))

    outcome = together(app, [enrol] * 4)
    assert len(outcome.made) == 1 and outcome.refused == ["SecondFactorRefused"] * 3
    assert count(RecoveryCode) == 10


def test_two_administrators_who_disable_each_other_at_once_leave_one(app, admin):
    other = people.staff("admin")
    pairs = [(admin.id, other.id), (other.id, admin.id)]

    def close(me, them):
        staff.disable(db.session.get(Agent, them), actor=by(db.session.get(Agent, me)))

    outcome = together(app, [lambda p=pair: close(*p) for pair in pairs])
    assert len(outcome.made) == 1 and outcome.refused == ["LastAdministrator"]
    assert len(list_administrators()) == 1
