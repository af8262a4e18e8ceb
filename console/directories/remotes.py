"""A directory behind the network: asked within its quota, once more when it stumbles, spared when down."""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Callable
from typing import Protocol, Self

from sqlalchemy.exc import SQLAlchemyError

from console.directories.facts import Garbage
from console.directories.http import Trouble
from console.telemetry.measures import DIRECTORY_ANSWERS
from models.companies.directory import Establishment, answers, services
from models.companies.directory.services import Quota, Turn
from models.kernel.base import db
from models.kernel.waiting import outages
from models.values.siret import Siret
from setting_services import Service

log = logging.getLogger(__name__)

JITTER = (0.1, 0.4)
"""Seconds before a second try: not all those who were refused together come back together."""

ROOM = 0.5
"""Seconds that a question needs: with less, nobody waits for their turn."""


class Remote(Protocol):
    """A directory behind the network."""

    is_complete: bool
    """Whether what it does not know is unknown for certain."""
    quota: Quota

    needs_key: bool
    """Whether its service answers nobody without a key: `BASCULE_<NAME>_KEY`."""

    @classmethod
    def of(cls, service: Service) -> Self:
        """The client of a service, as the settings describe it."""
        ...

    def ask(self, siret: Siret, seconds: float) -> Establishment:
        """The establishment, or unknown. Raises `Trouble` or `Garbage`."""
        ...


class Ledger(Protocol):
    """What is kept of the services: `models.companies.directory.services`."""

    def take_turn(self, name: str, quota: Quota) -> Turn: ...
    def answered(self, name: str) -> None: ...
    def failed(self, name: str, wait: float | None) -> None: ...
    def pause(self, name: str, seconds: float) -> None: ...


class Memory(Protocol):
    """What is kept of the services' answers: `models.companies.directory.answers`."""

    def recall(self, service: str, siret: Siret) -> Establishment | None: ...
    def keep(self, service: str, found: Establishment) -> None: ...


class OverQuota(Exception):
    """The service is well, and is to be asked again in `wait` seconds."""

    def __init__(self, wait: float) -> None:
        super().__init__(f"{wait:.1f} s")
        self.wait = wait


class Guarded:
    """A remote directory whose quota, outages and answers all our processes share."""

    def __init__(
        self, name: str, remote: Remote, ledger: Ledger = services, memory: Memory = answers
    ) -> None:
        self._name, self._remote, self._ledger, self._memory = name, remote, ledger, memory
        self.is_complete = remote.is_complete

    def recall(self, siret: Siret) -> Establishment | None:
        """What it answered lately, which costs nobody a question."""
        try:
            kept = self._memory.recall(self._name, siret)
            if kept is not None:
                self._count("remembered")
            return kept
        except SQLAlchemyError as trouble:
            if not outages.is_outage(trouble):
                raise
            db.session.rollback()
            return None

    def find(self, siret: Siret, seconds: float) -> Establishment:
        """What the directory says; unavailable when it fails or is being left alone. Raises `OverQuota`."""
        end = time.monotonic() + seconds
        try:
            return self._try(siret, end, may_repeat=True)
        except SQLAlchemyError as trouble:
            if not outages.is_outage(trouble):
                raise
            db.session.rollback()
            return Establishment.unavailable(siret)

    def _try(self, siret: Siret, end: float, *, may_repeat: bool) -> Establishment:
        turn = self._turn(end)
        if turn.is_closed:
            self._count("spared")
            return Establishment.unavailable(siret)
        try:
            found = self._remote.ask(siret, end - time.monotonic())
        except (Trouble, Garbage) as failed:
            log.warning("directory %s: %s for %s", self._name, failed, siret)
            trouble = failed if isinstance(failed, Trouble) else Trouble("garbage")
            self._count("over-quota" if trouble.is_quota else "failed")
        else:
            self._count(found.state.value)
            if turn.is_troubled:
                self._note(lambda: self._ledger.answered(self._name))
            self._note(lambda: self._memory.keep(self._name, found))
            return found
        wait = trouble.wait or 0.0
        if trouble.is_quota:
            wait = wait or self._remote.quota.seconds
            self._note(lambda: self._ledger.pause(self._name, wait))
        pause = wait + random.uniform(*JITTER)  # noqa: S311 - nothing is to be kept secret
        if may_repeat and trouble.is_brief and pause + ROOM < end - time.monotonic():
            time.sleep(pause)
            return self._try(siret, end, may_repeat=False)
        if trouble.is_quota:
            raise OverQuota(pause)
        self._note(lambda: self._ledger.failed(self._name, trouble.wait))
        return Establishment.unavailable(siret)

    def _turn(self, end: float) -> Turn:
        """A turn of ours, waited for while there is time. Raises `OverQuota`."""
        while (turn := self._ledger.take_turn(self._name, self._remote.quota)).wait:
            if turn.wait + ROOM > end - time.monotonic():
                raise OverQuota(turn.wait)
            time.sleep(turn.wait + 0.01)
        return turn

    def _count(self, outcome: str) -> None:
        DIRECTORY_ANSWERS.labels(self._name, outcome).inc()

    @staticmethod
    def _note(note: Callable[[], None]) -> None:
        try:
            note()
        except SQLAlchemyError as trouble:
            if not outages.is_outage(trouble):
                raise
            db.session.rollback()  # it is learnt again at the next question
