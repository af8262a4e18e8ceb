"""Who claims a record that is held has its holder asked; where they keep silent, staff are."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select, update

from models import audit, cases, mails
from models.accounts import ProAccount
from models.attachments.afterwards.tables import ClaimOutcome, HeldClaim
from models.attachments.tables import Attachment
from models.audit import AuditAction
from models.cases import CaseKind
from models.companies import vouched_name
from models.kernel.access import throttling
from models.kernel.actors import Actor
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.locks import lock, lock_row
from models.kernel.transactions import transaction
from models.mails import MailKind
from models.values.days import working_days_after

ANSWER_DAYS = 5
"""Working days that the holder has to answer."""

MOST_ASKED = 5
"""Claims of one attachment that wait at once: what is more reaches staff alone."""

DAY, MAILS_A_DAY = timedelta(days=1), 3
"""To one holder, on their own tally: a stranger's claims use up no reset of theirs."""

NOBODY = "personne@invalid"
"""Where the mail of a pretended asking would go: no such address can be."""

AT_ONCE = 200
_MAILED = "holder-asked"


def ask_holder(account: ProAccount, attachment: Attachment) -> HeldClaim | None:
    """Keeps the claim, in the transaction under way, and asks the holder's referent.

    None where the account or, in vain, its company has asked before, or too many ask already.
    """
    if not _may_ask(account, attachment.id):
        return None
    moment = now()
    claim = HeldClaim(
        attachment=attachment,
        account=account,
        asked_at=moment,
        due_at=working_days_after(moment, ANSWER_DAYS),
    )
    db.session.add(claim)
    db.session.flush()
    holder, record = attachment.referent, attachment.concession
    facts = _facts(account) | {"title": record.title, "reference": record.reference, "kind": record.kind}
    if _has_room(holder.id) and holder.is_active:
        mails.notify(MailKind.HOLDER_ASKED, holder.email, params=facts | {"claim": claim.id}, account=holder)
    return claim


def pretend_to_ask(account: ProAccount) -> None:
    """The same work where there is nobody to ask, to be taken back."""
    _may_ask(account, 0)
    _has_room(0)
    mails.notify(MailKind.HOLDER_ASKED, NOBODY, params=_facts(account))


def _facts(account: ProAccount) -> dict[str, object]:
    return {"asking": vouched_name(account.company), "asked_by": account.identifier, "days": ANSWER_DAYS}


def _may_ask(account: ProAccount, attachment_id: int) -> bool:
    lock(f"held-claim:{attachment_id}")
    of_it = select(HeldClaim.id).where(HeldClaim.attachment_id == attachment_id)
    colleagues = select(ProAccount.id).where(ProAccount.company_id == account.company_id)
    earlier = of_it.where(HeldClaim.account_id == account.id)
    refused = of_it.where(
        HeldClaim.outcome == ClaimOutcome.REFUSED.value, HeldClaim.account_id.in_(colleagues)
    )
    known = [db.session.scalar(query.limit(1)) for query in (earlier, refused)]
    waiting = of_it.where(HeldClaim.waits).subquery()
    count = db.session.scalar(select(func.count()).select_from(waiting)) or 0
    return known == [None, None] and count < MOST_ASKED


def _has_room(holder_id: int) -> bool:
    who = throttling.digest(f"holder:{holder_id}")
    lock(f"{_MAILED}:{who}")
    if throttling.count(_MAILED, since=now() - DAY, who=who) >= MAILS_A_DAY:
        return False
    throttling.write(_MAILED, who=who, what="", ip=None)
    return True


def pass_on_overdue(*, actor: Actor) -> int:
    """Hands staff, in the claimant's case, what the holder left unanswered; returns how many."""
    passed = 0
    due = select(HeldClaim).where(
        HeldClaim.waits, HeldClaim.passed_on_at.is_(None), HeldClaim.due_at <= now()
    )
    for claim in db.session.scalars(due.order_by(HeldClaim.due_at, HeldClaim.id).limit(AT_ONCE)).all():
        with transaction():
            lock_row(claim)
            if not claim.waits or claim.passed_on_at is not None:
                continue
            if not claim.attachment.is_open or not claim.account.is_active:
                claim.answered_at, claim.outcome = now(), ClaimOutcome.VOID.value
                continue
            claim.passed_on_at = now()
            record = claim.attachment.concession
            tried = {"title": record.title, "kind": record.kind}
            cases.open_(CaseKind.SILENT, record.title, account=claim.account, tried=tried, actor=actor)
            audit.record(AuditAction.HOLDER_SILENT, claim.attachment, actor=actor)
            passed += 1
    return passed


def void_of_account(account: ProAccount, how: str, actor: Actor) -> None:
    """What a gone account claimed is void, in the transaction under way."""
    change = update(HeldClaim).where(HeldClaim.account_id == account.id, HeldClaim.waits)
    db.session.execute(change.values(answered_at=now(), outcome=ClaimOutcome.VOID.value))
