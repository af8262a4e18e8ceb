"""A new account: its company joined or registered, its identifier reserved, its link owed."""

from __future__ import annotations

from dataclasses import dataclass

from models import audit
from models.accounts import identifiers
from models.accounts.activation import send_link
from models.accounts.duplicates import find_probably_known, is_known, write_to_known
from models.accounts.refusals import PersonKnown
from models.accounts.tables import AccountType, ProAccount
from models.audit import AuditAction
from models.companies import Company, CompanyFacts, register
from models.companies.directory import CompanyKind, kind_of
from models.kernel import idempotency
from models.kernel.actors import Actor
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.errors import NotAllowed
from models.kernel.locks import lock
from models.permissions import Permission
from models.values import contacts
from models.values.names import check_names


@dataclass(frozen=True)
class SignedUp:
    """What a visitor brought about, and the identifier that they are told.

    `is_known`: the account was there before, and the identifier is one that nobody has: it must tell nothing.
    """

    account: ProAccount
    identifier: str
    is_known: bool = False


@dataclass(frozen=True)
class Person:
    """Who will sign in: names exactly as typed."""

    first_name: str
    last_name: str
    email: str
    job_title: str
    newsletter: bool = False


def create(
    facts: CompanyFacts,
    person: Person,
    *,
    account_type: str = AccountType.PRO,
    reason: str | None = None,
    even_if_known: str | None = None,
    submission: str | None = None,
    actor: Actor,
) -> ProAccount:
    """A new account, with its company where that is new, and its activation mail owed.

    The legal category decides the account's type, not the button that was pressed. One `submission` makes one
    account however often it is sent. `even_if_known` says why, where the company probably holds an account of
    this person already: without it that is `PersonKnown`; the system asks nobody. Raises what
    `companies.register`, `contacts.email` and `names` raise.
    """
    if actor.has_role and not actor.may(Permission.CREATE_ACCOUNT):
        raise NotAllowed
    check_names(first_name=person.first_name, last_name=person.last_name)
    email = contacts.email(person.email)

    def make() -> ProAccount:
        company = register(facts, reason=reason, actor=actor)
        if (known := _known_in(company, facts, person, actor)) and not even_if_known:
            raise PersonKnown(accounts=[account.id for account in known])
        account = _insert(company, facts, person, email, account_type, actor)
        after = {
            "identifier": account.identifier,
            "first_name": account.first_name,
            "last_name": account.last_name,
            "email": account.email,
            "door": account.account_type,
        }
        audit.record(
            AuditAction.ACCOUNT_CREATED,
            account,
            actor=actor,
            after=after,
            reason=" ; ".join(filter(None, (reason, even_if_known if known else None))) or None,
        )
        send_link(account, actor)
        return account

    return idempotency.once(submission, ProAccount, make)


def sign_up(
    facts: CompanyFacts, person: Person, *, account_type: str, submission: str | None, actor: Actor
) -> SignedUp:
    """What a visitor asks for: a new account, or a mail to whom we know.

    The visitor is told the same of both. Raises what `create` raises, save `PersonKnown`.
    """
    try:
        made = create(facts, person, account_type=account_type, submission=submission, actor=actor)
    except PersonKnown as refused:
        known = db.session.get(ProAccount, refused.facts["accounts"][0])
        assert known is not None
        write_to_known(known, actor=actor)
        category = facts.legal_category or known.company.legal_category
        right_type = right_account_type(category, facts.kind, account_type)
        free = identifiers.next_free(right_type, person.first_name, person.last_name)
        return SignedUp(known, free, is_known=True)
    return SignedUp(made, made.identifier)


def _known_in(company: Company, facts: CompanyFacts, person: Person, actor: Actor) -> list[ProAccount]:
    if actor.kind == "system":
        return []
    lock(f"people:{company.id}")  # two who are the same come one after the other
    found = find_probably_known(
        company,
        first_name=person.first_name,
        last_name=person.last_name,
        email=person.email,
        phone=facts.phone,
    )
    return found if actor.has_role else [account for account in found if is_known(account, person.email)]


def _insert(
    company: Company, facts: CompanyFacts, person: Person, email: str, account_type: str, actor: Actor
) -> ProAccount:
    session, moment = db.session(), now()
    account_type = right_account_type(
        facts.legal_category or company.legal_category, facts.kind, account_type
    ).value
    account = ProAccount(
        company=company,
        identifier=identifiers.reserve(account_type, person.first_name, person.last_name),
        account_type=account_type,
        first_name=person.first_name,
        last_name=person.last_name,
        email=email,
        email_key="",
        job_title=person.job_title,
        newsletter=person.newsletter,
        typed_kind=facts.kind.value,
        typed_phone=facts.phone,
        typed_email=facts.email,
        typed_acronym=facts.acronym[:120],
        created_at=moment,
        link_sent_at=moment,
        made_by_kind=actor.kind,
        version=1,
    )
    account.refresh_search()
    session.add(account)
    session.flush()
    return account


def right_account_type(legal_category: str, kind: CompanyKind, account_type: str) -> AccountType:
    """By the legal category where the directory gave one, else by the kind chosen."""
    decided = kind_of(legal_category) if legal_category else kind
    if decided is CompanyKind.ASSOCIATION:
        return AccountType.ASSO
    return AccountType.PRO if legal_category else AccountType(account_type)
