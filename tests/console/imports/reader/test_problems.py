"""What can be wrong with a line has a name, and each name its remedy."""

from __future__ import annotations

from console.imports.reader import What
from console.imports.reader.problems import REMEDIES, Remedy


def test_every_problem_has_a_remedy() -> None:
    assert set(REMEDIES) == set(What)
    assert set(REMEDIES.values()) == set(Remedy)
