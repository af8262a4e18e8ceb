"""What hangs on a company, or on an account, moves to another that goes on in its place.

Requests are the highest of the nouns that belong to a company: from here all of them are seen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, Update, or_, select, update

from models.accounts import ProAccount
from models.attachments import Attachment, AttachmentReferent
from models.attachments.afterwards.mandates import Mandate
from models.attachments.afterwards.mandates.moving import move_mandates
from models.attachments.notices import notify_of_joining
from models.attachments.queries import lock_records_of
from models.cases import Case, merging
from models.cases.opening import find_open
from models.companies import Company, SuccessionOverlaid
from models.concessions import Concession
from models.kernel.actors import Actor
from models.kernel.base import db
from models.kernel.domain_events import DomainEvent, react
from models.kernel.locks import locked
from models.kernel.optimistic_lock import advance
from models.mails import MailKind
from models.road_openings.steps import RequestMove
from models.road_openings.tables import RoadOpeningRequest

AT_ONCE = 500
"""Rows that one statement names."""

Belonging = type[ProAccount] | type[Attachment] | type[RoadOpeningRequest] | type[Case]
Kind = Belonging | type[Concession]

Moved = dict[str, list[int]]
"""The numbers of the rows that changed their company, by noun."""


@dataclass(frozen=True)
class Way:
    """From which company to which, by number; `back`: what an earlier move took along."""

    source: int
    target: int
    back: Mapping[str, list[int]] | None

    def numbers(self, noun: str, theirs: Select[int] | None = None) -> list[int] | None:
        """The rows that move: those that came, with those that are `theirs` since; None for all."""
        if self.back is None:
            return None
        since = db.session.scalars(theirs) if theirs is not None else ()
        return sorted({*self.back.get(noun, ()), *since})

    @property
    def people(self) -> Select[int]:
        """The accounts that have moved."""
        return select(ProAccount.id).where(ProAccount.company_id == self.target)

    @property
    def stayers(self) -> Select[int]:
        """Those that have not."""
        return select(ProAccount.id).where(ProAccount.company_id == self.source)


def move(
    source: Company, target: Company, actor: Actor, back: Mapping[str, list[int]] | None = None
) -> Moved:
    """Moves the accounts, attachments, requests and cases of one, both locked, in the transaction under way.

    With `back` only what an earlier move brought, and what its people made since. Raises
    `SuccessionOverlaid` where people of both would see one attachment then.
    """
    session, way = db.session(), Way(source.id, target.id, back)
    session.flush()
    if back is None:  # while those who stay are apart from those who come
        notify_of_joining(MailKind.COMPANY_JOINED, target, source)
    moved = {"accounts": _move(ProAccount, way, way.numbers("accounts"))}
    moved |= _attachments(way)
    moved |= move_mandates(source, target, actor, back)
    by_them = RoadOpeningRequest.account_id.in_(way.people)
    for_them = RoadOpeningRequest.mandate_id.in_(select(Mandate.id).where(Mandate.company_id == target.id))
    theirs = _here(RoadOpeningRequest, way).where(or_(by_them, for_them))
    moved["requests"] = _move(RoadOpeningRequest, way, way.numbers("requests", theirs))
    moved |= _cases(way, actor)
    session.expire_all()  # all of it was changed beneath what it has read
    if back is not None:
        notify_of_joining(MailKind.COMPANY_LEFT, source, target)
    for company in (source, target):
        react(DomainEvent.COMPANY_CHANGED, company)
    return moved


def _attachments(way: Way) -> Moved:
    """The attachments, and with them the codes that serve one company alone."""
    lock_records_of(select(Attachment).where(Attachment.company_id == way.source))
    theirs = _here(Attachment, way).where(Attachment.referent_id.in_(way.people))
    numbers = _move(Attachment, way, way.numbers("attachments", theirs if way.back is not None else None))
    if _is_shared(way):
        raise SuccessionOverlaid(facts=["referents"])
    return {"attachments": numbers, "codes": _codes(way)}


def _is_shared(way: Way) -> bool:
    """Whether an open attachment of one would be seen by people of the other."""
    seen = (
        select(Attachment.id)
        .join(AttachmentReferent, AttachmentReferent.attachment_id == Attachment.id)
        .join(ProAccount, ProAccount.id == AttachmentReferent.account_id)
        .where(Attachment.company_id.in_((way.source, way.target)), Attachment.is_open)
        .where(ProAccount.company_id != Attachment.company_id)
    )
    return db.session.scalar(seen.limit(1)) is not None


def _codes(way: Way) -> list[int]:
    numbers = way.numbers("codes")
    if numbers is None:
        records = select(Attachment.concession_id).where(Attachment.company_id == way.target)
        served = select(Concession.id).where(Concession.id.in_(records))
        numbers = sorted(db.session.scalars(served.where(Concession.code_company_id == way.source)))
    change = update(Concession).where(Concession.code_company_id == way.source)
    _rewrite(change.values(code_company_id=way.target), Concession, numbers)
    return numbers


def _cases(way: Way, actor: Actor) -> Moved:
    """Of two open ones that of the company that stays takes over the other."""
    held = {number: find_open(number) for number in sorted((way.source, way.target))}
    ours, theirs, numbers = held[way.source], held[way.target], way.numbers("cases")
    taken: Moved = {}
    if way.back is not None and "merged" in way.back:
        company = db.session.get_one(Company, way.target)
        merging.part(way.back, company, way.people, opened=theirs, actor=actor)
    elif ours is not None and theirs is not None and (numbers is None or ours.id in numbers):
        taken = merging.merge(ours, theirs, actor=actor)
    moved = _move(Case, way, numbers)
    if way.back is not None and ours is not None and ours.id in moved and ours.is_open:
        db.session.refresh(ours)
        merging.split(ours, db.session.get_one(Company, way.source), way.stayers, actor=actor)
    return {"cases": moved, **taken}


def hand_on(gone: ProAccount, kept: ProAccount, actor: Actor) -> None:
    """The requests of an account are those of the one into which it went; both are locked."""
    session = db.session()
    session.flush()
    for request in _kept(RoadOpeningRequest.account_id == gone.id):
        request.account = kept
        request.refresh_search()
        advance(request)
    steps = update(RequestMove).where(RequestMove.account_id == gone.id).values(account_id=kept.id)
    session.execute(steps.execution_options(synchronize_session=False))


def follow(attachment: Attachment, company_id: int, actor: Actor) -> None:
    """What its company asked for on a record is that of the establishment to which the record went."""
    of_it = RoadOpeningRequest.concession_id == attachment.concession_id
    for request in _kept(of_it & (RoadOpeningRequest.company_id == company_id)):
        request.company = attachment.company
        request.refresh_search()
        advance(request)


def _kept(clause: ColumnElement[bool]) -> list[RoadOpeningRequest]:
    query = select(RoadOpeningRequest).where(clause).order_by(RoadOpeningRequest.id)
    return list(db.session.scalars(locked(query, RoadOpeningRequest)))


def _here(kind: Belonging, way: Way) -> Select[int]:
    return select(kind.id).where(kind.company_id == way.source)


def _move(kind: Belonging, way: Way, numbers: list[int] | None) -> list[int]:
    """Moves those of the rows that hang on the source, locked in their order; their numbers."""
    query, moved = _here(kind, way).order_by(kind.id), list[int]()
    for part in _parts(kind, numbers):
        moved += db.session.scalars(locked(query.where(*part), kind))
    _rewrite(update(kind).values(company_id=way.target, version=kind.version + 1), kind, moved)
    return moved


def _rewrite(change: Update, kind: Kind, numbers: list[int]) -> None:
    for part in _parts(kind, numbers):
        db.session.execute(change.where(*part).execution_options(synchronize_session=False))


def _parts(kind: Kind, numbers: list[int] | None) -> list[list[ColumnElement[bool]]]:
    """The clauses that name these rows, as many at once as a statement takes; one without any for all."""
    if numbers is None:
        return [[]]
    return [[kind.id.in_(numbers[at : at + AT_ONCE])] for at in range(0, len(numbers), AT_ONCE)]
