"""Rows that can be killed: idle, old, signed out, suspended, trusted for a day."""

from datetime import timedelta

from sqlalchemy import event, func, select

from models import accounts, staff
from models.kernel.access import sessions, trusted_browsers
from models.kernel.access.sessions import Session
from models.kernel.actors import Site
from models.kernel.base import db
from models.kernel.transactions import transaction
from tests.support import people


def live(site, secret):
    db.session.rollback()
    return sessions.find(site, secret) is not None


def test_the_secret_is_not_in_the_database(account):
    secret = sessions.open_(Site.PORTAL, account=account)
    row = db.session.scalar(select(Session))
    assert secret not in str([getattr(row, column.key) for column in Session.__mapper__.column_attrs])


def test_a_session_opens_its_own_site_only(account):
    secret = sessions.open_(Site.PORTAL, account=account)
    assert live(Site.PORTAL, secret)
    assert not live(Site.BACKOFFICE, secret)
    assert not live(Site.PORTAL, secret + "x")
    assert not live(Site.PORTAL, "")


def test_the_session_and_its_person_come_in_one_query(app, account, agent):
    pro, backoffice = (
        sessions.open_(Site.PORTAL, account=account),
        sessions.open_(Site.BACKOFFICE, agent=agent),
    )
    seen = []
    event.listen(
        db.engine, "before_cursor_execute", lambda *all: seen.append(all[2]) if "SELECT" in all[2] else None
    )
    for site, secret in ((Site.PORTAL, pro), (Site.BACKOFFICE, backoffice)):
        db.session.rollback()
        seen.clear()
        person = sessions.find(site, secret).person
        assert person.is_active
        assert person.label
        assert len(seen) == 1


def test_idle_for_an_hour_it_is_dead(account, clock):
    secret = sessions.open_(Site.PORTAL, account=account)
    clock.shift(timedelta(minutes=59))
    assert live(Site.PORTAL, secret)
    assert sessions.touch(Site.PORTAL, secret)
    clock.shift(timedelta(minutes=59))
    assert live(Site.PORTAL, secret)
    clock.shift(timedelta(minutes=2))
    assert not live(Site.PORTAL, secret)


def test_after_ten_hours_it_is_dead_however_busy(agent, clock):
    secret = sessions.open_(Site.BACKOFFICE, agent=agent)
    for _ in range(11):
        clock.shift(timedelta(minutes=54))
        assert live(Site.BACKOFFICE, secret)
        sessions.touch(Site.BACKOFFICE, secret)
    clock.shift(timedelta(minutes=10))
    assert not live(Site.BACKOFFICE, secret)


def test_signing_out_kills_it_and_nothing_brings_it_back(account):
    secret = sessions.open_(Site.PORTAL, account=account)
    sessions.end(Site.PORTAL, secret)
    assert not live(Site.PORTAL, secret)
    assert not sessions.touch(Site.PORTAL, secret, data={"a": 1})
    assert not live(Site.PORTAL, secret)


def test_suspending_an_account_kills_its_sessions_at_once(account, supervisor):
    secret = sessions.open_(Site.PORTAL, account=account)
    accounts.suspend(account, reason="Doute sur la personne au téléphone.", actor=people.SYSTEM)
    assert not live(Site.PORTAL, secret)


def test_a_new_password_kills_the_sessions_before_it_and_not_the_one_after(account):
    before = sessions.open_(Site.PORTAL, account=account)
    with transaction():
        account.end_sessions()
    after = sessions.open_(Site.PORTAL, account=account)
    assert not live(Site.PORTAL, before)
    assert live(Site.PORTAL, after)


def test_even_in_the_same_instant(account, clock):
    clock.move_to(clock_now := db.session.scalar(select(func.max(Session.started_at))) or account.created_at)
    clock.move_to(clock_now, tick=False)
    before = sessions.open_(Site.PORTAL, account=account)
    with transaction():
        account.end_sessions()
    after = sessions.open_(Site.PORTAL, account=account)
    assert not live(Site.PORTAL, before)
    assert live(Site.PORTAL, after)


def test_disabling_an_agent_kills_sessions_and_trusted_browsers(agent, admin):
    secret = sessions.open_(Site.BACKOFFICE, agent=agent)
    browser = trusted_browsers.trust(agent)
    assert trusted_browsers.is_trusted(agent, browser)
    staff.disable(agent, actor=people.SYSTEM)
    assert not live(Site.BACKOFFICE, secret)
    assert not trusted_browsers.is_trusted(agent, browser)


def test_a_session_that_replaces_another_kills_it(agent):
    first = sessions.open_(Site.BACKOFFICE, agent=agent, pending=True)
    second = sessions.open_(Site.BACKOFFICE, agent=agent, second_factor=True, instead_of=first)
    assert not live(Site.BACKOFFICE, first)
    assert sessions.find(Site.BACKOFFICE, second).is_fresh


def test_the_second_factor_is_fresh_for_a_quarter_of_an_hour(agent, clock):
    secret = sessions.open_(Site.BACKOFFICE, agent=agent, second_factor=True)
    clock.shift(timedelta(minutes=14))
    assert sessions.find(Site.BACKOFFICE, secret).is_fresh
    clock.shift(timedelta(minutes=2))
    assert not sessions.find(Site.BACKOFFICE, secret).is_fresh


def test_what_opens_nothing_any_more_is_forgotten(account, agent, clock):
    sessions.open_(Site.PORTAL, account=account)
    trusted_browsers.trust(agent)
    assert sessions.purge() == 0
    clock.shift(timedelta(hours=25))
    kept = sessions.open_(Site.PORTAL, account=account)
    assert sessions.purge() == 2
    assert live(Site.PORTAL, kept)


def test_after_the_second_factor_the_session_and_the_trust_are_there_together(agent):
    pending = sessions.open_(Site.BACKOFFICE, agent=agent, pending=True)
    secret, trusted = sessions.open_trusted(Site.BACKOFFICE, agent, instead_of=pending)
    db.session.rollback()
    found = sessions.find(Site.BACKOFFICE, secret)
    assert found is not None and found.is_fresh and found.signed_in_at is not None
    assert trusted_browsers.is_trusted(agent, trusted)
    assert not live(Site.BACKOFFICE, pending)
