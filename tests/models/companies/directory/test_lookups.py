"""Several establishments of the loaded files at once."""

from __future__ import annotations

from models.companies.directory import lookups, stock

SIRET, OTHER = "20008495200015", "20008495200023"


def load():
    stock.put_sites(
        [
            stock.StockSite(siret, "", "19 RUE BRAQUE", "76600", "LE HAVRE", False, False)
            for siret in (SIRET, OTHER)
        ]
    )


def test_establishments_are_found_by_their_numbers_even_without_their_unit(app):
    assert lookups.list_by_siret([SIRET]) == []
    load()
    assert [site.siret for site in lookups.list_by_siret([SIRET])] == [SIRET]
    assert lookups.list_by_siret([]) == []


def test_no_more_of_a_unit_are_read_than_were_asked_for(app):
    load()
    assert [site.siret for site in lookups.list_open_of_siren(SIRET[:9], 1)] == [SIRET]
