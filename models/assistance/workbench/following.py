"""What is known of a company's pairs follows it to the one that goes on in its place, and back.

A verdict of staff on the one holds for the other. What waits is found by the program, and found again where
it had to make room.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import select

from models.assistance.pairs import MatchPair, Verdict
from models.assistance.workbench.waiting import PAIRS
from models.companies import Company
from models.kernel import optimistic_lock
from models.kernel.actors import Actor
from models.kernel.base import db
from models.kernel.locks import lock, locked

DECIDED = {Verdict.ACCEPTED.value, Verdict.REFUSED.value}

Moved = dict[str, list[int]]


def follow(
    source: Company, target: Company, actor: Actor, back: Mapping[str, list[int]] | None = None
) -> Moved:
    """Moves the pairs of one, in the transaction under way; their numbers, by what became of them.

    With `back` those that an earlier move brought: `waiting` ones only as long as nobody decided them since.
    """
    lock(PAIRS)
    theirs = _pairs_of(source)
    known = {pair.concession_id: pair for pair in _pairs_of(target, [each.concession_id for each in theirs])}
    if back is None:
        _make_room(theirs, known)
    free = [pair for pair in theirs if pair.concession_id not in known]
    if back is not None:
        _exchange(back.get("exchanged", ()))
        settled, open_ones = set(back.get("pairs", ())), set(back.get("waiting", ()))
        _move([pair for pair in free if pair.id in settled or _waits(pair) and pair.id in open_ones], target)
        return {}
    moved: Moved = {
        "pairs": [pair.id for pair in free if not _waits(pair)],
        "waiting": [pair.id for pair in free if _waits(pair)],
        "exchanged": [],
    }
    for pair in theirs:
        other = known.get(pair.concession_id)
        if other is not None and pair.verdict == Verdict.ACCEPTED.value:
            moved["exchanged"] += [pair.id, other.id]
        elif other is not None and _waits(pair):
            db.session.delete(pair)
    _exchange(moved["exchanged"])
    _move(free, target)
    return moved


def _pairs_of(company: Company, records: Collection[int] | None = None) -> list[MatchPair]:
    query = select(MatchPair).where(MatchPair.company_id == company.id).order_by(MatchPair.id)
    if records is not None:
        query = query.where(MatchPair.concession_id.in_(records))
    return list(db.session.scalars(locked(query, MatchPair)))


def _make_room(theirs: Collection[MatchPair], known: dict[int, MatchPair]) -> None:
    """What waits for a verdict gives way to the one that was given."""
    for pair in theirs:
        other = known.get(pair.concession_id)
        if other is not None and _waits(other) and not _waits(pair):
            db.session.delete(known.pop(pair.concession_id))
    db.session.flush()


def _waits(pair: MatchPair) -> bool:
    return pair.verdict == Verdict.WAITING.value


def _move(pairs: Collection[MatchPair], target: Company) -> None:
    """Where they stand among what waits the next round settles, once the people have moved, too."""
    for pair in pairs:
        pair.company = target
        optimistic_lock.advance(pair)
    db.session.flush()


def _exchange(numbers: Collection[int]) -> None:
    """Of a record that one company was accepted for and the other refused, each says what the other said."""
    found = {number: db.session.get(MatchPair, number) for number in numbers}
    ordered = list(found.values())
    for first, second in zip(ordered[::2], ordered[1::2], strict=True):
        if first is None or second is None or {first.verdict, second.verdict} != DECIDED:
            continue
        is_first = first.verdict == Verdict.ACCEPTED.value
        accepted, refused = (first, second) if is_first else (second, first)
        deciders = [(pair.decided_by_id, pair.decided_at) for pair in (accepted, refused)]
        # The refusal first: of a record the database lets one pair at most be accepted.
        for pair, verdict, by in (
            (accepted, Verdict.REFUSED, deciders[1]),
            (refused, Verdict.ACCEPTED, deciders[0]),
        ):
            pair.verdict, (pair.decided_by_id, pair.decided_at) = verdict.value, by
            optimistic_lock.advance(pair)
            db.session.flush()
