"""How a person comes in and goes: each time another session stands behind the browser."""

from __future__ import annotations

from cryptography.fernet import InvalidToken
from flask import session
from flask_login import login_user, logout_user

from models import accounts, staff
from models.accounts import ProAccount
from models.kernel import keys
from models.kernel.access import trusted_browsers
from models.kernel.clock import now
from models.staff import Agent
from models.staff.federation import RECENT, Assertion
from models.staff.signing import is_locked_out
from views.access import typed_forms
from views.access.people import SignedIn, current_actor, current_person
from views.access.site_session import current_session

UNNAMED = "-"
"""A session of a provider that gives its own no names."""

HINT, LONGEST_HINT = "provider-hint", 6_000
"""Where the session keeps, encrypted, by what the provider knows again who signs out; letters of it that an
address bears.
"""


def enter(account: ProAccount) -> None:
    """Opens a session for a company's person, in place of the visitor's."""
    typed = typed_forms.take_over(account)
    current_session().enter(account=account)
    typed_forms.give(typed)
    login_user(SignedIn(account), force=True)


def trusted_browser() -> str | None:
    """What this browser's cookie says of a second factor given in it today, for the operation to judge."""
    return current_session().trusted_secret


def known_browser() -> str | None:
    """What this browser's cookie says of an earlier whole sign-in in it, for the operation to judge."""
    return current_session().known_browser


def enter_staff(agent: Agent) -> bool:
    """After the right password: True when this browser gave the second factor today, and the agent is in.

    False when the code must now be asked, at `/console/connexion/code`: also while strangers' failures keep
    everybody else out, for then a password that they may have found is not enough.
    """
    known = not agent.must_enrol and _is_trusted(agent) and not is_locked_out(agent)
    typed = typed_forms.take_over(agent)
    current_session().enter(agent=agent, pending=not known)
    typed_forms.give(typed)
    if known:
        login_user(SignedIn(agent), force=True)
    return known


def enter_by_provider(agent: Agent, person: Assertion) -> bool:
    """After the identity provider named them: True when they are in, False when our own code is asked.

    Two factors given there open grave acts as long as ours would, counted from when they were given.
    """
    begun = person.authenticated_at
    known = person.is_strong or (not agent.must_enrol and _is_trusted(agent))
    typed = typed_forms.take_over(agent)
    current_session().enter(
        agent=agent,
        pending=not known,
        second_factor=person.is_strong and begun is not None and begun > now() - RECENT,
        provider_session=person.session or UNNAMED,
    )
    if len(person.hint) <= LONGEST_HINT:
        session[HINT] = keys.current().box.encrypt(person.hint.encode()).decode()
    typed_forms.give(typed)
    if known:
        login_user(SignedIn(agent), force=True)
    return known


def _is_trusted(agent: Agent) -> bool:
    secret = current_session().trusted_secret
    return secret is not None and trusted_browsers.is_trusted(agent, secret)


def enter_unless_awaited(account: ProAccount) -> bool:
    """After the right password: True when they are in, False when a code is asked at `/connexion/code`."""
    if not accounts.awaits_code(account, trusted_browser()):
        enter(account)
        return True
    typed = typed_forms.take_over(account)
    current_session().enter(account=account, pending=True)
    typed_forms.give(typed)
    return False


def second_factor_given(person: Agent | ProAccount) -> None:
    """After the right code: the person is in, the browser known for the day, grave acts open a while."""
    typed, hint = typed_forms.take_over(person), session.get(HINT)
    current_session().enter_trusted(person)
    typed_forms.give(typed)
    if hint is not None:
        session[HINT] = hint
    login_user(SignedIn(person), force=True)


def provider_hint() -> str:
    """By what the provider knows again whoever it let in here; empty for everybody else."""
    try:
        return keys.current().box.decrypt(str(session.get(HINT, "")).encode()).decode()
    except InvalidToken:
        return ""


def leave() -> None:
    """Signs out whoever is in; a session of nobody ends without an event."""
    person, secret = current_person(), current_session().secret
    if isinstance(person, Agent):
        staff.sign_out(person, session=secret, actor=current_actor())
    elif person is not None:
        accounts.sign_out(person, session=secret, actor=current_actor())
    else:
        current_session().end()
    forget()


def forget() -> None:
    """The browser forgets its session, which an operation has ended."""
    current_session().forget()
    logout_user()
