"""Staff who are known to an identity provider: invited still, matched once, gone where they are gone."""

from __future__ import annotations

from datetime import timedelta

import pytest

from models import staff
from models.kernel.access import sessions, tokens
from models.kernel.access.links import Purpose, TokenExpired
from models.kernel.actors import Actor, Site
from models.kernel.base import db
from models.kernel.clock import now
from models.permissions import Role
from models.sign_in.throttle import SignInRefused
from models.staff import Assertion, EndedThere, NotInvited
from tests.support import people
from tests.support.records import actions, mails_of, visitor

ISSUER = "https://identite.example"


def says(subject="s-1", email="", **changes):
    return Assertion(issuer=ISSUER, subject=subject, email=email, **{"is_strong": True, **changes})


def come(person):
    return staff.sign_in_by_provider(person, actor=visitor())


def invited(email="nouvelle@example.org"):
    return staff.invite(email, name="Aline Neuve", role=Role.AGENT, actor=people.SYSTEM)


def test_who_was_not_invited_does_not_come_in(app, agent):
    for person in (says(email="inconnue@example.org"), says(email=""), says(email=f"x{agent.email}")):
        with pytest.raises(NotInvited):
            come(person)
    assert "agent-matched" not in actions()


def test_an_address_is_matched_once_and_the_subject_serves_from_then_on(app, agent):
    assert come(says(email=agent.email.upper())).id == agent.id
    assert (agent.provider_issuer, agent.provider_subject) == (ISSUER, "s-1")
    assert come(says(email="")).id == agent.id, "known by the subject, whatever its address is now"
    with pytest.raises(NotInvited):
        come(says("s-2", email=agent.email))  # the address was given to somebody else there
    assert [kind for kind in actions() if kind == "agent-matched"] == ["agent-matched"]
    assert len(mails_of("agent-matched")) == 1, "who had an access already is told"


def test_a_match_accepts_the_invitation_and_its_link_is_over(app):
    new, link = invited()
    assert come(says(email=new.email)).id == new.id
    db.session.refresh(new)
    assert new.is_active and new.password_hash is None
    with pytest.raises(TokenExpired):
        tokens.peek(Purpose.INVITATION, tokens.secret_of(link))
    assert not mails_of("agent-matched"), "who was invited to come so need not be told"


def test_without_a_password_no_password_opens(app):
    new, _ = invited()
    come(says(email=new.email))
    for password in ("", people.STAFF_PASSWORD):
        with pytest.raises(SignInRefused):
            staff.sign_in(new.email, password, actor=visitor())


def test_who_is_gone_stays_gone(app, agent, admin):
    come(says(email=agent.email))
    staff.disable(agent, actor=Actor.of_agent(admin))
    with pytest.raises(NotInvited):
        come(says())
    with pytest.raises(NotInvited):
        come(says("s-2", email=agent.email))


def test_a_new_beginning_forgets_the_subject(app, agent, admin):
    come(says(email=agent.email))
    staff.reset(agent, actor=Actor.of_agent(admin))
    assert agent.provider_subject is None and not agent.is_active
    assert come(says("s-2", email=agent.email)).is_active


def test_one_factor_there_asks_for_one_here(app, agent):
    new, _ = invited()
    come(says(email=new.email, is_strong=False))
    assert new.must_enrol and new.totp_secret
    assert not come(says("s-2", email=agent.email, is_strong=False)).must_enrol, "they have one"


def opened(agent, name="there-1"):
    return sessions.open_(Site.BACKOFFICE, agent=agent, provider_session=name)


def gone(subject="s-1", session="", at=None):
    return staff.sign_out_by_provider(EndedThere(ISSUER, subject, session, at or now()), actor=visitor())


def lives(secret):
    return sessions.find(Site.BACKOFFICE, secret) is not None


def test_a_sign_out_there_ends_what_began_there_and_nothing_else(app, agent, supervisor):
    come(says(email=agent.email))
    come(says("s-9", email=supervisor.email))
    mine, also, hers = opened(agent), opened(agent, "there-2"), opened(supervisor, "there-3")
    own = sessions.open_(Site.BACKOFFICE, agent=agent)
    assert gone(session="there-1") == 1
    assert [lives(secret) for secret in (mine, also, hers, own)] == [False, True, True, True]
    assert gone() == 1
    assert [lives(secret) for secret in (also, hers, own)] == [False, True, True]


def test_the_same_word_said_again_ends_no_later_session(app, agent):
    come(says(email=agent.email))
    opened(agent)
    at = now()
    assert gone(at=at) == 1
    later = sessions.open_(Site.BACKOFFICE, agent=agent, provider_session="there-1")
    assert gone(at=at - timedelta(seconds=1)) == 0
    assert lives(later)


def test_a_stranger_subject_ends_nothing(app, agent):
    come(says(email=agent.email))
    mine = opened(agent)
    assert gone("s-404") == 0 and gone("", "there-404") == 0
    assert lives(mine)
    assert gone("", "there-1") == 1
