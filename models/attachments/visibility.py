"""Who sees which attachments: the referent, the co-referents, and whoever was one."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, exists, or_, select
from sqlalchemy.orm import joinedload

from models.accounts import ProAccount
from models.attachments.queries import listed
from models.attachments.refusals import AccountUnusable
from models.attachments.tables import Attachment, AttachmentReferent
from models.companies import Company
from models.concessions import Concession, ConcessionKind
from models.kernel.base import db
from models.values.text import fold, title_key


def is_referent(attachment: Attachment, account: ProAccount) -> bool:
    """Whether the account sees the attachment: the referent or a co-referent."""
    return db.session.get(AttachmentReferent, (attachment.id, account.id)) is not None


def referent_is(
    attachment_id: int | ColumnElement[int], account_id: int | ColumnElement[int]
) -> ColumnElement[bool]:
    """The same as a value of a statement."""
    found = select(AttachmentReferent.account_id).where(
        AttachmentReferent.attachment_id == attachment_id, AttachmentReferent.account_id == account_id
    )
    return exists(found)


def check_colleague(account: ProAccount, company_id: int) -> None:
    """Raises `AccountUnusable` unless the account is an active one of that company: nobody else is let in."""
    if account.company_id != company_id or not account.is_active:
        raise AccountUnusable


def lacks_somebody() -> ColumnElement[bool]:
    """The clause of the attachments that an active person of their company does not see."""
    seeing = select(AttachmentReferent.account_id).where(AttachmentReferent.attachment_id == Attachment.id)
    colleague = select(ProAccount.id).where(
        ProAccount.company_id == Attachment.company_id,
        ProAccount.is_active,
        ProAccount.id.not_in(seeing.correlate(Attachment)),
    )
    return exists(colleague)


def _visible_to(account: ProAccount) -> Select[Attachment]:
    return (
        select(Attachment)
        .join(AttachmentReferent)
        .where(AttachmentReferent.account_id == account.id, Attachment.is_open)
    )


def find_attachment_for_account(account: ProAccount, attachment_id: int) -> Attachment | None:
    """The open attachment of that number, if the account is one of its referents; to others it is nothing."""
    return db.session.scalar(_visible_to(account).where(Attachment.id == attachment_id))


def list_attachments_for_account(
    account: ProAccount, kind: str, *, query: str = "", by_referent: bool = False, backwards: bool = False
) -> list[Attachment]:
    """What the account sees of one kind, by title or by referent; waiting ones included.

    A search looks at titles alone: what else the old record holds is staff's to search.
    """
    statement = _visible_to(account).join(Attachment.concession).where(Concession.kind == kind)
    if query:
        # Also as it was typed: `st` may begin a word that is no saint.
        wanted = dict.fromkeys((title_key(query), fold(query) or title_key(query)))
        statement = statement.where(
            or_(*(Attachment.title_key.contains(part, autoescape=True) for part in wanted))
        )
    order: list[Any] = [Attachment.title_key, Attachment.id]
    if by_referent:
        statement = statement.join(Attachment.referent)
        order.insert(0, ProAccount.name_key)
    statement = statement.order_by(*(each.desc() if backwards else each for each in order))
    return list(db.session.scalars(statement.options(joinedload(Attachment.referent))).unique())


def holds_any(account: ProAccount) -> bool:
    """Whether the procedures are open: a voirie concession attached, in effect, to this account."""
    statement = (
        select(Attachment.id)
        .join(AttachmentReferent)
        .join(Concession, Concession.id == Attachment.concession_id)
        .where(AttachmentReferent.account_id == account.id, Concession.kind == ConcessionKind.VOIRIE.value)
        .where(Attachment.is_in_effect)
    )
    return bool(db.session.scalar(select(exists(statement))))


def list_attachments_in_effect(company: Company, *, seen_by: ProAccount | None = None) -> list[Attachment]:
    """What is attached to the company and in effect, by title; `seen_by` keeps what that account sees."""
    query = select(Attachment).where(Attachment.company_id == company.id, Attachment.is_in_effect)
    if seen_by is not None:
        seen = select(AttachmentReferent.attachment_id).where(AttachmentReferent.account_id == seen_by.id)
        query = query.where(Attachment.id.in_(seen))
    query = query.options(joinedload(Attachment.referent))
    return list(db.session.scalars(query.order_by(Attachment.title_key, Attachment.id)).unique())


def list_attachments_seen_by(account: ProAccount) -> list[Attachment]:
    """Every attachment of which the account is or was a referent, newest first."""
    return listed(is_seen_by(account.id))


def is_seen_by(account_id: int) -> ColumnElement[bool]:
    """The clause of what an account is or was a referent of."""
    seen = select(AttachmentReferent.attachment_id).where(AttachmentReferent.account_id == account_id)
    return Attachment.id.in_(seen)


def sees(attachment_id: int) -> ColumnElement[bool]:
    """The clause of the accounts that see an attachment, the referent among them."""
    seeing = select(AttachmentReferent.account_id).where(AttachmentReferent.attachment_id == attachment_id)
    return ProAccount.id.in_(seeing)
