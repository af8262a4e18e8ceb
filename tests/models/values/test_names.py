"""What a person's name may hold."""

from __future__ import annotations

import pytest

from models.values.names import NameRefused, person_name


@pytest.mark.parametrize(
    "name",
    [
        "Élodie", "d’Œuvré-Łuk", "O'Brien", "D`Angelo", "J.-P.", "J.R.R. Tolkien", "St. John", "Doe Jr.",
        "Nguyễn Thị", "Müller–Lüdenscheidt", "Иванова", "王小明", "محمد", "नरेन्द्र", "  Élodie ",
    ],
)  # fmt: skip
def test_a_name_is_kept_as_it_is_typed(name: str) -> None:
    assert person_name(name) == name


@pytest.mark.parametrize(
    ("name", "why", "sign"),
    [
        ("Votre dossier est bloqué, payez", "sign", ","),
        ("Payez sur https://exemple", "sign", ":"),
        ("Payez www.exemple.fr", "link", "www.exemple"),
        ("exemple.fr", "link", "exemple.fr"),
        ("t.co", "link", "t.co"),
        ("jean@exemple", "sign", "@"),
        ("Jean 06", "sign", "0"),
        ("Jean 🙂", "sign", "🙂"),
        ("\N{BRAILLE PATTERN BLANK}", "sign", "\N{BRAILLE PATTERN BLANK}"),
        ("Jean\N{RIGHT-TO-LEFT OVERRIDE}naeJ", "invisible", "U+202E"),
        ("\N{ZERO WIDTH SPACE}", "invisible", "U+200B"),
        ("Je\N{SOFT HYPHEN}an", "invisible", "U+00AD"),
        ("\N{HANGUL FILLER}", "invisible", "U+3164"),
        ("J\N{VARIATION SELECTOR-16}", "invisible", "U+FE0F"),
        ("J" + "\N{COMBINING ACUTE ACCENT}" * 5, "sign", "\N{COMBINING ACUTE ACCENT}"),
        ("Jean\nDupont", "invisible", "U+000A"),
        ("", "empty", ""),
        ("-.'", "empty", ""),
    ],
)
def test_what_is_no_name_is_refused_by_its_sign(name: str, why: str, sign: str) -> None:
    with pytest.raises(NameRefused) as refused:
        person_name(name, "first_name")
    assert (refused.value.field, refused.value.facts) == ("first_name", {"why": why, "sign": sign})
