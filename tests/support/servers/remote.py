"""A remote directory that says what a test wants, and what is kept of it without a database."""

from __future__ import annotations

from console.directories.chain import Chain
from console.directories.remotes import Guarded
from models.companies.directory import Establishment, State
from models.companies.directory.services import Quota, Turn
from models.values.siret import Siret
from setting_services import Service

LHSM = Siret("20008495200015")
OTHER = Siret("00552007700016")


class Ledger:
    """Gives the turns that it was told to, one after the other, then all; keeps what was noted."""

    def __init__(self, *turns: Turn) -> None:
        self.turns = list(turns)
        self.notes: list[object] = []

    def take_turn(self, name: str, quota: Quota) -> Turn:
        """The next of those that were told."""
        return self.turns.pop(0) if self.turns else Turn()

    def answered(self, name: str) -> None:
        """Noted."""
        self.notes.append("answered")

    def failed(self, name: str, wait: float | None) -> None:
        """Noted, with the wait that was asked for."""
        self.notes.append(("failed", wait))

    def pause(self, name: str, seconds: float) -> None:
        """Noted."""
        self.notes.append(("pause", seconds))


class Forgetful:
    """Keeps no answer."""

    def recall(self, service: str, siret: Siret) -> Establishment | None:
        """Nothing."""
        return None

    def keep(self, service: str, found: Establishment) -> None:
        """Not even this one."""


class Fake:
    """A remote directory told what to say: a state, a failure, or several of them in turn."""

    quota = Quota(7, 1.0)

    def __init__(self, *, says: object = None, is_complete: bool = False) -> None:
        self.says = says
        self.is_complete = is_complete
        self.seconds: list[float] = []

    @classmethod
    def of(cls, service: Service) -> Fake:
        """One that has nothing to say."""
        return cls()

    def ask(self, siret: Siret, seconds: float) -> Establishment:
        """What it was told to say; keeps how long it had."""
        self.seconds.append(seconds)
        word = self.says.pop(0) if isinstance(self.says, list) else self.says
        if isinstance(word, Exception):
            raise word
        return Establishment(siret, State(str(word)))


def guarded(remote: Fake, *turns: Turn) -> Guarded:
    """One, with its ledger in memory, that keeps no answer."""
    return Guarded("fake", remote, Ledger(*turns), Forgetful())


def chain_of(*remotes: Fake) -> Chain:
    """These, asked in their order."""
    return Chain([guarded(remote) for remote in remotes])
