"""Mails owed: written in the transaction of the change that owes them, sent afterwards by a worker."""

from models.mails.forgetting import forget_before, forget_reader, numbers_of
from models.mails.handing_on import hand_on
from models.mails.kinds import MailKind
from models.mails.notices import gather, notify
from models.mails.resending import (
    MailForgotten,
    MailGathered,
    MailNotResendable,
    MailOfSeries,
    MailOnItsWay,
    MailStillDue,
    check_mark_bounced,
    check_resend,
    check_resend_anywhere,
    mark_bounced,
    resend,
)
from models.mails.sending import dropped, postponed, sent
from models.mails.states import MailState
from models.mails.tables import OutboxEmail

__all__ = [
    "MailForgotten",
    "check_resend_anywhere",
    "MailGathered",
    "MailKind",
    "MailNotResendable",
    "MailOfSeries",
    "MailOnItsWay",
    "MailState",
    "MailStillDue",
    "OutboxEmail",
    "check_mark_bounced",
    "check_resend",
    "dropped",
    "forget_before",
    "forget_reader",
    "gather",
    "hand_on",
    "mark_bounced",
    "notify",
    "numbers_of",
    "postponed",
    "resend",
    "sent",
]
