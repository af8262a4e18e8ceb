"""Links by mail: random, bound to a purpose and a person, kept as a digest, used once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from models.kernel import keys
from models.kernel.access import tokens
from models.kernel.access.links import Purpose, Token, TokenExpired, TokenUnknown
from models.kernel.access.tokens import LIFE
from models.kernel.base import db
from models.kernel.transactions import transaction
from tests.support import people
from tests.support.records import count


def issue(account, purpose=Purpose.RESET):
    return tokens.issue(purpose, account=account)


def test_links_live_as_long_as_they_must():
    assert LIFE[Purpose.ACTIVATION] == timedelta(hours=72)
    assert LIFE[Purpose.RESET] == timedelta(hours=1)


def test_a_secret_is_long_and_never_the_same(app, account):
    secrets = {tokens.secret_of(issue(account)) for _ in range(50)}
    assert len(secrets) == 50 and all(len(secret) == 43 for secret in secrets)


def test_the_database_holds_no_secret(app, account):
    token = issue(account)
    secret = tokens.secret_of(token)
    held = [str(value) for value in vars(token).values()]
    assert not any(secret in value for value in held)


def test_another_key_makes_other_secrets_of_the_same_rows(app, account):
    token = issue(account)
    secret = tokens.secret_of(token)
    keys.install(keys.Keys("z" * 40, "b" * 40, "c" * 40))
    assert tokens.secret_of(token) != secret


def test_a_new_link_kills_the_earlier_one_of_its_purpose_alone(app, account):
    reset, change = issue(account), issue(account, Purpose.EMAIL_CHANGE)
    again = issue(account)
    assert not reset.is_live and change.is_live and again.is_live


def test_a_link_is_consumed_once(app, account):
    secret = tokens.secret_of(issue(account))
    assert tokens.consume(Purpose.RESET, secret).account_id == account.id
    with pytest.raises(TokenExpired):
        tokens.consume(Purpose.RESET, secret)


def test_looking_consumes_nothing(app, account):
    secret = tokens.secret_of(issue(account))
    assert tokens.peek(Purpose.RESET, secret).is_live
    assert tokens.peek(Purpose.RESET, secret).is_live


def test_a_link_is_worth_nothing_for_another_purpose(app, account):
    secret = tokens.secret_of(issue(account))
    for purpose in set(Purpose) - {Purpose.RESET}:
        with pytest.raises(TokenUnknown):
            tokens.consume(purpose, secret)


def test_a_link_dies_at_its_hour_and_not_before(app, account, clock):
    clock.move_to(clock_start(account), tick=False)
    secret = tokens.secret_of(issue(account))
    clock.shift(timedelta(hours=1) - timedelta(seconds=1))
    assert tokens.peek(Purpose.RESET, secret)
    clock.shift(timedelta(seconds=1))
    with pytest.raises(TokenExpired) as expired:
        tokens.peek(Purpose.RESET, secret)
    assert expired.value.facts["token"].account_id == account.id


def clock_start(account):
    return account.activated_at + timedelta(minutes=1)


def test_what_fails_after_a_link_was_consumed_gives_it_back(app, account):
    secret = tokens.secret_of(issue(account))
    with pytest.raises(ZeroDivisionError), transaction():
        tokens.consume(Purpose.RESET, secret)
        raise ZeroDivisionError
    assert tokens.peek(Purpose.RESET, secret).is_live


def test_the_database_itself_holds_one_live_link_per_person_and_purpose(app, account):
    first = issue(account)
    issue(account)
    with pytest.raises(IntegrityError), transaction() as session:
        session.execute(update(Token).where(Token.id == first.id).values(ended_at=None))


def test_the_database_itself_gives_a_link_one_owner(app, account, agent):
    token = issue(account)
    with pytest.raises(IntegrityError), transaction() as session:
        session.execute(update(Token).where(Token.id == token.id).values(agent_id=agent.id))


def test_a_link_has_an_owner(app):
    with pytest.raises(TypeError):
        tokens.issue(Purpose.RESET)


@given(st.text(max_size=80))
@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_other_text_is_no_link(app, text):
    db.session.rollback()
    if count(Token) == 0:
        people.pending()
    with pytest.raises(TokenUnknown):
        tokens.peek(Purpose.ACTIVATION, text)
