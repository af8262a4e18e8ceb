"""How far a company is on its way."""

from __future__ import annotations

from models.assistance.path import Path
from models.kernel.clock import now


def test_the_path_counts_what_is_behind():
    assert Path().reached == 0
    assert Path(now(), now()).reached == 2
    assert Path(now(), now(), now(), now()).reached == 4
