"""Of each record the one pair that waits: put there, moved and taken away as what is found changes."""

from __future__ import annotations

from collections.abc import Mapping

from models.assistance.pairs import MatchPair, Verdict, find_pair, find_pair_of
from models.assistance.workbench.gain import place, worth_of
from models.kernel.base import db

PAIRS = "match-pairs"
"""The lock under which pairs are written: a turn writes hundreds, and whoever decides writes one."""

Found = tuple[int, float]
"""The number of the company that is most probably a record's, and how sure that is."""


def settle(found: Mapping[int, Found | None]) -> int:
    """Lets the best company of each of these records wait for a decision, in the transaction under way.

    What staff accepted stays, and a pair that they refused never waits again; what waited for another
    company, or for nothing any more, goes. The caller holds the lock. Says how many changed.
    """
    worth = worth_of({best[0] for best in found.values() if best is not None})
    changed, fresh = 0, []
    for record, best in found.items():
        waiting = find_pair_of(record)  # one by one: before so many at once SQLite reads them all
        if waiting is not None and waiting.is_decided:
            continue
        if waiting is not None and best is not None and waiting.company_id == best[0]:
            changed += _move(waiting, best, worth[best[0]])
            continue
        if waiting is not None:
            db.session.delete(waiting)
        is_new = best is not None and find_pair(record, best[0]) is None
        if best is not None and is_new:
            fresh.append(_new(record, best, worth[best[0]]))
        changed += waiting is not None or is_new
    db.session.flush()  # what goes makes room before what comes: the database holds one a record
    db.session.add_all(fresh)
    return changed


def _move(pair: MatchPair, best: Found, worth: float) -> bool:
    there = place(best[1], worth, pair.put_off)
    moved = there != pair.place
    if moved:
        pair.score, pair.place = best[1], there
    return moved


def _new(record: int, best: Found, worth: float) -> MatchPair:
    company, score = best
    return MatchPair(
        concession_id=record,
        company_id=company,
        verdict=Verdict.WAITING.value,
        score=score,
        place=place(score, worth),
    )
