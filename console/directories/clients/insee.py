"""The national directory itself: Insee's API Sirene 3.11, plan with a key."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Self

from console.directories import http
from console.directories.facts import (
    SOLE_TRADER,
    Garbage,
    code,
    is_masked,
    lines,
    listing,
    mapping,
    street_line,
    text,
    with_country,
    words,
)
from models.companies.directory import Establishment, State, kind_of
from models.companies.directory.services import Quota
from models.values.days import today
from models.values.siret import Siret, is_siren
from setting_services import Service

BASE_URL = "https://api.insee.fr/api-sirene/3.11"


class Insee:
    """Asks `<base>/siret/<siret>`; the key travels in Insee's own header."""

    is_complete = True
    needs_key = True
    quota = Quota(30, 60.0)

    def __init__(self, base_url: str | None = None, key: str | None = None) -> None:
        headers = {"X-INSEE-Api-Key-Integration": key} if key else {}
        self._http = http.Client(base_url or BASE_URL, headers)

    @classmethod
    def of(cls, service: Service) -> Self:
        """The client of the service that settings describe."""
        return cls(service.url, service.key)

    def ask(self, siret: Siret, seconds: float) -> Establishment:
        """The establishment, or unknown. Raises `Garbage` or `http.Trouble`."""
        reply = self._http.get(f"/siret/{siret}", {}, seconds)
        if reply.status == 404 and _says_unknown(reply):
            return Establishment.unknown(siret)
        if reply.status == 301 and (successor := _successor(siret, reply)) is not None:
            return Establishment.duplicate(siret, successor)
        if reply.status != 200:
            raise reply.trouble()
        return read(siret, reply.json())


CLIENT = Insee


def _says_unknown(reply: http.Reply) -> bool:
    """Insee signs its *unknown*; another 404 is a wrong address or somebody in between."""
    try:
        header = mapping(mapping(reply.json()).get("header"))
    except Garbage:
        return False
    return header.get("statut") in {404, "404"}


def _successor(siret: Siret, reply: http.Reply) -> str | None:
    """The SIREN to use in place of a duplicate's, empty when it is not told; None when it is no duplicate.

    A service that merely moved its address answers 301 too, but names no other unit, nor a duplicate.
    """
    answer = f"{reply.location} {reply.body.decode('utf-8', 'replace')}"
    for number in re.findall(r"(?<!\d)(?:\d{14}|\d{9})(?!\d)", answer, re.ASCII):
        if is_siren(siren := str(number)[:9]) and siren != siret.siren:
            return siren
    return "" if "doublon" in answer.casefold() else None


def read(siret: Siret, body: object) -> Establishment:
    """The establishment that an answer describes, which must be the one asked for."""
    site = mapping(mapping(body).get("etablissement"))
    if site.get("siret") != siret:
        raise Garbage("another establishment was answered")
    unit = mapping(site.get("uniteLegale"))
    place = mapping(site.get("adresseEtablissement"))
    closed_unit = code(unit, "etatAdministratifUniteLegale", "AC") == "C"
    category = text(unit, "categorieJuridiqueUniteLegale")
    partly = _is_partly_diffusible(site, unit, place)
    # On plans with more rights the values come through although the person restricted them.
    hidden = partly and category == SOLE_TRADER
    return Establishment(
        siret,
        state_of(closed_unit or _is_closed(site), partly),
        name="" if hidden else name_of(unit),
        acronym="" if hidden else text(unit, "sigleUniteLegale")[:120],
        address="" if hidden else address_of(place),
        postcode="" if hidden else first(place, "codeCedexEtablissement", "codePostalEtablissement")[:16],
        city=city_of(place)[:120],
        kind=kind_of(category) if category else None,
        legal_category=category[:8],
        closed_unit=closed_unit,
    )


def state_of(closed: bool, partly: bool) -> State:
    """Closed says more than partly diffusible."""
    if closed:
        return State.CLOSED
    return State.PARTLY_DIFFUSIBLE if partly else State.OPEN


def _is_partly_diffusible(*parts: Mapping[str, object]) -> bool:
    site, unit, place = parts
    # N was the status of what is P since 2023.
    restricted = {site.get("statutDiffusionEtablissement"), unit.get("statutDiffusionUniteLegale")} & {
        "P",
        "N",
    }
    return bool(restricted) or any(is_masked(v) for v in (*unit.values(), *place.values()))


def _is_closed(site: Mapping[str, object]) -> bool:
    """Whether the establishment is closed today: a period may begin in the future."""
    periods = listing(site.get("periodesEtablissement"))
    if not periods:
        raise Garbage("no period")
    current = next((period for period in periods if period.get("dateFin") is None), periods[0])
    if code(current, "etatAdministratifEtablissement", "AF") == "A":
        return False
    return text(current, "dateDebut") <= today().isoformat()


def name_of(unit: Mapping[str, object]) -> str:
    """A unit's name, a natural person's as it is used."""
    person = words(
        first(unit, "prenomUsuelUniteLegale", "prenom1UniteLegale"),
        first(unit, "nomUsageUniteLegale", "nomUniteLegale"),
    )
    return text(unit, "denominationUniteLegale") or person or text(unit, "denominationUsuelle1UniteLegale")


def address_of(place: Mapping[str, object]) -> str:
    """The lines above the postcode."""
    return lines(
        text(place, "complementAdresseEtablissement"),
        street_line(
            text(place, "numeroVoieEtablissement"),
            text(place, "dernierNumeroVoieEtablissement"),
            text(place, "indiceRepetitionEtablissement"),
            text(place, "typeVoieEtablissement"),
            text(place, "libelleVoieEtablissement"),
        ),
        text(place, "distributionSpecialeEtablissement"),
    )


def city_of(place: Mapping[str, object]) -> str:
    """The town; the cedex wins."""
    city = first(
        place,
        "libelleCedexEtablissement",
        "libelleCommuneEtablissement",
        "libelleCommuneEtrangerEtablissement",
    )
    return with_country(city, text(place, "libellePaysEtrangerEtablissement"))


def first(facts: Mapping[str, object], *names: str) -> str:
    """The first of these facts that is known."""
    return next((value for name in names if (value := text(facts, name))), "")
