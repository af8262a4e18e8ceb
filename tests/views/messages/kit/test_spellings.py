"""Files choose from lists by many spellings, and none of them means two things."""

from __future__ import annotations

import pytest

from models.companies.directory import CompanyKind
from models.concessions import ConcessionKind
from models.road_openings import RequestState
from models.values.text import fold
from views.messages.kit.spellings import COMPANY_KINDS, CONCESSION_KINDS, STANDINGS, STATES

LISTS = (STATES, CONCESSION_KINDS, COMPANY_KINDS, STANDINGS)


@pytest.mark.parametrize("words", LISTS)
def test_a_spelling_means_one_thing(words: dict[str, str]) -> None:
    meanings: dict[str, set[str]] = {}
    for word, meant in words.items():
        assert fold(word)
        meanings.setdefault(fold(word), set()).add(meant)
    assert [word for word, meant in meanings.items() if len(meant) > 1] == []


def test_every_value_is_a_word_of_its_list() -> None:
    assert set(STATES.values()) == set(RequestState) and all(STATES[state] == state for state in RequestState)
    assert set(CONCESSION_KINDS.values()) == set(ConcessionKind)
    assert set(COMPANY_KINDS.values()) == set(CompanyKind)
    assert STANDINGS["actif"] == "open" and STANDINGS["clos"] == "closed"
