"""One line of a batch of migrations: a person's account and the concession, both at once or neither."""

from __future__ import annotations

from models import accounts, companies
from models.attachments.batches.finding import (
    TitleAmbiguous,
    find_account,
    is_done,
    known_account,
    list_free,
    only_match,
    opened_by,
)
from models.attachments.batches.lines import Done, Move, Noted
from models.attachments.batches.rehearsal import Rehearsal
from models.attachments.binding import bind
from models.attachments.by_company import record_failure
from models.attachments.evidence import Evidence
from models.attachments.refusals import AccountUnusable, CodeNotAccepted
from models.attachments.tables import Attachment, Channel
from models.companies import Company, CompanyFacts
from models.companies.directory import State
from models.companies.queries import find_company_by_siret
from models.concessions import Concession, access_codes, tries
from models.kernel import idempotency
from models.kernel.access import throttling
from models.kernel.actors import Actor
from models.kernel.base import db
from models.kernel.errors import DomainError, NotAllowed
from models.kernel.locks import lock
from models.kernel.transactions import transaction
from models.permissions import Permission


class CompanyIncomplete(DomainError):
    """The directory keeps to itself what a company needs: somebody has to ask for it."""

    field = "siret"


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
    account = find_account(company, move.person) if company is not None else None
    if account is not None and account.suspended_at is not None:
        raise AccountUnusable
    free = list_free(move, rehearsal)
    if rehearsal is not None:
        _rehearse(move, free, company, code, rehearsal, actor)
        return Done.MADE
    kind, key = free[0].kind, free[0].title_key
    line = throttling.digest(f"{actor.kind}:{actor.id}:{move.key}:{code}")
    spent = tries.spend(kind, key, opened_at=None, line=line, actor=actor)
    right = opened_by(code, free, company)
    if not right:
        record_failure(spent, free[0] if len(free) == 1 else None, company, move.title, kind, actor)
        raise CodeNotAccepted
    concession = only_match(right, move.facts)
    if concession is None:
        tries.succeed(spent)
        raise TitleAmbiguous

    def make() -> Attachment:
        known = known_account(move)
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
    right = opened_by(code, free, company) if rehearsal.compares else free
    if not right:
        rehearsal.fail(digest)
        raise CodeNotAccepted
    concession = only_match(right, move.facts)
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
