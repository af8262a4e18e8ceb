"""Keys that are on their way by post open for the account into which that of who asked went."""

from __future__ import annotations

from sqlalchemy import select

from models.accounts import ProAccount
from models.attachments.old_contact.tables import LetterKey
from models.kernel.actors import Actor
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.locks import locked


def hand_keys_on(gone: ProAccount, kept: ProAccount, actor: Actor) -> None:
    """Of two for one record the one that stays keeps its own; in the transaction under way."""
    made = select(LetterKey).where(LetterKey.account_id.in_((gone.id, kept.id))).order_by(LetterKey.id)
    keys = list(db.session.scalars(locked(made.where(LetterKey.ended_at.is_(None)), LetterKey)))
    known = {key.concession_id for key in keys if key.account_id == kept.id}
    for key in keys:
        if key.account_id == gone.id and key.concession_id in known:
            key.ended_at = now()
        elif key.account_id == gone.id:
            key.account = kept
    db.session.flush()
