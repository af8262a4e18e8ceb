"""A person whom we probably know: the company holds an account with their name, e-mail or telephone."""

from __future__ import annotations

from sqlalchemy import or_, select

from models.accounts.forgotten import ask_reset, remind_identifiers
from models.accounts.tables import ProAccount
from models.companies import Company
from models.kernel.actors import Actor
from models.kernel.base import db
from models.values import contacts
from models.values.text import fold


def find_probably_known(
    company: Company, *, first_name: str, last_name: str, email: str, phone: str = ""
) -> list[ProAccount]:
    """The company's accounts of probably this person: by e-mail first, then by name, then by telephone.

    The company's own telephone is everybody's there, and tells nobody.
    """
    key = contacts.email_key(email)
    names = {fold(f"{last_name} {first_name}")[:250], fold(f"{first_name} {last_name}")[:250]}
    own = phone if phone and phone != company.phone else None
    same = [ProAccount.email_key == key, ProAccount.name_key.in_(names)]
    if own is not None:
        same.append(ProAccount.typed_phone == own)
    query = select(ProAccount).where(
        ProAccount.company_id == company.id, ProAccount.erased_at.is_(None), or_(*same)
    )
    found = db.session.scalars(query.order_by(ProAccount.id).limit(20))
    return sorted(found, key=lambda a: (a.email_key != key, a.name_key not in names, a.id))


def is_known(account: ProAccount, email: str) -> bool:
    """Whether this account keeps a stranger from another one: its address was proved, or is the one typed.

    Whoever typed an address wrong, or somebody else's name first, keeps nobody out.
    """
    return account.has_proved_email or account.email_key == contacts.email_key(email)


def write_to_known(account: ProAccount, *, actor: Actor) -> None:
    """Writes to the person at the address that we know: their link, or their identifier."""
    if account.is_pending:
        ask_reset(account.identifier, actor=actor)
    else:
        remind_identifiers(account.email, actor=actor)
