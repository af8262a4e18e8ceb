"""Each cell is read as what it should be, and refused by the name of what is wrong."""

from __future__ import annotations

import pytest

from console.imports.reader import Cells, Line, What, problem
from console.imports.reader.problems import Remedy
from views.exports import harmless


def cells(pad_codes: bool = False, **values: str) -> Cells:
    return Cells(Line(7, values), pad_codes=pad_codes)


def found(line: Cells) -> list[tuple[str, What, str]]:
    return [(p.column, p.problem, p.value) for p in line.problems]


@pytest.mark.parametrize("typed", ["0042", " 0042 ".strip(), "'0042", "9999"])
def test_a_code_is_four_digits_and_keeps_its_zeros(typed: str) -> None:
    line = cells(code_acces=typed)
    assert line.access_code() == typed.removeprefix("'")
    assert not line.problems


@pytest.mark.parametrize("typed", ["42", "7", "815", "42.0", "42,0"])
def test_a_shortened_code_is_refused_by_name_never_padded_in_silence(typed: str) -> None:
    line = cells(code_acces=typed)
    assert line.access_code() is None
    assert found(line) == [("code_acces", What.CODE_SHORTENED, "")]
    assert line.problems[0].remedy is Remedy.FORMAT_CODES_AS_TEXT


@pytest.mark.parametrize(
    ("typed", "code"), [("42", "0042"), ("7", "0007"), ("42.0", "0042"), ("1234", "1234")]
)
def test_a_shortened_code_is_padded_when_somebody_said_so(typed: str, code: str) -> None:
    assert cells(pad_codes=True, code_acces=typed).access_code() == code


@pytest.mark.parametrize(
    "typed", ["００４２", "٠٠٤٢", "00421", "12a4", "4,2E+01", "-042", "00 42", "00.42", "²²²²"]
)
@pytest.mark.parametrize("pad", [False, True])
def test_any_other_code_is_refused_and_never_repeated(typed: str, pad: bool) -> None:
    line = cells(pad, code_acces=typed)
    assert line.access_code() is None
    assert found(line) == [("code_acces", What.CODE_INVALID, "")]


def test_a_code_may_have_to_be_there() -> None:
    line = cells(code_acces="")
    assert line.access_code() is None
    assert found(line) == [("code_acces", What.MISSING, "")]
    assert cells(code_acces="").access_code(required=False) is None


def test_a_code_that_slipped_into_another_column_is_not_repeated() -> None:
    line = cells(code_acces="ENEDIS", siret="0042", courriel="0042", date_creation="0042", telephone="(0042)")
    line.siret(), line.email(), line.date("date_creation"), line.phone()
    assert len(line.problems) == 4
    assert not any(p.value for p in line.problems)
    same = cells(code_acces="0042", courriel="0042@")
    same.email()
    assert found(same) == [("courriel", What.EMAIL_INVALID, "")]


def test_a_shifted_line_repeats_nothing() -> None:
    shifted = Cells(Line(7, {"courriel": "x 0042 y"}, (problem(7, "", What.EXTRA_CELLS),)))
    shifted.email()
    assert [p.value for p in shifted.problems] == ["", ""]


@pytest.mark.parametrize("text", ["=SOMME(A1)", "+33 quai", "- quai", "@quai"])
def test_what_our_files_keep_from_running_comes_back_as_it_was(text: str) -> None:
    assert cells(intitule=harmless(text)).text("intitule") == text
    assert cells(intitule=f"'{harmless(text)}").text("intitule") == f"''{text}", "one of ours alone"


def test_an_apostrophe_of_a_title_stays() -> None:
    assert cells(intitule="'s Gravenhage").text("intitule") == "'s Gravenhage"


def test_an_address_and_a_phone_lose_their_guard() -> None:
    guarded = cells(courriel="'-ana@example.org", telephone="'+33235223344")
    assert (guarded.email(), guarded.phone()) == ("-ana@example.org", "+33235223344")


@pytest.mark.parametrize(
    "typed",
    [
        "20008495200015",
        "200 084 952 00015",
        "'20008495200015",
        "200\N{NO-BREAK SPACE}084\N{NO-BREAK SPACE}95200015",
    ],
)
def test_a_siret_loses_its_wrapping(typed: str) -> None:
    assert cells(siret=typed).siret() == "20008495200015"


@pytest.mark.parametrize(
    ("typed", "what"),
    [
        ("2,00085E+13", What.SCIENTIFIC),
        ("4.44608e13", What.SCIENTIFIC),
        ("2E+13", What.SCIENTIFIC),
        ("4813700020", What.SIRET_LENGTH),
        ("20008495200016", What.SIRET_KEY),
        ("00000000000000", What.SIRET_KEY),
        ("2000849520001O", What.SIRET_CHARACTERS),
    ],
)
def test_a_siret_that_cannot_be_is_refused_with_its_value(typed: str, what: What) -> None:
    line = cells(siret=typed)
    assert line.siret() is None
    assert found(line) == [("siret", what, typed)]


def test_the_remedy_for_scientific_notation_is_to_go_back_to_the_source() -> None:
    line = cells(siret="2,00085E+13")
    line.siret()
    assert line.problems[0].remedy is Remedy.FORMAT_AS_TEXT


def test_an_optional_cell_may_be_empty_or_absent() -> None:
    line = cells(siret="")
    assert (line.siret(), line.phone(), line.email()) == (None, "", "")
    assert (line.date("d"), line.one_of("genre", {})) == (None, None)
    assert not line.problems
    assert line.has("siret") and not line.has("courriel")


def test_a_required_cell_may_not() -> None:
    line = cells()
    line.siret("s", required=True), line.phone("p", required=True), line.email("e", required=True)
    line.date("d", required=True), line.text("t", required=True), line.one_of("o", {}, required=True)
    assert [p.problem for p in line.problems] == [What.MISSING] * 6


def test_texts_are_one_line_and_bounded() -> None:
    assert cells(intitule=" Réseau\n d'eau\t1 ").text("intitule") == "Réseau d'eau 1"
    line = cells(intitule="x" * 300)
    assert line.text("intitule", longest=250) == ""
    assert line.problems[0].problem is What.TOO_LONG and len(line.problems[0].value) <= 120


@pytest.mark.parametrize(
    "typed", ["235123456", "0235123456", "33 2 35 12 34 56", "02.35.12.34.56", "'0235123456"]
)
def test_a_phone_gets_its_eaten_zero_back(typed: str) -> None:
    assert cells(telephone=typed).phone() == "+33235123456"


@pytest.mark.parametrize(("column", "typed"), [("telephone", "2,35E+08"), ("courriel", "pas une adresse")])
def test_a_contact_that_cannot_be_reached_is_refused(column: str, typed: str) -> None:
    line = cells(**{column: typed})
    assert (line.phone() if column == "telephone" else line.email()) == ""
    assert [p.value for p in line.problems] == [typed]


@pytest.mark.parametrize("column", ["reference", "numero", "arrete", "telephone", "code_postal"])
@pytest.mark.parametrize("typed", ["2,02600E+14", "2.026E+14", "2E+15", "'2,02600E+14"])
def test_no_column_takes_what_scientific_notation_left_of_a_number(column: str, typed: str) -> None:
    line = cells(**{column: typed})
    line.phone(column) if column == "telephone" else line.text(column)
    assert found(line) == [(column, What.SCIENTIFIC, typed)]


@pytest.mark.parametrize("typed", ["3E12", "RUE E+3", "2026-E14", "1,5", "12E"])
def test_other_references_are_taken(typed: str) -> None:
    line = cells(reference=typed)
    assert line.text("reference") == typed and not line.problems


@pytest.mark.parametrize(
    "typed",
    ["#N/A", "#REF!", "#NOM?", "#NAME?", "#VALEUR!", "#DIV/0!", "#NOMBRE!", "#NUL!", "#######", "Err:502"],
)
def test_an_error_of_a_spreadsheet_is_no_value_whatever_the_column(typed: str) -> None:
    line = cells(
        prenom=typed, siret=typed, telephone=typed, courriel=typed, d=typed, genre=typed, code_acces=typed
    )
    line.person_name("prenom"), line.siret(), line.phone(), line.email(), line.date("d")
    line.one_of("genre", {"eau": "eau"}), line.access_code()
    assert [what for _, what, _ in found(line)] == [What.SPREADSHEET_ERROR] * 7
    assert line.is_refused


@pytest.mark.parametrize("typed", ["Lot #3", "#1", "Herr Err", "# 12 !"])
def test_a_sign_of_number_is_no_error(typed: str) -> None:
    assert not cells(intitule=typed).problems


@pytest.mark.parametrize(
    "typed", ["0", "néant", "Neant", "N/A", "n.a.", "NC", "-", "—", "?", "Non renseigné", "aucun"]
)
def test_an_optional_cell_that_says_that_it_is_empty_is_empty(typed: str) -> None:
    line = cells(siret=typed, telephone=typed, courriel=typed, d=typed, adresse=typed, genre=typed)
    assert (line.siret(), line.phone(), line.email(), line.date("d")) == (None, "", "", None)
    assert (line.text("adresse"), line.one_of("genre", {"eau": "eau"})) == ("", None)
    assert not line.problems


@pytest.mark.parametrize("typed", ["Na Pali", "Canal", "00", "Neantes", "Aucun-Lieu"])
def test_a_word_that_only_begins_so_is_not(typed: str) -> None:
    assert cells(adresse=typed).text("adresse") == typed


def test_a_word_that_is_not_listed_is_told_which_are() -> None:
    line = cells(statut="perdu")
    line.one_of("statut", {"actif": "open", "active": "open", "clos": "closed"})
    assert line.problems[0].detail == "actif, clos"
