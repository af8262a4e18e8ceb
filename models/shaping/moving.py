"""The whole shaping, taken from one installation to another: compared, tried, applied whole or not at all."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from models.kernel.actors import Actor
from models.kernel.transactions import in_transaction, transaction
from models.shaping import files
from models.shaping.bodies import RETIRED, Written, write
from models.shaping.changing import Wanted, propose, wanted_of
from models.shaping.files import AllWritten
from models.shaping.queries import all_written
from models.shaping.refusals import NothingChanges
from models.shaping.tables import ChangeState


class FileStep(StrEnum):
    """What a file makes of one shape."""

    NEW = "new"
    CHANGED = "changed"
    RETIRED = "retired"
    BROUGHT_BACK = "brought-back"
    KEPT = "kept"
    """It is here, and the file does not name it: it stays."""


@dataclass(frozen=True)
class Difference:
    """One shape that the file and the installation do not say alike."""

    step: FileStep
    kind: str
    key: str
    before: Written = field(default_factory=dict)
    after: Written = field(default_factory=dict)

    @property
    def names(self) -> list[str]:
        """What differs of its body."""
        both = {**self.before, **self.after}
        return [name for name in both if self.before.get(name) != self.after.get(name)]


@dataclass(frozen=True)
class Applied:
    """What came of a file: the differences; how many values followed; whether somebody decides first."""

    differences: tuple[Difference, ...] = ()
    rewritten: int = 0
    waits: bool = False
    change_id: int | None = None

    @property
    def changes(self) -> list[Difference]:
        """What the file changes."""
        return [each for each in self.differences if each.step is not FileStep.KEPT]


class _OnlyTried(Exception):
    """Takes a trial back."""


def export() -> str:
    """The shaping of this installation, as a file."""
    return files.compose(all_written())


def diff(text: str) -> list[Difference]:
    """Where the file and the installation differ. Raises as `files.parse`, and `ShapeUnreadable`."""
    return _differences(_wanted(files.parse(text)))


def apply(text: str, *, dry_run: bool = False, reason: str = "", actor: Actor) -> Applied:
    """Makes the shaping what the file says; what it does not name stays. With `dry_run` all is tried, and
    taken back.

    Raises as `diff` and `changing.propose`: a refusal names its shape, and nothing of the file is applied.
    """
    assert not in_transaction(), "a trial takes back its own transaction"
    wanted = _wanted(files.parse(text))
    applied = Applied()
    try:
        with transaction():
            differences = tuple(_differences(wanted))
            applied = Applied(differences)
            change = propose(wanted, reason=reason, actor=actor)
            waits = change.state == ChangeState.PROPOSED
            applied = Applied(differences, change.rewritten, waits, None if dry_run else change.id)
            if dry_run:
                raise _OnlyTried
    except (_OnlyTried, NothingChanges):
        return applied
    return applied


def _wanted(shapes: AllWritten) -> list[Wanted]:
    return [
        wanted_of(kind, key, written) for kind, entries in shapes.items() for key, written in entries.items()
    ]


def _differences(wanted: list[Wanted]) -> list[Difference]:
    here = all_written()
    found = []
    for entry in wanted:
        before = here.get(entry.kind, {}).pop(entry.key, None)
        after = write(entry.body, retired=entry.retired)
        if before != after:
            found.append(Difference(_step(before, after), entry.kind, entry.key, dict(before or {}), after))
    left = [
        Difference(FileStep.KEPT, kind, key, dict(body))
        for kind, entries in here.items()
        for key, body in entries.items()
    ]
    return found + left


def _step(before: object, after: Written) -> FileStep:
    if not isinstance(before, dict):
        return FileStep.NEW
    if before.get(RETIRED) != after.get(RETIRED):
        return FileStep.RETIRED if RETIRED in after else FileStep.BROUGHT_BACK
    return FileStep.CHANGED
