"""How long personal data are kept, rule by rule; the worker applies them."""

from __future__ import annotations

from collections.abc import Callable

from models import attachments, audit, cases, documents, mails, road_openings
from models.accounts import idle
from models.attachments.afterwards import mandates
from models.audit.ageing import list_aged, list_aged_of
from models.concessions import cleansing
from models.documents import imports
from models.kernel import jobs
from models.kernel.actors import Actor
from models.kernel.clock import now
from models.values.days import years_before

AUDIT_YEARS = 1
BATCHES = 10
"""Erasures at one turn; what is left has its turn a few hours later."""

TWELVE_MONTHS, FIVE_YEARS = "twelve months", "five years after the end"
"""The reasons of what goes from the trail."""


def idle_accounts(actor: Actor) -> int:
    """Two idle years, a notice, then thirty days."""
    return idle.end(actor=actor) + idle.notify_idle(actor=actor)


def audit_details(actor: Actor) -> int:
    """Side details after twelve months; those of attachments five years after the end."""
    moment = now()
    limit, over = years_before(moment, AUDIT_YEARS), attachments.aged_ids(moment)
    return _erase(lambda: list_aged(limit, exclude=("attachment",)), TWELVE_MONTHS, actor) + _erase(
        lambda: list_aged_of("attachment", over, limit), FIVE_YEARS, actor
    )


def _erase(aged: Callable[[], list[int]], reason: str, actor: Actor) -> int:
    # In short transactions, each with its event: nobody who writes waits for long.
    erased = 0
    for _ in range(BATCHES):
        found = aged()
        if not found:
            break
        audit.erase(found, reason=reason, actor=actor)
        erased += len(found)
    return erased


def evidence(actor: Actor) -> int:
    """What proved an attachment, and a mandate's papers, five years after the end; documents that nothing
    refers to; old reports.
    """
    forgotten = attachments.forget_evidence(actor=actor) + mandates.forget_papers(actor=actor)
    return forgotten + documents.forget_unused() + imports.forget_lines()


def drafts(actor: Actor) -> int:
    """Requests that never left their company: ninety days after anybody last touched them."""
    return road_openings.forget(actor=actor)


def letters() -> int:
    """Whom a mail was for and what it said, what people wrote to us, and the contacts that staff found for
    records that need none any more: as long as the trail's details.
    """
    limit = years_before(now(), AUDIT_YEARS)
    gone = mails.forget_before(limit) + cases.forget_before(limit) + jobs.forget_before(limit)
    return gone + cleansing.forget_before(limit)


def everything(actor: Actor) -> int:
    """Applies each rule; returns how many things went."""
    return idle_accounts(actor) + audit_details(actor) + drafts(actor) + evidence(actor) + letters()
