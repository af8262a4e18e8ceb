"""Two spellings of one name, title or search meet; two different ones do not."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from models.values.text import fold, folded_title, identifier, normalise_identifier, title_key

LEGAL = re.compile(r"(pro|asso)(\.[a-z0-9]+(-[a-z0-9]+)*){2}")
DOORS = st.sampled_from(["pro", "asso"])


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Réfection d'Œuvre", "refection d oeuvre"),
        ("  Cœur   de\tbourg \N{EN DASH} marché ", "coeur de bourg marche"),
        ("L\N{RIGHT SINGLE QUOTATION MARK}Hôtel", "l hotel"),
        ("Łódź Ærøskøbing Straße", "lodz aeroskobing strasse"),
        ("S.A.R.L. Réseaux", "sarl reseaux"),
        ("e.d.f.", "edf"),
        ("rue St. Roch", "rue st roch"),
        ("ＴＰ ２", "tp 2"),
        ("İstanbul ıspanak", "istanbul ispanak"),
        ("Щукин", "щукин"),
        ("re\N{SOFT HYPHEN}seau", "reseau"),
        ("%_*", ""),
    ],
)
def test_a_search_is_folded(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


DOTTED = st.text(st.sampled_from("ab1é². -&'ﬃ_"))
"""Where an acronym may hide."""


@given(DOTTED)
@example(".s.a")
def test_dots_are_looked_at_only_where_an_acronym_may_be(text: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        found = fold(text)
        patch.setattr("models.values.text._may_be_dotted", lambda _: True)
        assert fold(text) == found


@given(st.text() | DOTTED, st.text() | DOTTED)
def test_texts_are_folded_together_or_one_by_one(first: str, second: str) -> None:
    assert fold(f"{first} {second}") == f"{fold(first)} {fold(second)}".strip()


@given(st.text() | DOTTED)
def test_a_title_is_folded_as_any_text(title: str) -> None:
    assert folded_title(title)[0] == fold(title)


@given(st.text())
def test_composed_and_decomposed_letters_are_the_same(text: str) -> None:
    composed, decomposed = unicodedata.normalize("NFC", text), unicodedata.normalize("NFD", text)
    assert fold(composed) == fold(decomposed)
    assert title_key(composed) == title_key(decomposed)
    assert identifier("pro", composed, composed) == identifier("pro", decomposed, decomposed)


@given(st.text())
def test_a_folded_text_holds_nothing_but_words_and_single_spaces(text: str) -> None:
    folded = fold(text)
    assert folded == " ".join(folded.split())
    assert all(c == " " or unicodedata.category(c)[0] in "LNM" for c in folded)


@pytest.mark.parametrize(
    "spelling",
    [
        "ENEDIS - Rés. d'Eau & d'Œuvre",
        "enedis - res. d'eau & d'oeuvre",
        "ENEDIS \N{EM DASH} RÉS. D\N{RIGHT SINGLE QUOTATION MARK}EAU ET D\N{MODIFIER LETTER APOSTROPHE}ŒUVRE",
        "  Enedis\N{NO-BREAK SPACE}\N{EN DASH}  Rés d`eau &d´œuvre.",
        "Enedis / Rés., « d'eau » et « d'œuvre » !",
        "Enedis_Rés (d'eau) ＆ d'œuvre",
    ],
)
def test_titles_match_whatever_their_signs(spelling: str) -> None:
    assert title_key(spelling) == "enedis res d eau et d oeuvre"


@pytest.mark.parametrize(
    ("first", "other"),
    [("Secteur 1 23", "Secteur 12 3"), ("Eau nord", "Eau sud"), ("Réseau", "Réseaux"), ("***", "---")],
)
def test_different_titles_stay_different(first: str, other: str) -> None:
    assert title_key(first) != title_key(other)


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ("Élodie", "d'Œuvré-Łuk", "pro.elodie.doeuvre-luk"),
        ("John", "DOE", "pro.john.doe"),
        ("Jean-Noël", "LE GOFF", "pro.jean-noel.legoff"),
        ("Anaïs", "DE LA TOUR-DU-PIN", "pro.anais.delatour-du-pin"),
        ("Nguyễn", "THỊ MAI", "pro.nguyen.thimai"),
        (
            "François\N{NON-BREAKING HYPHEN}Xavier",
            "L\N{RIGHT SINGLE QUOTATION MARK}HÔTE",
            "pro.francois-xavier.lhote",
        ),
        ("Hélène\N{NO-BREAK SPACE}", " --DOUBLE -- ESPACE-", "pro.helene.double-espace"),
        ("X", "Æ", "pro.x.ae"),
        ("Иван", "Щукин", "pro.ivan.shchukin"),
        ("小明", "王", "pro.xiaoming.wang"),
        ("J.P.", "O.K", "pro.jp.ok"),
        ("😀", "Dupont 🎉", "pro.x.dupont"),
        ("", "'-'", "pro.x.x"),
    ],
)
def test_an_identifier_is_plain_ascii(first: str, last: str, expected: str) -> None:
    assert identifier("pro", first, last) == expected


def test_an_association_has_its_own_door() -> None:
    assert identifier("asso", "Zoë", "N'DIAYE") == "asso.zoe.ndiaye"


@given(DOORS, st.text(), st.text())
def test_any_name_gives_a_legal_identifier_that_is_its_own_spelling(door: str, first: str, last: str) -> None:
    made = identifier(door, first, last)
    assert LEGAL.fullmatch(made) and len(made) <= 90
    assert normalise_identifier(made) == made


@pytest.mark.parametrize(
    "typed", ["  pro.john.doe\n", "PRO.John.DOE", "\N{ZERO WIDTH SPACE}pro.john.doe\N{NO-BREAK SPACE}"]
)
def test_a_typed_identifier_is_trimmed_and_case_blind(typed: str) -> None:
    assert normalise_identifier(typed) == "pro.john.doe"
