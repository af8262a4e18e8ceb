"""What should make a supervisor look twice, each with the figures that make it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import select

from models.assistance.matching.parties import PROVIDERS
from models.attachments.tables import Attachment
from models.companies.directory import State
from models.concessions import Concession
from models.kernel.base import db
from models.reports.agreement import Accord, Compared
from models.reports.comparison import Line
from models.reports.related_activity import Rate, rate_of_agent
from models.staff import Agent
from models.values.days import PARIS, is_working
from models.values.text import fold

YOUNG = timedelta(days=1)
OPENS, CLOSES = 7, 20
"""The hours of Le Havre between which the staff work."""

HOLDERS = 2
"""Different holders of one account's records from which one wonders."""

UNUSUAL = 3
"""Times the median of the team, and at least `FEW` attachments, in a team of at least `TEAM`."""
FEW, TEAM = 10, 3


class Doubt(StrEnum):
    """Why one should look twice."""

    NAMES_APART = "names-apart"
    COMPANY_CLOSED = "company-closed"
    COMPANY_UNVERIFIED = "company-unverified"
    FREE_MAILBOX = "free-mailbox"
    YOUNG_ACCOUNT = "young-account"
    SEVERAL_HOLDERS = "several-holders"
    OFF_HOURS = "off-hours"
    BUSY_AGENT = "busy-agent"
    REFUSED_BEFORE = "refused-before"
    YOUR_NAME = "your-name"


@dataclass(frozen=True)
class Caution:
    """One doubt and what made it: the sentence takes its figures from `facts`."""

    doubt: Doubt
    facts: dict[str, object] = field(default_factory=dict)


def cautions(attachment: Attachment, lines: list[Line], *, reader: Agent) -> list[Caution]:
    """All that is to be said of it; `lines` is its comparison, `reader` who is about to decide."""
    return [
        *_of_company(attachment, lines),
        *_of_account(attachment, reader),
        *_of_history(attachment),
        *_of_agent(attachment),
    ]


def _of_company(attachment: Attachment, lines: list[Line]) -> Iterator[Caution]:
    company = attachment.company
    name = next(line for line in lines if line.field is Compared.NAME)
    if name.accord is Accord.DIFFERENT:
        yield Caution(Doubt.NAMES_APART, {"old": name.old[0], "new": name.new[0]})
    if company.directory_state == State.CLOSED:
        yield Caution(Doubt.COMPANY_CLOSED, {"company": company.name, "since": company.verified_at})
    elif company.is_to_verify or company.directory_state in (State.UNKNOWN, State.UNAVAILABLE):
        yield Caution(Doubt.COMPANY_UNVERIFIED, {"company": company.name, "since": company.created_at})


def _of_account(attachment: Attachment, reader: Agent) -> Iterator[Caution]:
    account = attachment.referent
    domain = account.email_key.rpartition("@")[2]
    if domain in PROVIDERS:
        yield Caution(Doubt.FREE_MAILBOX, {"email": account.email, "domain": domain})
    age = attachment.created_at - account.created_at
    if age < YOUNG:
        yield Caution(Doubt.YOUNG_ACCOUNT, {"minutes": max(0, int(age.total_seconds() // 60))})
    if fold(account.full_name) and fold(account.full_name) == fold(reader.name):
        yield Caution(Doubt.YOUR_NAME, {"person": account.full_name})
    holders = holders_of(attachment)
    if len(holders) >= HOLDERS:
        yield Caution(Doubt.SEVERAL_HOLDERS, {"count": len(holders), "holders": holders})


def holders_of(attachment: Attachment) -> list[str]:
    """The different holders of the records that the account has, by SIREN, else by folded name."""
    query = (
        select(Concession.siret, Concession.holder)
        .join(Attachment, Attachment.concession_id == Concession.id)
        .where(Attachment.referent_id == attachment.referent_id, Attachment.is_open)
        .order_by(Attachment.created_at, Attachment.id)
        .limit(200)
    )
    found: dict[str, str] = {}
    for siret, holder in db.session.execute(query):
        if key := siret[:9] or fold(holder):
            found.setdefault(key, holder or siret[:9])
    return list(found.values())


def _of_history(attachment: Attachment) -> Iterator[Caution]:
    query = select(Attachment).where(
        Attachment.concession_id == attachment.concession_id,
        Attachment.id < attachment.id,
        Attachment.ended_how == "refused",
    )
    before = db.session.scalar(query.order_by(Attachment.ended_at.desc()).limit(1))
    if before is not None:
        yield Caution(Doubt.REFUSED_BEFORE, {"company": before.company.name, "since": before.ended_at})


def _of_agent(attachment: Attachment) -> Iterator[Caution]:
    maker = attachment.made_by
    if maker is None:
        return
    if is_off_hours(attachment.created_at):
        yield Caution(Doubt.OFF_HOURS, {"agent": maker.name, "since": attachment.created_at})
    rate = rate_of_agent(attachment)
    if rate is not None and is_unusual(rate):
        facts = {"agent": maker.name, "count": rate.count, "days": rate.days, "team": rate.team}
        yield Caution(Doubt.BUSY_AGENT, {**facts, "median": rate.median})


def is_off_hours(moment: datetime) -> bool:
    """Whether offices are closed at that moment in Le Havre."""
    there = moment.astimezone(PARIS)
    return not is_working(there.date()) or not OPENS <= there.hour < CLOSES


def is_unusual(rate: Rate) -> bool:
    """Whether an agent attaches without codes much more than their colleagues; a small team says nothing."""
    return rate.team >= TEAM and rate.count >= FEW and rate.count >= UNUSUAL * rate.median
