"""Who reads an invitation: one a mail address or envelope, and who said stop or gave a sign of life."""

from __future__ import annotations

import hmac
from collections.abc import Iterable

from sqlalchemy import select

from models.accounts import ProAccount
from models.concessions.cleansing.reached import Contact
from models.concessions.outreach.standings import OutreachChannel
from models.concessions.outreach.tables import OutreachStop
from models.concessions.tables import Concession
from models.kernel import keys
from models.kernel.base import db
from models.values import contacts


def reader_of(kind: OutreachChannel, address: str) -> str:
    """Who an address is, told to nobody who reads the table."""
    return hmac.digest(keys.current().derive("outreach"), f"{kind}:{address}".encode(), "sha256").hex()


def mail_reader(email: str) -> str:
    """Who reads the mails of this address."""
    return reader_of(OutreachChannel.MAIL, contacts.email_key(email))


def find_stopped(readers: Iterable[str]) -> set[str]:
    """Those of the readers who want no more."""
    return set(db.session.scalars(select(OutreachStop.reader).where(OutreachStop.reader.in_(list(readers)))))


def own_readers(record: Concession, contact: Contact) -> set[str]:
    """Who reads the mails of a record: at the address that it bears, and at that which staff corrected."""
    return {mail_reader(email) for email in (record.email, contact.email) if email}


def find_alive(emails: Iterable[str]) -> set[str]:
    """Those of the addresses, as they are compared, that bear an account.

    One that nobody activated is no sign of life: whoever knows the address may have asked for it.
    """
    keys_of = {contacts.email_key(email) for email in emails if email}
    if not keys_of:  # an empty list of values is looked for in the whole table
        return set()
    living = select(ProAccount.email_key).where(ProAccount.email_key.in_(keys_of))
    living = living.where(ProAccount.activated_at.is_not(None), ProAccount.erased_at.is_(None))
    return set(db.session.scalars(living))
