"""Mandates follow a company to the one that goes on in its place, and back; what they cannot be ends."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import or_, select

from models.accounts import ProAccount
from models.attachments.afterwards.mandates.ending import close_mandate, end_record
from models.attachments.afterwards.mandates.tables import Mandate, MandateRecord, MandateStatus
from models.companies import Company
from models.kernel import optimistic_lock
from models.kernel.actors import Actor
from models.kernel.base import db
from models.kernel.locks import locked

GIVEN, HELD = "mandates", "mandates_held"

Moved = dict[str, list[int]]


def move_mandates(
    source: Company, target: Company, actor: Actor, back: Mapping[str, list[int]] | None = None
) -> Moved:
    """Moves what one gave and what one acts by, once people and records have moved; numbers, by side.

    With `back` what an earlier move brought, and what was given since about what goes back. A record that
    two mandates of one company name then stays in that which ends later.
    """
    db.session.flush()
    db.session.expire_all()
    mandates = _locked(source, target)
    given = [each for each in mandates if each.company_id == source.id and _gives(each, target, back)]
    held = [each for each in mandates if each.mandatary_id == source.id and _acts(each, target, back)]
    _part_doubles(mandates, [*held], target)
    for mandate in {*given, *held}:
        _rewrite(mandate, target, gives=mandate in given, acts=mandate in held, actor=actor)
    for mandate in mandates:
        _settle(mandate, actor)
    return {GIVEN: [each.id for each in given], HELD: [each.id for each in held]}


def _locked(*companies: Company) -> Sequence[Mandate]:
    numbers = [company.id for company in companies]
    theirs = or_(Mandate.company_id.in_(numbers), Mandate.mandatary_id.in_(numbers))
    query = select(Mandate).where(theirs).order_by(Mandate.id)
    return db.session.scalars(locked(query, Mandate)).unique().all()


def _gives(mandate: Mandate, target: Company, back: Mapping[str, list[int]] | None) -> bool:
    if back is None or mandate.id in back.get(GIVEN, ()):
        return True
    holders = {record.attachment.company_id for record in mandate.open_records}
    return holders == {target.id}


def _acts(mandate: Mandate, target: Company, back: Mapping[str, list[int]] | None) -> bool:
    if back is None or mandate.id in back.get(HELD, ()):
        return True
    return {person.account.company_id for person in mandate.people} == {target.id}


def _part_doubles(mandates: Iterable[Mandate], moving: Sequence[Mandate], target: Company) -> None:
    """Of one record and one company that acts, one mandate: it is the one that ends later."""
    by_record: dict[int, list[tuple[Mandate, MandateRecord]]] = defaultdict(list)
    for mandate in mandates:
        if mandate in moving or mandate.mandatary_id == target.id:
            for record in mandate.open_records:
                by_record[record.attachment_id].append((mandate, record))
    for pairs in by_record.values():
        latest = max(pairs, key=lambda pair: (pair[0].until, pair[0].id))
        for pair in pairs:
            if pair is not latest:
                end_record(pair[1])


def _rewrite(mandate: Mandate, target: Company, *, gives: bool, acts: bool, actor: Actor) -> None:
    both = (target.id if gives else mandate.company_id) == (target.id if acts else mandate.mandatary_id)
    if both and mandate.is_open:
        close_mandate(mandate, MandateStatus.EMPTIED, actor)
    if gives:
        mandate.company = target
    if acts:
        mandate.mandatary = target
        for record in mandate.records:
            record.mandatary_id = target.id
    optimistic_lock.advance(mandate)
    mandate.refresh_search()
    db.session.flush()


def _settle(mandate: Mandate, actor: Actor) -> None:
    """Ends what is of two companies now, or of nobody."""
    for record in mandate.open_records:
        if record.attachment.company_id != mandate.company_id:
            end_record(record)
    acting = [each for each in mandate.people if _is_of(each.account, mandate)]
    if mandate.is_open and not (mandate.open_records and acting):
        close_mandate(mandate, MandateStatus.EMPTIED, actor)


def _is_of(account: ProAccount, mandate: Mandate) -> bool:
    return account.company_id == mandate.mandatary_id
