"""What a dry run remembers of the lines before."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta

from models.concessions import access_codes, tries
from models.concessions.access_codes import TitleLock
from models.concessions.tries import TriesExhausted
from models.kernel.access import throttling
from models.kernel.actors import Actor
from models.kernel.base import db
from models.kernel.clock import now

DAY = timedelta(hours=24)


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
