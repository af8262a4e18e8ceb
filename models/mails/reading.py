"""What of a mail staff may read: a link only where they hand it over, and then under trace."""

from __future__ import annotations

from models import audit
from models.audit import AuditAction
from models.kernel.actors import Actor
from models.kernel.errors import NotAllowed
from models.kernel.transactions import transaction
from models.mails.kinds import MailKind
from models.mails.tables import OutboxEmail
from models.permissions import Permission

HANDED_OVER = frozenset({MailKind.ACTIVATION.value, MailKind.ACTIVATION_REMINDER.value})
"""Where no server sends the mails, staff hand these links over. An active account's are its own."""


def is_handed_over(mail: OutboxEmail) -> bool:
    """Whether staff may read the link of this mail where no server sends it."""
    return mail.kind in HANDED_OVER


def consult_link(mail: OutboxEmail, *, actor: Actor) -> None:
    """Leaves the event of a link that a member of staff reads while it lives; nothing for a dead one."""
    if not actor.may(Permission.READ):
        raise NotAllowed
    if mail.token is None or not mail.token.is_live:
        return
    with transaction():
        audit.record(AuditAction.MAIL_READ, mail, actor=actor, company=mail.company)
