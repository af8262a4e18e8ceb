"""Who acts for whom today: the one predicate of a mandate, and what is asked through it."""

from __future__ import annotations

from sqlalchemy import Select, exists, select

from models.accounts import ProAccount
from models.attachments.afterwards.mandates.tables import Mandate, MandatePerson, MandateRecord
from models.attachments.tables import Attachment
from models.companies import Company
from models.kernel.base import db
from models.kernel.locks import lock_row


def acted_on(account_id: int) -> Select[int, int, int, int]:
    """On what an account acts today: record, the company that it acts for, its own, and by which mandate.

    Named records alone, in effect, within the days; and whoever was let in, of the company that acts still.
    """
    return (
        select(Attachment.concession_id, Attachment.company_id, Mandate.mandatary_id, Mandate.id)
        .select_from(MandatePerson)
        .join(Mandate, Mandate.id == MandatePerson.mandate_id)
        .join(MandateRecord, MandateRecord.mandate_id == Mandate.id)
        .join(Attachment, Attachment.id == MandateRecord.attachment_id)
        .join(ProAccount, ProAccount.id == MandatePerson.account_id)
        .where(MandatePerson.account_id == account_id, ProAccount.company_id == Mandate.mandatary_id)
        .where(Mandate.is_live, MandateRecord.ended_at.is_(None))
        .where(Attachment.company_id == Mandate.company_id, Attachment.is_in_effect)
    )


def acts_for_any(account: ProAccount) -> bool:
    """Whether the account acts for anybody today."""
    return bool(db.session.scalar(select(exists(acted_on(account.id)))))


def _acted_for(account: ProAccount) -> Select[Company]:
    numbers = acted_on(account.id).with_only_columns(Attachment.company_id)
    return select(Company).where(Company.id.in_(numbers)).order_by(Company.name_key, Company.id)


def list_companies_acted_for(account: ProAccount, *, limit: int | None = None) -> list[Company]:
    """The companies for which the account acts today, by name."""
    return list(db.session.scalars(_acted_for(account).limit(limit)))


def find_company_acted_for(account: ProAccount, siret: str) -> Company | None:
    """The company of that SIRET, if the account acts for it today."""
    return db.session.scalar(_acted_for(account).where(Company.siret == siret))


def find_company_acted_on(account: ProAccount, attachment_id: int) -> Company | None:
    """The company for which the account acts on an attachment today."""
    numbers = acted_on(account.id).with_only_columns(Attachment.company_id)
    return db.session.scalar(
        select(Company).where(Company.id.in_(numbers.where(Attachment.id == attachment_id)))
    )


def list_attachments_acted_on(account: ProAccount, company: Company) -> list[Attachment]:
    """The records of a company on which the account acts today, by title."""
    numbers = acted_on(account.id).with_only_columns(Attachment.id)
    query = select(Attachment).where(Attachment.id.in_(numbers), Attachment.company_id == company.id)
    return list(db.session.scalars(query.order_by(Attachment.title_key, Attachment.id)).unique())


def find_acting_mandate(account_id: int | None, concession_id: int, company_id: int | None) -> Mandate | None:
    """The mandate by which an account acts on a record for a company today, or for whichever holds it."""
    if account_id is None:
        return None
    query = acted_on(account_id).with_only_columns(Mandate.id)
    query = query.where(Attachment.concession_id == concession_id)
    if company_id is not None:
        query = query.where(Attachment.company_id == company_id)
    number = db.session.scalar(query.limit(1))
    return None if number is None else db.session.get_one(Mandate, number)


def lock_acting_mandate(account_id: int | None, concession_id: int, company_id: int | None) -> Mandate | None:
    """The same, kept as it is to the end of the transaction: who ends it waits, or came first."""
    found = find_acting_mandate(account_id, concession_id, company_id)
    if found is None:
        return None
    lock_row(found)
    return find_acting_mandate(account_id, concession_id, company_id)
