"""Links by mail: random, bound to a purpose and a person, stored as a digest, consumed once."""

from __future__ import annotations

import base64
import hmac
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select, update

from models.kernel import keys
from models.kernel.access.links import Purpose, Token, TokenExpired, TokenUnknown
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.keys import digest_of
from models.kernel.locks import lock_row
from models.kernel.transactions import transaction

if TYPE_CHECKING:
    from models.accounts import ProAccount
    from models.staff import Agent


LIFE = {
    Purpose.ACTIVATION: timedelta(hours=72),
    Purpose.RESET: timedelta(hours=1),
    Purpose.INVITATION: timedelta(hours=72),
    Purpose.EMAIL_CHANGE: timedelta(hours=24),
    Purpose.RECORD_LINK: timedelta(hours=72),
    Purpose.FREEZE: timedelta(hours=72),
    Purpose.MERGE: timedelta(hours=72),
}


def _secret(purpose: str, seed: str) -> str:
    # Random by its seed; recomputed at each try to send, so that a retried mail holds the same link while the
    # database, its dumps and its owed jobs hold none.
    raw = hmac.digest(keys.current().derive("token"), f"{purpose}:{seed}".encode(), "sha256")
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def issue(
    purpose: Purpose,
    *,
    account: ProAccount | None = None,
    agent: Agent | None = None,
    data: str | None = None,
    subject: int = 0,
) -> Token:
    """A new link in the transaction under way; the earlier one of that purpose, person and subject dies."""
    with transaction() as session:
        session.flush()
        _lock_owner(account or agent)
        end_all(purpose, account=account, agent=agent, subject=subject)
        seed, moment = secrets.token_urlsafe(32), now()
        token = Token(
            purpose=purpose.value,
            account=account,
            agent=agent,
            seed=seed,
            digest=digest_of(_secret(purpose.value, seed)),
            data=data,
            subject=subject,
            created_at=moment,
            expires_at=moment + LIFE[purpose],
        )
        session.add(token)
        session.flush()
        return token


def end_all(
    purpose: Purpose,
    *,
    account: ProAccount | None = None,
    agent: Agent | None = None,
    subject: int | None = None,
) -> None:
    """Kills the live links of that purpose and person, if any; `subject`: those about it alone."""
    with transaction() as session:
        session.flush()
        owner = Token.account_id == account.id if account is not None else Token.agent_id == _id(agent)
        about = () if subject is None else (Token.subject == subject,)
        session.execute(
            update(Token)
            .where(Token.purpose == purpose.value, owner, Token.ended_at.is_(None), *about)
            .values(ended_at=now())
            .execution_options(synchronize_session="fetch")
        )


def hand_on(purpose: Purpose, gone: ProAccount, kept: ProAccount) -> None:
    """One person's live links of that purpose are another's, save about what these have one of their own."""
    with transaction() as session:
        session.flush()
        live = update(Token).where(Token.purpose == purpose.value, Token.ended_at.is_(None))
        known = select(Token.subject).where(Token.purpose == purpose.value, Token.account_id == kept.id)
        free = Token.subject.not_in(known.where(Token.ended_at.is_(None)))
        moved = live.where(Token.account_id == gone.id, free).values(account_id=kept.id)
        session.execute(moved.execution_options(synchronize_session="fetch"))


def forget(account: ProAccount) -> None:
    """Ends every link of a person who is gone, with the addresses that they carried."""
    with transaction() as session:
        for purpose in Purpose:
            end_all(purpose, account=account)
        session.execute(update(Token).where(Token.account_id == account.id).values(data=None))


def _lock_owner(person: ProAccount | Agent | None) -> None:
    # The person's row first, then its links: whoever locks both does it in this order, or two would deadlock.
    if person is not None:
        lock_row(person)


def _id(agent: Agent | None) -> int:
    if agent is None:
        raise TypeError("a link has an owner")
    return agent.id


def secret_of(token: Token) -> str:
    """What the link carries: 43 URL-safe characters. Goes into a mail or a terminal, nowhere else."""
    return _secret(token.purpose, token.seed)


def live(purpose: Purpose, account: ProAccount) -> Token | None:
    """The link of that purpose and person that still opens its page."""
    query = select(Token).where(
        Token.purpose == purpose.value, Token.account_id == account.id, Token.ended_at.is_(None)
    )
    token = db.session.scalar(query)
    return token if token is not None and token.is_live else None


def is_live_about(purpose: Purpose, subject: int) -> bool:
    """Whether somebody still has a link of that purpose about this."""
    query = select(Token.id).where(Token.purpose == purpose.value, Token.subject == subject)
    query = query.where(Token.ended_at.is_(None), Token.expires_at > now())
    return db.session.scalar(query.limit(1)) is not None


def peek(purpose: Purpose, secret: str) -> Token:
    """The live link of this secret, consuming nothing. Raises `TokenUnknown` or `TokenExpired`."""
    token = db.session.scalar(
        select(Token).where(Token.digest == digest_of(secret), Token.purpose == purpose.value)
    )
    if token is None:
        raise TokenUnknown
    if not token.is_live:
        raise TokenExpired(token=token)
    return token


def consume(purpose: Purpose, secret: str) -> Token:
    """Uses the link up: of any number of simultaneous calls, one gets it and the others `TokenExpired`."""
    with transaction() as session:
        token = peek(purpose, secret)
        _lock_owner(token.account or token.agent)
        taken = session.execute(
            update(Token)
            .where(Token.id == token.id, Token.ended_at.is_(None))
            .values(ended_at=now())
            .execution_options(synchronize_session="fetch")
        )
        if taken.rowcount != 1:  # type: ignore[attr-defined]
            raise TokenExpired(token=token)
        return token
