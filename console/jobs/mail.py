"""The job that sends one owed mail."""

from __future__ import annotations

import logging

from console.jobs.context import Context
from console.mailer import Postponed, Refused
from models import mails
from models.kernel import jobs
from models.kernel.base import db
from models.kernel.jobs import Job
from models.mails import MailState, OutboxEmail
from views.exports.orders import papers_of
from views.mails import render

log = logging.getLogger(__name__)

_DUE = (MailState.OWED.value, MailState.RETRYING.value)


def run(job: Job, context: Context) -> None:
    """Sends it, unless it left before or its link is over; a refusal is final, any other trouble is not."""
    mail = db.session.get(OutboxEmail, job.payload["mail"])
    if mail is None or mail.state not in _DUE:
        context.done(job)
    elif mail.token is not None and not mail.token.is_live:
        context.done(job, lambda: mails.dropped(mail))
    else:
        _send(job, mail, context)


def _send(job: Job, mail: OutboxEmail, context: Context) -> None:
    try:
        message = context.mailer.compose(mail, render(mail))
        for paper in papers_of(mail):
            message.add_attachment(paper.data, maintype="application", subtype="pdf", filename=paper.name)
        name = f"{mail.created_at:%Y%m%dT%H%M%S}-{mail.id:09d}-{mail.kind}"
        db.session.rollback()  # no transaction stays open while a server is waited for
        context.post.send(message, name)
    except Refused as refused:
        _give_up(job, mail, str(refused), context)
    except Postponed as trouble:
        _postpone(job, mail, str(trouble), context)
    else:
        number = str(message["Message-ID"])
        context.done(job, lambda: mails.sent(mail, message_id=number))


def _give_up(job: Job, mail: OutboxEmail, error: str, context: Context) -> None:
    log.warning("mail %s was refused: %s", name_of(mail), error)
    context.end(
        job,
        lambda: mails.postponed(mail, error=error, next_at=None),
        lambda: jobs.give_up(job, error),
    )


def _postpone(job: Job, mail: OutboxEmail, error: str, context: Context) -> None:
    log.warning("mail %s did not leave: %s", name_of(mail), error)

    def put_off() -> None:
        lives = jobs.retry_later(job, error)
        mails.postponed(mail, error=error, next_at=job.due_at if lives else None)

    context.end(job, put_off)


def name_of(mail: OutboxEmail) -> str:
    """How a log names a mail: never by its address."""
    return f"{mail.id} ({mail.kind})"
