"""What Insee's answers mean, trap by trap."""

from __future__ import annotations

import copy
from typing import Any

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from console.directories.clients.insee import Insee, read
from console.directories.facts import Garbage
from console.directories.http import Trouble
from models.companies.directory import CompanyKind, State
from models.values.siret import Siret
from tests.support.servers.directory_stub import body, serving

LHSM = Siret("20008495200015")
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.just(str(LHSM)),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["etablissement", "siret", "uniteLegale", "periodesEtablissement", "adresseEtablissement"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


def site(answer: Any) -> dict[str, Any]:
    return answer["etablissement"]


def test_the_community_is_described_whole() -> None:
    found = read(LHSM, body("insee_lhsm"))
    assert found.state is State.OPEN
    assert found.name == "LE HAVRE SEINE METROPOLE"
    assert found.address == "HOTEL DE LA COMMUNAUTE\n19 RUE GEORGES BRAQUE"
    assert (found.postcode, found.city) == ("76085", "LE HAVRE CEDEX")
    assert (found.kind, found.legal_category) == (CompanyKind.LOCAL_AUTHORITY, "7343")
    assert not found.missing


@pytest.mark.parametrize(
    ("name", "siret", "address", "city"),
    [
        ("insee_dinum", "13002526500013", "20 AVENUE DE SEGUR", "PARIS 7"),
        ("insee_rhone", "22690001700014", "29 COURS DE LA LIBERTE", "LYON"),
        ("insee_foreign", "22222222600011", "17F PLATINIUM\nN0 233 TAI CANG ROAD", "200020 SHANGAI CHINE"),
    ],
)
def test_recorded_answers_are_read(name: str, siret: str, address: str, city: str) -> None:
    found = read(Siret(siret), body(name))
    assert (found.state, found.address, found.city) == (State.OPEN, address, city)


def test_a_sole_trader_goes_by_his_usual_names() -> None:
    found = read(Siret("33333333400014"), body("insee_sole_trader"))
    assert found.name == "ANNE LE GOFF"
    assert found.address.splitlines()[-2:] == ["12-14 B RUE GEORGES BRAQUE", "BP 1021"]
    assert found.kind is CompanyKind.SOLE_TRADER


def test_what_is_not_diffusible_is_empty_never_its_mask() -> None:
    found = read(Siret("55555555600011"), body("insee_partly"))
    assert found.state is State.PARTLY_DIFFUSIBLE
    assert found.missing == ("name", "address", "postcode")
    assert found.city == "MARSEILLE 4"
    assert "ND]" not in repr(found)


def test_a_restricted_person_stays_hidden_on_a_plan_that_shows_everything() -> None:
    answer = body("insee_sole_trader")
    site(answer)["statutDiffusionEtablissement"] = "P"
    found = read(Siret("33333333400014"), answer)
    assert (found.name, found.address, found.postcode) == ("", "", "")
    assert found.city


def test_a_closed_establishment_of_a_living_unit_is_closed() -> None:
    found = read(Siret("11111111800019"), body("insee_closed"))
    assert (found.state, found.closed_unit) == (State.CLOSED, False)


def test_an_open_establishment_of_a_ceased_unit_is_closed() -> None:
    answer = body("insee_lhsm")
    site(answer)["uniteLegale"]["etatAdministratifUniteLegale"] = "C"
    found = read(LHSM, answer)
    assert (found.state, found.closed_unit) == (State.CLOSED, True)


@pytest.mark.parametrize(("today", "state"), [("2020-08-31", State.OPEN), ("2020-09-01", State.CLOSED)])
def test_a_closure_to_come_is_still_open(today: str, state: State) -> None:
    with time_machine.travel(f"{today}T12:00:00+00:00"):
        assert read(Siret("11111111800019"), body("insee_closed")).state is state


def test_the_current_period_is_the_one_that_has_no_end() -> None:
    answer = body("insee_closed")
    site(answer)["periodesEtablissement"].reverse()
    assert read(Siret("11111111800019"), answer).state is State.CLOSED


def test_another_establishment_in_the_answer_is_refused() -> None:
    with pytest.raises(Garbage):
        read(Siret("13002526500013"), body("insee_lhsm"))


def test_a_list_where_one_was_asked_is_refused() -> None:
    answer = body("insee_lhsm")
    with pytest.raises(Garbage):
        read(LHSM, {"header": answer["header"], "etablissements": [answer["etablissement"]]})


@pytest.mark.parametrize("part", ["uniteLegale", "adresseEtablissement", "periodesEtablissement"])
@pytest.mark.parametrize("value", [None, [], "x", 3, [None]])
def test_a_missing_or_odd_part_is_refused(part: str, value: object) -> None:
    answer = copy.deepcopy(body("insee_lhsm"))
    site(answer)[part] = value
    with pytest.raises(Garbage):
        read(LHSM, answer)


@given(JSON)
def test_any_json_is_read_or_refused(answer: object) -> None:
    with pytest.raises(Garbage):
        read(LHSM, answer)


def test_the_key_travels_in_its_header_and_the_siret_in_the_address() -> None:
    with serving() as stub:
        stub.answer = body("insee_lhsm")
        assert Insee(stub.url, "a-key").ask(LHSM, 5).state is State.OPEN
    (path, headers) = stub.calls[0]
    assert path == f"/siret/{LHSM}"
    assert headers["x-insee-api-key-integration"] == "a-key"
    assert headers["user-agent"].startswith("Bascule")


def test_insee_signs_its_unknown() -> None:
    with serving() as stub:
        stub.status = 404
        stub.answer = {"header": {"statut": 404, "message": f"Aucun élément trouvé pour le siret {LHSM}"}}
        assert Insee(stub.url).ask(LHSM, 5).state is State.UNKNOWN


@pytest.mark.parametrize("answer", [{"erreur": "Ressource non trouvée."}, b"<html>", [], {"header": None}])
def test_another_404_is_trouble(answer: object) -> None:
    with serving() as stub:
        stub.status, stub.answer = 404, answer
        with pytest.raises(Trouble):
            Insee(stub.url).ask(LHSM, 5)


@pytest.mark.parametrize("status", [301, 302, 400, 401, 403, 406, 414, 429, 500, 503])
def test_any_other_status_is_trouble(status: int) -> None:
    with serving() as stub:
        stub.status = status
        stub.headers = {"Location": stub.url + "/elsewhere"}
        with pytest.raises(Trouble):
            Insee(stub.url, "a-key").ask(LHSM, 5)
    assert len(stub.calls) == 1


MERGED = Siret("20008495200015")


@pytest.mark.parametrize(
    ("location", "answer", "successor"),
    [
        ("/api-sirene/3.11/siren/552032534", "", "552032534"),
        ("", {"header": {"statut": 301, "message": "Unité légale en doublon : 552032534"}}, "552032534"),
        ("/siret/55203253400646", "", "552032534"),
        ("", {"header": {"statut": 301, "message": "Établissement d'une unité en doublon"}}, ""),
    ],
)
def test_a_unit_that_stood_twice_is_told_with_the_one_to_use(
    location: str, answer: Any, successor: str
) -> None:
    with serving() as stub:
        stub.status, stub.answer, stub.headers = 301, answer, {"Location": location}
        found = Insee(stub.url).ask(MERGED, 5)
    assert (found.state, found.is_duplicate, found.successor) == (State.CLOSED, True, successor)


@pytest.mark.parametrize("location", ["https://elsewhere.example/siret/20008495200015", "", "/login"])
def test_a_service_that_merely_moved_is_trouble(location: str) -> None:
    with serving() as stub:
        stub.status, stub.headers = 301, {"Location": location}
        with pytest.raises(Trouble):
            Insee(stub.url).ask(MERGED, 5)


def test_a_town_abroad_bears_its_country_once() -> None:
    answer = body("insee_foreign")
    place = site(answer)["adresseEtablissement"]
    place["libelleCommuneEtrangerEtablissement"] = "200020 SHANGAI CHINE"
    assert read(Siret("22222222600011"), answer).city == "200020 SHANGAI CHINE"
