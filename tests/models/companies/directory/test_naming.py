"""An establishment is found by what people call it, with or without its town."""

from __future__ import annotations

import pytest

from models.companies.directory import State, naming, store
from tests.support.stock import fill, site, unit

OPEN, CLOSED, OTHER, HIDDEN = "20008495200015", "20008495200023", "00542002100056", "35600000000048"


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """A stock of three units, one of them a person who does not want to be found."""
    monkeypatch.setattr(store, "_folder", tmp_path)
    fill(
        [
            site(OPEN, sign="L'ÉCLUSE", aliases="LA BERGE", city="LE HAVRE", postcode="76600"),
            site(CLOSED, sign="", city="SAINT-ETIENNE-DU-ROUVRAY", postcode="76800", is_closed=True),
            site(OTHER, sign="S.N.R.", city="LE HAVRE", postcode="76620"),
            site(HIDDEN, sign="", city="LE HAVRE", is_restricted=True),
        ],
        [
            unit("200084952", name="RESEAUX DU LITTORAL", acronym="RDL"),
            unit("005420021", name="CŒUR DE FIBRE", acronym="", aliases="FIBRATLANTIQUE"),
            unit("356000000", name="JEANNE MARTIN", acronym="", legal_category="1000"),
        ],
    )


def found(text):
    return [str(it.siret) for it in naming.search(text, 8)]


@pytest.mark.parametrize(
    ("text", "sirets"),
    [
        ("Réseaux du littoral", [OPEN, CLOSED]),
        ("RESEAUX LITTORAL le havre", [OPEN]),
        ("réseaux 76600", [OPEN]),
        ("rdl", [OPEN, CLOSED]),
        ("écluse", [OPEN]),
        ("l’ecluse, Le Havre", [OPEN]),
        ("la berge", [OPEN]),
        ("reseaux st etienne du rouvray", [CLOSED]),
        ("coeur fibre", [OTHER]),
        ("cœur de fibre", [OTHER]),
        ("snr", [OTHER]),
        ("fibratl", [OTHER]),
        ("littoral dunkerque", []),
        ("jeanne martin", []),
        ("de la", []),
        ("%", []),
        ('"', []),
        ("AND OR NOT*", []),
    ],
)
def test_names_are_found_whatever_their_accents(text, sirets):
    assert found(text) == sirets


def test_closed_ones_come_last_and_are_marked():
    assert [it.state for it in naming.search("reseaux littoral", 8)] == [State.OPEN, State.CLOSED]


def test_who_is_called_just_so_comes_before_longer_names():
    fill(
        [site(OPEN, city="LE HAVRE"), site(OTHER, city="LE HAVRE", sign="")],
        [
            unit("200084952", name="ORANGE VOYAGES ET TOURISME", acronym=""),
            unit("005420021", name="ORANGE", acronym=""),
        ],
    )
    assert found("orange") == [OTHER, OPEN]


def test_a_former_name_is_still_found():
    fill([site(OTHER)], [unit("005420021", name="FIBRE NOUVELLE", acronym="")])
    assert found("coeur de fibre") == [OTHER] and found("fibre nouvelle") == [OTHER]
    fill([site(OTHER)], [unit("005420021", name="FIBRE NOUVELLE", acronym="")])
    assert found("coeur de fibre") == [OTHER]
    fill([site(OTHER)], [unit("005420021", name="", is_restricted=True, legal_category="1000")])
    assert found("coeur de fibre") == []


def test_a_few_are_searched_as_the_many_are():
    few = store.list_by_siret([OPEN, CLOSED, OTHER])
    assert [it.siret for it in naming.search_among(few, "réseaux du Littoral", 8)] == [OPEN, CLOSED]
    assert naming.search_among(few, "de la", 8) == []
