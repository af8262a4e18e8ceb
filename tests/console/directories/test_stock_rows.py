"""A row of the stock files, plain or full of accents, is read as the directory's own answers are."""

from __future__ import annotations

import pytest

from console.directories.stock_rows import Columns, is_siret
from models.values.siret import Siret, SiretRefused

SITE = {
    "siret": "00542002100056",
    "codeCommuneEtablissement": "80001",
    "etatAdministratifEtablissement": "A",
    "statutDiffusionEtablissement": "O",
    "numeroVoieEtablissement": "21",
    "typeVoieEtablissement": "BD",
    "libelleVoieEtablissement": "DES PRES",
    "codePostalEtablissement": "80100",
    "libelleCommuneEtablissement": "ABBEVILLE",
    "denominationUsuelleEtablissement": "",
    "enseigne1Etablissement": "CHEZ LUCIEN",
    "enseigne2Etablissement": "",
    "enseigne3Etablissement": "",
}
UNIT = {
    "siren": "005420021",
    "etatAdministratifUniteLegale": "A",
    "statutDiffusionUniteLegale": "O",
    "categorieJuridiqueUniteLegale": "1000",
    "denominationUniteLegale": "",
    "sigleUniteLegale": "",
    "prenomUsuelUniteLegale": "ANNE",
    "prenom1UniteLegale": "MARIE",
    "nomUniteLegale": "MARTIN",
    "nomUsageUniteLegale": "DURAND",
    "denominationUsuelle1UniteLegale": "LE PETIT PORT",
}


def site(**facts):
    row = {**SITE, **{f"{name}Etablissement": value for name, value in facts.items()}}
    return Columns(list(row)).site(list(row.values()))


def unit(**facts):
    row = {**UNIT, **{f"{name}UniteLegale": value for name, value in facts.items()}}
    return Columns(list(row)).unit(list(row.values()))


def test_an_establishment_has_its_street_its_town_and_its_signs():
    found = site(enseigne2="LA BERGE", denominationUsuelle="LUCIEN")
    assert found[:7] == (
        542002100056, "LUCIEN", "CHEZ LUCIEN\nLA BERGE", "21 BOULEVARD DES PRES", "80100", "ABBEVILLE",
        "80001",
    )  # fmt: skip
    assert (found.is_closed, found.is_restricted) == (False, False)
    assert site(etatAdministratif="F").is_closed


@pytest.mark.parametrize(
    ("street", "read"),
    [
        ("DES  PRES", "DES PRES"),
        (" DES PRES ", "DES PRES"),
        ("DES PRÉS", "DES PRÉS"),
        ("DES\tPRES", "DES PRES"),
    ],
)
def test_values_are_cleaned_where_they_need_it(street, read):
    assert site(libelleVoie=street).address == f"21 BOULEVARD {read}"


def test_what_is_withheld_is_empty_and_said_so():
    found = site(libelleVoie="[ND]")
    assert (found.address, found.is_restricted) == ("", True)
    assert site(statutDiffusion="P").is_restricted and unit(statutDiffusion="N").is_restricted
    assert unit(nom="[nd]").is_restricted
    assert site(enseigne1="SUPPRESSION DU NOM COMMERCIAL").sign == ""


def test_a_person_is_found_by_the_name_in_use_and_by_the_one_at_birth():
    found = unit()
    assert (found.name, found.aliases) == ("ANNE DURAND", "LE PETIT PORT\nANNE MARTIN")
    assert unit(denomination="PORT SARL").name == "PORT SARL"


@pytest.mark.parametrize("facts", [{"etatAdministratif": "X"}, {"etatAdministratif": ""}])
def test_a_row_in_no_state_is_no_row(facts):
    assert site(**facts) is None and unit(**facts) is None


def test_a_row_of_another_width_is_no_row():
    columns = Columns(list(SITE))
    assert columns.site([*SITE.values(), "more"]) is None
    assert columns.readable == 0


@pytest.mark.parametrize(
    "number",
    ["20008495200015", "20008495200016", "35600000024221", "35600000000048", "35600000024222",
     "00542002100023", "0" * 14, "2000849520001", "２0008495200015", "12345678901234", "89898637700015", ""],
)  # fmt: skip
def test_a_number_is_one_where_our_rules_say_so(number):
    try:
        Siret(number)
        rules = True
    except SiretRefused:
        rules = False
    assert is_siret(number) is rules
