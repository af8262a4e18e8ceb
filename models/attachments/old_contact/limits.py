"""How often a company may ask for a proof that it has no code for: by title, in all, from one source."""

from __future__ import annotations

from datetime import timedelta

from models.accounts import ProAccount
from models.concessions.access_codes import title_digest
from models.kernel.access import throttling
from models.kernel.actors import Actor
from models.kernel.clock import now
from models.kernel.errors import DomainError
from models.kernel.locks import lock
from models.kernel.transactions import transaction

DAY, HOUR, WEEK = timedelta(hours=24), timedelta(hours=1), timedelta(days=7)
PER_TITLE, TITLES_PER_ACCOUNT, PER_SOURCE = 3, 10, 60
LETTERS_PER_RECORD = 3
"""A week, over all who ask: a stranger's letters must not pile up in somebody's box."""

_PROOFS, _LETTERS = "proof", "letter-to"


class AskedTooOften(DomainError):
    """The account, or whatever is behind its address, has asked for enough proofs for now."""

    field = "title"


def spend(account: ProAccount, kind: str, title_key: str, *, actor: Actor) -> None:
    """Counts and commits one asking, whatever the title leads to. Raises `AskedTooOften`."""
    throttling.must_be_outside()
    who, what = throttling.digest(f"pro:{account.id}"), title_digest(kind, title_key)
    with transaction():
        lock(f"{_PROOFS}:{who}")
        moment = now()
        titles = throttling.distinct_whats(_PROOFS, who=who, since=moment - DAY, exclude=what)
        same = throttling.count(_PROOFS, since=moment - DAY, who=who, what=what)
        near = throttling.count(_PROOFS, since=moment - HOUR, ip=actor.ip) if actor.ip else 0
        if same >= PER_TITLE or titles >= TITLES_PER_ACCOUNT or near >= PER_SOURCE:
            raise AskedTooOften
        throttling.write(_PROOFS, who=who, what=what, ip=actor.ip)


def admit_letter(concession_id: int) -> bool:
    """Counts one more letter to this record's address where the week has room for it."""
    with transaction():
        what = throttling.digest(f"record:{concession_id}")
        lock(f"{_LETTERS}:{what}")
        if throttling.count(_LETTERS, since=now() - WEEK, what=what) >= LETTERS_PER_RECORD:
            return False
        throttling.write(_LETTERS, who="", what=what, ip=None)
        return True
