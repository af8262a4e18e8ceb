"""Claims of the demonstration on records that others hold: some wait for the holder, one for a supervisor."""

from __future__ import annotations

from sqlalchemy import select

from models import cases
from models.accounts import ProAccount
from models.attachments import Attachment
from models.attachments.afterwards import HeldClaim, name_referent, transfer
from models.attachments.afterwards.asking import ANSWER_DAYS
from models.cases import CaseKind
from models.kernel.actors import Actor
from models.kernel.base import db
from models.kernel.clock import now
from models.values.days import working_days_after

EACH = 2
"""Claims on what each of the first people holds."""

PEOPLE = 3
REASON = "Activité reprise par cette structure, acte de cession vu."


def add(agent: Actor | None, supervisor: Actor | None, actor: Actor) -> None:
    """Inside the transaction of the demonstration."""
    known = select(ProAccount).where(ProAccount.is_active).order_by(ProAccount.id).limit(PEOPLE + 1)
    people = list(db.session.scalars(known))
    for holder, asker in zip(people, people[1:], strict=False):
        bound = select(Attachment).where(Attachment.referent_id == holder.id, Attachment.is_in_effect)
        for attachment in db.session.scalars(bound.order_by(Attachment.id).limit(EACH)):
            _claim(attachment, asker)
    if people:
        _keep_silent(people[0], actor)
    db.session.flush()
    if agent is not None and supervisor is not None and len(people) > 1:
        _name_another(people[0], agent)
        _transfer(people[-1], people[0], supervisor)


def _claim(attachment: Attachment, asker: ProAccount) -> HeldClaim:
    due = working_days_after(now(), ANSWER_DAYS)
    claim = HeldClaim(attachment=attachment, account=asker, asked_at=now(), due_at=due)
    db.session.add(claim)
    return claim


def _keep_silent(asker: ProAccount, actor: Actor) -> None:
    """The newest that another company holds, which says nothing: a supervisor decides."""
    others = select(Attachment).where(Attachment.company_id != asker.company_id, Attachment.is_in_effect)
    newest = db.session.scalar(others.order_by(Attachment.id.desc()).limit(1))
    if newest is not None:
        claim, record = _claim(newest, asker), newest.concession
        claim.due_at = claim.passed_on_at = now()
        tried = {"title": record.title, "kind": record.kind}
        cases.open_(CaseKind.SILENT, record.title, account=asker, tried=tried, actor=actor)


def _name_another(holder: ProAccount, agent: Actor) -> None:
    """A change of referent that was not frozen, within the company of the first person."""
    same = select(ProAccount).where(ProAccount.company_id == holder.company_id, ProAccount.is_active)
    colleague = db.session.scalar(same.where(ProAccount.id != holder.id).order_by(ProAccount.id).limit(1))
    bound = select(Attachment).where(Attachment.referent_id == holder.id, Attachment.is_in_effect)
    last = db.session.scalar(bound.order_by(Attachment.id.desc()).limit(1))
    if colleague is not None and last is not None:
        name_referent(last, colleague, actor=agent)


def _transfer(holder: ProAccount, other: ProAccount, supervisor: Actor) -> None:
    """A record that went from a company to another, and may be given back."""
    bound = select(Attachment).where(Attachment.referent_id == holder.id, Attachment.is_in_effect)
    last = db.session.scalar(bound.order_by(Attachment.id.desc()).limit(1))
    if last is not None and holder.company_id != other.company_id:
        transfer(last, other, reason=REASON, actor=supervisor)
