"""What the company search's answers mean, trap by trap."""

from __future__ import annotations

from typing import Any

import pytest

from console.directories.clients.recherche_entreprises import RechercheEntreprises, read
from console.directories.facts import Garbage
from console.directories.http import Trouble
from models.companies.directory import CompanyKind, State
from models.values.siret import Siret
from tests.support.servers.directory_stub import body, serving

HEAD = Siret("48744469700428")


def unit(answer: Any) -> dict[str, Any]:
    return answer["results"][0]


@pytest.mark.parametrize(
    ("name", "siret", "address", "postcode", "city"),
    [
        ("search_head_office", "48744469700428", "22 RUE MAISON BLANCHE", "24330", "BOULAZAC ISLE MANOIRE"),
        (
            "search_lhsm",
            "20008495200015",
            "HOTEL DE LA COMMUNAUTE\n19 RUE GEORGES BRAQUE",
            "76600",
            "LE HAVRE",
        ),
        ("search_la_poste", "35600000024221", "1 AVENUE JOEL LE THEULE", "72300", "SABLE-SUR-SARTHE"),
        ("search_foreign", "43524614500021", "14 RUE DE BERTRAND", "35000", "RENNES"),
        ("search_foreign", "43524614500013", "20099 HAMBOURG", "", "AN DER ALSTER 3 ALLEMAGNE"),
    ],
)
def test_recorded_answers_are_read(name: str, siret: str, address: str, postcode: str, city: str) -> None:
    found = read(Siret(siret), body(name))
    assert found.state is State.OPEN
    assert (found.address, found.postcode) == (address, postcode)
    assert found.city == city


def test_the_name_comes_without_its_signs_and_the_kind_from_the_category() -> None:
    found = read(HEAD, body("search_head_office"))
    assert (found.name, found.kind) == ("ESSOR ENERGIES", CompanyKind.COMPANY)


def test_a_cedex_wins_over_the_postcode() -> None:
    answer = body("search_head_office")
    unit(answer)["siege"].update(cedex="24019", libelle_cedex="PERIGUEUX CEDEX")
    found = read(HEAD, answer)
    assert (found.postcode, found.city) == ("24019", "PERIGUEUX CEDEX")


def test_a_sole_trader_has_only_the_complete_name() -> None:
    answer = body("search_head_office")
    unit(answer).update(
        nom_raison_sociale=None, nom_complet="JEANNE DUPONT (DUPONT TP) (JD)", nature_juridique="1000"
    )
    assert read(HEAD, answer).name == "JEANNE DUPONT"


def test_a_secondary_site_may_be_closed_while_its_unit_lives() -> None:
    found = read(Siret("51097343100016"), body("search_secondary_closed"))
    assert (found.state, found.closed_unit) == (State.CLOSED, False)


def test_a_ceased_unit_is_closed() -> None:
    found = read(Siret("88087814500015"), body("search_ceased"))
    assert (found.state, found.closed_unit) == (State.CLOSED, True)


def test_what_is_not_diffusible_is_empty_never_its_mask() -> None:
    answer = body("search_head_office")
    mask = "[NON-DIFFUSIBLE]"
    unit(answer).update(nom_complet=mask, nom_raison_sociale=None, sigle=mask, statut_diffusion="P")
    for site in (unit(answer)["siege"], unit(answer)["matching_etablissements"][0]):
        site.update(
            adresse=mask,
            code_postal=mask,
            libelle_voie=mask,
            numero_voie=mask,
            statut_diffusion_etablissement="P",
        )
    found = read(HEAD, answer)
    assert found.state is State.PARTLY_DIFFUSIBLE
    assert found.missing == ("name", "address", "postcode")
    assert found.city == "BOULAZAC ISLE MANOIRE"
    assert "DIFFUSIBLE]" not in repr(found)


def test_an_unknown_number_is_an_empty_list() -> None:
    assert read(HEAD, body("search_unknown")).state is State.UNKNOWN


@pytest.mark.parametrize(
    "answer", [None, [], "x", {}, {"results": None}, {"results": [None]}, {"results": [{"siege": []}]}]
)
def test_an_odd_answer_is_refused(answer: object) -> None:
    with pytest.raises(Garbage):
        read(HEAD, answer)


def test_another_establishment_in_the_answer_is_refused() -> None:
    with pytest.raises(Garbage):
        read(Siret("20008495200015"), body("search_head_office"))


def test_control_characters_and_endless_values_never_reach_us() -> None:
    answer = body("search_head_office")
    unit(answer)["nom_raison_sociale"] = "RESEAUX\0 \n DU  LITTORAL\ud800" + "X" * 10_000
    name = read(HEAD, answer).name
    assert name.startswith("RESEAUX DU LITTORAL X") and len(name) <= 240


def test_the_siret_is_asked_for() -> None:
    with serving() as stub:
        stub.answer = body("search_head_office")
        assert RechercheEntreprises(stub.url + "/").ask(HEAD, 5).state is State.OPEN
    assert stub.calls[0][0].startswith(f"/search?q={HEAD}")


@pytest.mark.parametrize("status", [302, 400, 404, 429, 500, 503])
def test_any_other_status_is_trouble_even_404(status: int) -> None:
    with serving() as stub:
        stub.status, stub.answer = status, {"erreur": "Ressource non trouvée."}
        stub.headers = {"Location": stub.url + "/trap"}
        with pytest.raises(Trouble):
            RechercheEntreprises(stub.url).ask(HEAD, 5)
    assert len(stub.calls) == 1


def secondary(**facts: Any) -> Any:
    """An answer about a site that comes with its address in one piece."""
    answer = body("search_foreign")
    answer["results"][0]["matching_etablissements"][0] |= facts
    return answer


@pytest.mark.parametrize(
    ("facts", "address", "postcode", "city"),
    [
        (
            {
                "adresse": "19 RUE GEORGES BRAQUE 76085 LE HAVRE CEDEX",
                "code_postal": "76600",
                "libelle_commune": "LE HAVRE",
            },
            "19 RUE GEORGES BRAQUE",
            "76600",
            "LE HAVRE",
        ),
        (
            {
                "adresse": "BP 12 3 COURS LAFAYETTE 69487 LYON CEDEX 03",
                "code_postal": "69003",
                "libelle_commune": "LYON 3E ARRONDISSEMENT",
            },
            "BP 12 3 COURS LAFAYETTE",
            "69003",
            "LYON 3E ARRONDISSEMENT",
        ),
        (
            {
                "adresse": "12345 ROUTE DE CEDEXVILLE 76600 LE HAVRE",
                "code_postal": "76600",
                "libelle_commune": "LE HAVRE",
            },
            "12345 ROUTE DE CEDEXVILLE",
            "76600",
            "LE HAVRE",
        ),
        (
            {
                "adresse": "6203 SEMPACH STATION CH 6203 SUISSE",
                "code_postal": None,
                "libelle_commune": None,
                "libelle_commune_etranger": "CH 6203",
                "libelle_pays_etranger": "SUISSE",
            },
            "6203 SEMPACH STATION",
            "",
            "CH 6203 SUISSE",
        ),
        (
            {
                "adresse": "12 RUE NEUVE BRUXELLES BELGIQUE",
                "code_postal": None,
                "libelle_commune": None,
                "libelle_commune_etranger": "BRUXELLES BELGIQUE",
                "libelle_pays_etranger": "BELGIQUE",
            },
            "12 RUE NEUVE",
            "",
            "BRUXELLES BELGIQUE",
        ),
    ],
)
def test_a_secondary_sites_address_holds_its_town_once(
    facts: dict[str, Any], address: str, postcode: str, city: str
) -> None:
    found = read(Siret("43524614500021"), secondary(**facts))
    assert (found.address, found.postcode, found.city) == (address, postcode, city)
