"""Mails owed: written in the transaction of the change that owes them, sent afterwards by a worker."""

from models.mails.forgetting import forget_before, forget_reader
from models.mails.notices import gather, notify
from models.mails.sending import (
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
from models.mails.tables import MailKind, MailState, OutboxEmail

__all__ = [
    "MailGathered",
    "MailKind",
    "MailNotResendable",
    "MailState",
    "MailStillDue",
    "OutboxEmail",
    "check_resend",
    "dropped",
    "forget_before",
    "forget_reader",
    "gather",
    "mark_bounced",
    "notify",
    "postponed",
    "resend",
    "sent",
]
