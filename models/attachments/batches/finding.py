"""Whom and which record a line of a batch means."""

from __future__ import annotations

from sqlalchemy import select

from models.accounts import Person, ProAccount
from models.attachments.batches.lines import Move
from models.attachments.batches.rehearsal import Rehearsal
from models.attachments.queries import current
from models.attachments.refusals import AlreadyAttached
from models.attachments.tables import Attachment
from models.companies import Company, CompanyFacts
from models.companies.queries import find_company_by_siret
from models.concessions import Concession, ConcessionKind, access_codes
from models.kernel import idempotency
from models.kernel.base import db
from models.kernel.errors import DomainError
from models.values import contacts
from models.values.text import fold, title_key

MOST_NAMESAKES = 50


class TitleUnknown(DomainError):
    """No record of the old portal bears this title."""

    field = "title"


class TitleAmbiguous(DomainError):
    """Several records bear this title and this code: a person has to say which."""

    field = "title"


def is_known(move: Move) -> bool:
    """Whether the line was taken already, by an earlier run or by hand."""
    if idempotency.find(move.key, Attachment) is not None:
        return True
    company = find_company_by_siret(move.facts.siret)
    account = find_account(company, move.person) if company is not None else None
    held = map(current, _bearing(move))
    return account is not None and any(
        record is not None and record.referent_id == account.id for record in held
    )


def is_done(move: Move, rehearsal: Rehearsal | None = None) -> bool:
    """Whether nothing is left to do for this line: its company need not even be asked for."""
    return is_known(move) or (rehearsal is not None and move.key in rehearsal.made)


def find_account(company: Company, person: Person) -> ProAccount | None:
    """The account that this very person holds for the company."""
    query = select(ProAccount).where(
        ProAccount.company_id == company.id,
        ProAccount.email_key == contacts.email_key(person.email),
        ProAccount.erased_at.is_(None),
    )
    name = (fold(person.first_name), fold(person.last_name))
    for account in db.session.scalars(query.order_by(ProAccount.id)):
        if (fold(account.first_name), fold(account.last_name)) == name:
            return account
    return None


def known_account(move: Move) -> ProAccount | None:
    """The account that a line's person has already."""
    company = find_company_by_siret(move.facts.siret)
    return find_account(company, move.person) if company is not None else None


def _bearing(move: Move) -> list[Concession]:
    """The records of its title, open ones first; a batch says no kind, and road networks are meant first.

    Of several, the one of its reference; a reference that none of them bears says nothing.
    """
    key = title_key(move.title)[:250]
    if move.reference:
        named = select(Concession).where(Concession.reference == move.reference, Concession.title_key == key)
        if found := list(db.session.scalars(named)):
            return found
    for kind in ConcessionKind:
        query = select(Concession).where(Concession.title_key == key, Concession.kind == kind.value)
        query = query.order_by(Concession.closed_at.is_not(None), Concession.id).limit(MOST_NAMESAKES)
        if found := list(db.session.scalars(query)):
            return found
    return []


def list_free(move: Move, rehearsal: Rehearsal | None) -> list[Concession]:
    """The records of its title that nobody holds, at least one. Raises `TitleUnknown`, `AlreadyAttached`."""
    found = _bearing(move)
    if not found:
        raise TitleUnknown
    held = rehearsal.held if rehearsal is not None else {}
    free = [record for record in found if record.id not in held and current(record) is None]
    if not free:
        raise AlreadyAttached(attachment=current(found[0]))
    return free


def opened_by(code: str, free: list[Concession], company: Company | None) -> list[Concession]:
    """The records whose code this is, for that company."""
    own = (None, company.id if company is not None else None)
    return [
        record
        for record in free
        if access_codes.matches(record.code_hmac, record.reference, code) and record.code_company_id in own
    ]


def only_match(right: list[Concession], facts: CompanyFacts) -> Concession | None:
    """The one record of several that is meant: the one that bears the company's SIREN."""
    if len(right) > 1:
        right = [record for record in right if record.siren == facts.siret.siren]
    return right[0] if len(right) == 1 else None
