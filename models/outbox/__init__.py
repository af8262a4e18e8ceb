"""Mails owed: written in the transaction of the change that owes them, sent afterwards by a worker."""

from models.outbox.forgetting import forget_before, forget_reader
from models.outbox.owing import gather, owe
from models.outbox.sending import (
    READDRESSED,
    MailGathered,
    MailNotResendable,
    MailStillDue,
    check_resend,
    dropped,
    mark_bounced,
    postponed,
    resend,
    sent,
)
from models.outbox.tables import (
    LINK_OVER,
    NOTICES,
    READER_GONE,
    MailKind,
    MailState,
    OutboxEmail,
    count_troubled,
    is_troubled,
    list_to,
    list_troubled,
)

__all__ = [
    "LINK_OVER",
    "NOTICES",
    "READDRESSED",
    "READER_GONE",
    "MailGathered",
    "MailKind",
    "MailNotResendable",
    "MailState",
    "MailStillDue",
    "OutboxEmail",
    "check_resend",
    "count_troubled",
    "dropped",
    "forget_before",
    "forget_reader",
    "gather",
    "is_troubled",
    "list_to",
    "list_troubled",
    "mark_bounced",
    "owe",
    "postponed",
    "resend",
    "sent",
]
