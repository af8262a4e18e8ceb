"""A member of staff signs out: of this browser, and of whatever they look at."""

from __future__ import annotations

from models import staff
from models.audit import AuditEvent
from models.kernel.access import sessions
from models.kernel.actors import Actor, Site
from models.kernel.base import db
from models.staff import impersonation


def last_action():
    db.session.rollback()
    return db.session.scalar(db.select(AuditEvent.action).order_by(AuditEvent.sequence.desc()).limit(1))


def is_live(secret):
    db.session.rollback()
    return sessions.find(Site.BACKOFFICE, secret) is not None


def test_signing_out_kills_the_session_of_this_browser_alone(agent):
    here, elsewhere = (sessions.open_(Site.BACKOFFICE, agent=agent) for _ in range(2))
    staff.sign_out(agent, session=here, actor=Actor.of_agent(agent))
    assert not is_live(here)
    assert is_live(elsewhere)
    assert last_action() == "signed-out"


def test_whoever_signs_out_looks_no_more(supervisor, account):
    actor = Actor.of_agent(supervisor)
    secret = impersonation.enter(impersonation.open_(account, reason="Appel", actor=actor)[1])
    assert impersonation.find(secret) is not None
    staff.sign_out(supervisor, session=None, actor=actor)
    db.session.rollback()
    assert impersonation.find(secret) is None
