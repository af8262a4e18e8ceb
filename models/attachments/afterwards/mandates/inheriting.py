"""Whoever acts by a mandate goes on acting when their account goes into another of theirs, in one company."""

from __future__ import annotations

from sqlalchemy import delete, select, update

from models.accounts import ProAccount
from models.attachments.afterwards.mandates.ending import end_with_attachment, leave_with_account
from models.attachments.afterwards.mandates.tables import Mandate, MandatePerson, MandateRecord
from models.attachments.tables import Attachment
from models.kernel.actors import Actor
from models.kernel.base import db


def hand_mandates_on(gone: ProAccount, kept: ProAccount, actor: Actor) -> None:
    """In the transaction under way, once what the account that goes refers to has changed hands.

    A mandate is between two companies: another establishment neither gave it nor acts by it.
    """
    if gone.company_id == kept.company_id:
        _replace(gone, kept)
        return
    leave_with_account(gone, "account-merged", actor)
    moved = select(Attachment).join(MandateRecord, MandateRecord.attachment_id == Attachment.id)
    moved = moved.join(Mandate, Mandate.id == MandateRecord.mandate_id).where(
        MandateRecord.ended_at.is_(None),
        Mandate.company_id == gone.company_id,
        Attachment.company_id == kept.company_id,
    )
    for attachment in db.session.scalars(moved.order_by(Attachment.id)).unique().all():
        end_with_attachment(attachment, actor)


def _replace(gone: ProAccount, kept: ProAccount) -> None:
    db.session.flush()  # what is expired below is read anew
    known = select(MandatePerson.mandate_id).where(MandatePerson.account_id == kept.id)
    mine = MandatePerson.account_id == gone.id
    blind = {"synchronize_session": False}
    twice = delete(MandatePerson).where(mine, MandatePerson.mandate_id.in_(known))
    db.session.execute(twice.execution_options(**blind))
    rest = update(MandatePerson).where(mine).values(account_id=kept.id)
    db.session.execute(rest.execution_options(**blind))
    db.session.expire_all()
