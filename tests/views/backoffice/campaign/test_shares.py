"""The campaign as the first page tells it."""

from __future__ import annotations

import pytest

from models.reports.progress import Share
from views.backoffice.campaign.shares import Bar


@pytest.mark.parametrize(
    ("share", "expected"),
    [
        (Share(3, 3, 1), "Tout est rattaché"),
        (Share(1, 3, 0), "Rien cette semaine"),
        (Share(1, 3, 2), "Encore 1 semaine"),
        (Share(1, 9, 2), "Encore 4 semaines"),
    ],
)
def test_a_kind_says_when_nothing_would_be_left(share, expected):
    assert Bar("Eau", share, "/").outlook.replace("\u00a0", " ") == expected
