"""A remote directory that says what a test wants."""

from __future__ import annotations

from config import Service
from console.directories.chain import Chain
from console.directories.remotes import Guarded
from models.directory import Establishment, State
from models.values.siret import Siret

LHSM = Siret("20008495200015")
OTHER = Siret("00552007700016")


class Fake:
    """A remote directory told what to say."""

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
        if isinstance(self.says, Exception):
            raise self.says
        return Establishment(siret, State(str(self.says)))


def chain_of(*remotes: Fake) -> Chain:
    """These, asked in their order."""
    return Chain([Guarded(remote) for remote in remotes])
