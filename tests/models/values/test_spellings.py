"""Saints and legal forms are the same word in either spelling."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.values.spellings import joined, other_spelling
from models.values.text import fold, title_key


@pytest.mark.parametrize(
    "titles",
    [
        ("Orange S.A. (ex-France Télécom)", "orange s a ex france telecom", "ORANGE SA EX FRANCE TÉLÉCOM"),
        ("Réseau S.A.S.U. du Port", "réseau s a s u du port", "Réseau SASU du Port"),
        ("St-Romain", "SAINT ROMAIN", "st. romain"),
        ("Ste Adresse", "Sainte-Adresse"),
        ("Eaux & Cie S A R L", "eaux et cie sarl"),
    ],
)
def test_titles_of_one_name_are_one(titles: tuple[str, ...]) -> None:
    assert len({title_key(title) for title in titles}) == 1


@pytest.mark.parametrize(
    ("title", "other"), [("Lot A B", "Lot AB"), ("Stade", "Saintade"), ("Lot S", "Lot A"), ("Est", "Esaint")]
)
def test_other_titles_are_not(title: str, other: str) -> None:
    assert title_key(title) != title_key(other)


@given(
    st.lists(
        st.sampled_from(["s", "a", "r", "l", "u", "st", "ste", "saint", "sa", "x", "e", "p"]), max_size=9
    )
)
def test_joining_twice_changes_nothing(words: list[str]) -> None:
    once = joined(" ".join(words))
    assert joined(once) == once == fold(once)


@pytest.mark.parametrize(
    ("word", "other"), [("saint", "st"), ("ste", "sainte"), ("sarl", "s a r l"), ("quai", None), ("s", None)]
)
def test_a_word_has_another_spelling_or_none(word: str, other: str | None) -> None:
    assert other_spelling(word) == other
