"""The referent before freezes a change that they never wanted: by the link of the mail that told them."""

from __future__ import annotations

from models import cases
from models.attachments.queries import find_attachment, lock_with_record
from models.attachments.review import doubt
from models.attachments.tables import Attachment
from models.cases import CaseKind
from models.kernel.access import tokens
from models.kernel.access.links import Purpose, TokenExpired, TokenUnknown
from models.kernel.actors import Actor
from models.kernel.locks import lock_row
from models.kernel.transactions import transaction


def peek_change(secret: str) -> Attachment:
    """What a live link is about; consumes nothing. Raises `TokenUnknown`, `TokenExpired`."""
    token = tokens.peek(Purpose.FREEZE, secret)
    attachment = find_attachment(token.subject)
    if attachment is None or token.account is None:
        raise TokenUnknown
    if not attachment.is_open:
        raise TokenExpired(token=token)
    return attachment


def freeze(secret: str, *, reason: str, actor: Actor) -> Attachment:
    """Consumes the link; the attachment is suspended until staff decide, and a case tells them.

    Nobody of the company ends it, hands it over or names anybody meanwhile. Raises as `peek_change` does.
    """
    with transaction():
        attachment, account = peek_change(secret), tokens.peek(Purpose.FREEZE, secret).account
        assert account is not None
        lock_row(account)
        lock_with_record(attachment)
        peek_change(secret)
        tokens.consume(Purpose.FREEZE, secret)
        person = Actor.of_account(account, ip=actor.ip, request_id=actor.request_id)
        if attachment.suspended_at is None:
            doubt(attachment, reason, person)
        cases.open_(CaseKind.CONTESTED, attachment.concession.title, account=account, actor=person)
        return attachment
