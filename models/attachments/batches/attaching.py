"""One line of a batch of migrations: a person's account and the concession, both at once or neither."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Protocol

from sqlalchemy import select

from models import accounts, companies
from models.accounts import Person, ProAccount
from models.attachments.binding import bind
from models.attachments.by_company import record_failure
from models.attachments.evidence import Evidence
from models.attachments.queries import current
from models.attachments.refusals import AccountUnusable, AlreadyAttached, CodeNotAccepted
from models.attachments.tables import Attachment, Channel
from models.companies import Company, CompanyFacts
from models.companies.directory import State
from models.companies.queries import find_company_by_siret
from models.concessions import Concession, ConcessionKind, access_codes, tries
from models.concessions.access_codes import TitleLock
from models.concessions.tries import TriesExhausted
from models.kernel import idempotency
from models.kernel.access import throttling
from models.kernel.actors import Actor
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.errors import DomainError, NotAllowed
from models.kernel.locks import lock
from models.kernel.transactions import transaction
from models.permissions import Permission
from models.values import contacts
from models.values.text import fold, title_key

MOST_NAMESAKES = 50
DAY = timedelta(hours=24)


class TitleUnknown(DomainError):
    """No record of the old portal bears this title."""

    field = "title"


class TitleAmbiguous(DomainError):
    """Several records bear this title and this code: a person has to say which."""

    field = "title"


class CompanyIncomplete(DomainError):
    """The directory keeps to itself what a company needs: somebody has to ask for it."""

    field = "siret"


@dataclass(frozen=True)
class Move:
    """What one line asks for. Its key is made of what it says, wherever it stands, and never of the code.

    `reference`, when it is said, tells the concession apart from others of its title.
    """

    facts: CompanyFacts
    person: Person
    title: str
    access_code: str = field(repr=False)
    reference: str = ""

    @property
    def key(self) -> str:
        """The same for every line that asks for the same."""
        person = self.person
        names = f"{fold(person.first_name)}\x1f{fold(person.last_name)}"
        parts = [str(self.facts.siret), contacts.email_key(person.email), names, title_key(self.title)]
        if self.reference:
            parts.append(self.reference)
        return "batch:" + hashlib.sha256("\x1e".join(parts).encode()).hexdigest()


class Done(StrEnum):
    """What became of a line."""

    MADE = "made"
    KNOWN = "known"


class Noted(Protocol):
    """Is told of an attachment that was made."""

    def __call__(self, attachment: Attachment, /, *, account_is_new: bool) -> object: ...


@dataclass
class Rehearsal:
    """What a dry run would have changed so far: later lines meet it, the database does not.

    One that is wanted from a page compares no code: nothing it finds is counted, so it would be a free guess
    at them. The command line compares: whoever runs it has the database and its keys anyway.
    """

    compares: bool = True
    made: set[str] = field(default_factory=set)
    held: dict[int, str] = field(default_factory=dict)
    by_agent: int = 0
    by_title: Counter[str] = field(default_factory=Counter)

    def try_(self, kind: str, key: str, actor: Actor) -> str:
        """Refuses what `codes.spend` would, and gives the title's digest."""
        digest = access_codes.title_digest(kind, key)
        held = db.session.get(TitleLock, digest, populate_existing=True)
        since = now() - DAY
        failed = throttling.count("code", since=since, what=digest) if self.by_title[digest] else 0
        who = throttling.digest(f"{actor.kind}:{actor.id}")
        if held is not None and held.closed_at is not None:
            raise TriesExhausted(why="closed")
        if (held is not None and held.is_paused) or failed + self.by_title[digest] >= tries.PER_TITLE:
            raise TriesExhausted(why="paused")
        if throttling.count("code", since=since, who=who) + self.by_agent >= tries.PER_AGENT:
            raise TriesExhausted(why="agent")
        return digest

    def fail(self, digest: str) -> None:
        """Counts a wrong code."""
        self.by_agent += 1
        self.by_title[digest] += 1


def is_known(move: Move) -> bool:
    """Whether the line was taken already, by an earlier run or by hand."""
    if idempotency.find(move.key, Attachment) is not None:
        return True
    company = find_company_by_siret(move.facts.siret)
    account = _find_account(company, move.person) if company is not None else None
    held = map(current, _bearing(move))
    return account is not None and any(
        record is not None and record.referent_id == account.id for record in held
    )


def is_done(move: Move, rehearsal: Rehearsal | None = None) -> bool:
    """Whether nothing is left to do for this line: its company need not even be asked for."""
    return is_known(move) or (rehearsal is not None and move.key in rehearsal.made)


def migrate(
    move: Move, *, actor: Actor, rehearsal: Rehearsal | None = None, noted: Noted | None = None
) -> Done:
    """Creates the account where it is new and attaches the concession with its code, or changes nothing.

    The try is counted and committed before the code is checked. `noted` is told of the attachment in the
    transaction that makes it. With a `rehearsal` nothing is written, whoever may bring files in may have one,
    and the same is raised: the refusals above, those of `companies.register`, `AlreadyAttached`,
    `CodeNotAccepted`, `AccountUnusable`, `codes.TriesExhausted` and `codes.CodeMalformed`.
    """
    may_try = rehearsal is not None and actor.may(Permission.IMPORT)
    if not may_try and not (actor.may(Permission.RUN_BATCHES) and actor.may(Permission.ATTACH)):
        raise NotAllowed
    code = access_codes.check_form(move.access_code)
    if is_done(move, rehearsal):
        return Done.KNOWN
    company = find_company_by_siret(move.facts.siret)
    _must_be_registrable(move.facts, company)
    account = _find_account(company, move.person) if company is not None else None
    if account is not None and account.suspended_at is not None:
        raise AccountUnusable
    free = _free(move, rehearsal)
    if rehearsal is not None:
        _rehearse(move, free, company, code, rehearsal, actor)
        return Done.MADE
    kind, key = free[0].kind, free[0].title_key
    spent = tries.spend(kind, key, opened_at=None, actor=actor)
    right = _opened_by(code, free, company)
    if not right:
        record_failure(spent, free[0] if len(free) == 1 else None, company, move.title, kind, actor)
        raise CodeNotAccepted
    concession = _only_match(right, move.facts)
    if concession is None:
        tries.succeed(spent)
        raise TitleAmbiguous

    def make() -> Attachment:
        known = _known_account(move)
        bearer = known or accounts.create(move.facts, move.person, even_if_known="batch", actor=actor)
        made = bind(concession, bearer, Evidence.CODE, Channel.CONSOLE, actor=actor)
        if noted is not None:
            db.session.flush()
            noted(made, account_is_new=known is None)
        return made

    try:
        with transaction():
            lock(f"batch:{move.facts.siret}")
            idempotency.once(move.key, Attachment, make)
            tries.succeed(spent)
    except DomainError:  # somebody was faster; the code was right all the same
        tries.succeed(spent)
        raise
    return Done.MADE


def _rehearse(
    move: Move,
    free: list[Concession],
    company: Company | None,
    code: str,
    rehearsal: Rehearsal,
    actor: Actor,
) -> None:
    digest = rehearsal.try_(free[0].kind, free[0].title_key, actor)
    right = _opened_by(code, free, company) if rehearsal.compares else free
    if not right:
        rehearsal.fail(digest)
        raise CodeNotAccepted
    concession = _only_match(right, move.facts)
    if concession is None and rehearsal.compares:
        raise TitleAmbiguous
    rehearsal.made.add(move.key)
    if concession is not None:  # else only its code will tell which of them it is
        rehearsal.held[concession.id] = str(move.facts.siret)


def _must_be_registrable(facts: CompanyFacts, company: Company | None) -> None:
    """Before a try is spent: no batch goes on where an agent would have to give a reason, or to ask."""
    if facts.state is State.CLOSED:
        raise companies.CompanyClosed
    if facts.state is State.UNKNOWN:
        raise companies.CompanyUnknown
    if facts.state is State.UNAVAILABLE:
        raise companies.CompanyUnverifiable
    if company is None and not all((facts.name, facts.address, facts.postcode, facts.city)):
        raise CompanyIncomplete


def _find_account(company: Company, person: Person) -> ProAccount | None:
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


def _known_account(move: Move) -> ProAccount | None:
    company = find_company_by_siret(move.facts.siret)
    return _find_account(company, move.person) if company is not None else None


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


def _free(move: Move, rehearsal: Rehearsal | None) -> list[Concession]:
    found = _bearing(move)
    if not found:
        raise TitleUnknown
    held = rehearsal.held if rehearsal is not None else {}
    free = [record for record in found if record.id not in held and current(record) is None]
    if not free:
        raise AlreadyAttached(attachment=current(found[0]))
    return free


def _opened_by(code: str, free: list[Concession], company: Company | None) -> list[Concession]:
    """The records whose code this is, for that company."""
    own = (None, company.id if company is not None else None)
    return [
        record
        for record in free
        if access_codes.matches(record.code_hmac, record.reference, code) and record.code_company_id in own
    ]


def _only_match(right: list[Concession], facts: CompanyFacts) -> Concession | None:
    if len(right) > 1:
        right = [record for record in right if record.siren == facts.siret.siren]
    return right[0] if len(right) == 1 else None
