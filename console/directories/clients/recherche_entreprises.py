"""The State's company search, which asks for no key: a second source, not a full copy of Sirene."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Self

from console.directories import http
from console.directories.facts import (
    SOLE_TRADER,
    Garbage,
    code,
    is_last,
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
from models.values.siret import Siret
from setting_services import Service

BASE_URL = "https://recherche-entreprises.api.gouv.fr"

_CEDEX = re.compile(r"(?:^|\s)\d{5} \D+ CEDEX(?: \d{1,2})?$")
"""The line of a distribution of its own: 76085 LE HAVRE CEDEX."""

_SIGNS = re.compile(r"(\s*\([^()]*\))+$")
"""Acronym and sign names, which `nom_complet` appends in parentheses."""


class RechercheEntreprises:
    """Asks `<base>/search?q=<siret>`: an unknown SIRET is an empty list, every 404 is trouble."""

    is_complete = False
    needs_key = False
    quota = Quota(7, 1.0)

    def __init__(self, base_url: str | None = None) -> None:
        self._http = http.Client(base_url or BASE_URL)

    @classmethod
    def of(cls, service: Service) -> Self:
        """The client of the service that settings describe."""
        return cls(service.url)

    def ask(self, siret: Siret, seconds: float) -> Establishment:
        """The establishment, or unknown. Raises `Garbage` or `http.Trouble`."""
        reply = self._http.get("/search", {"q": siret, "page": "1", "per_page": "1"}, seconds)
        if reply.status != 200:
            raise reply.trouble()
        return read(siret, reply.json())


CLIENT = RechercheEntreprises


def read(siret: Siret, body: object) -> Establishment:
    """The establishment that an answer describes, which must be the one asked for."""
    units = listing(mapping(body).get("results"))
    if not units:
        return Establishment.unknown(siret)
    for unit in units:
        head = mapping(unit.get("siege") or {})
        sites = listing(unit.get("matching_etablissements") or [])
        site = next((site for site in (*sites, head) if site.get("siret") == siret), None)
        if site is not None:
            # Only the head office comes with its address in parts.
            return _establishment(siret, unit, {**site, **head} if head.get("siret") == siret else site)
    raise Garbage("another establishment was answered")


def _establishment(siret: Siret, unit: Mapping[str, object], site: Mapping[str, object]) -> Establishment:
    closed_unit = code(unit, "etat_administratif", "AC") == "C"
    closed = closed_unit or code(site, "etat_administratif", "AF") == "F"
    category = text(unit, "nature_juridique")
    partly = _is_partly_diffusible(unit, site)
    hidden = partly and category == SOLE_TRADER
    return Establishment(
        siret,
        State.CLOSED if closed else State.PARTLY_DIFFUSIBLE if partly else State.OPEN,
        name="" if hidden else _name(unit),
        acronym="" if hidden else text(unit, "sigle")[:120],
        address="" if hidden else _address(site),
        postcode="" if hidden else (text(site, "cedex") or text(site, "code_postal"))[:16],
        city=_city(site)[:120],
        kind=kind_of(category) if category else None,
        legal_category=category[:8],
        closed_unit=closed_unit,
    )


def _is_partly_diffusible(unit: Mapping[str, object], site: Mapping[str, object]) -> bool:
    statuses = {unit.get("statut_diffusion"), site.get("statut_diffusion_etablissement")}
    values = (*site.values(), unit.get("nom_complet"), unit.get("nom_raison_sociale"), unit.get("sigle"))
    return bool(statuses & {"P", "N"}) or any(is_masked(value) for value in values)


def _name(unit: Mapping[str, object]) -> str:
    return text(unit, "nom_raison_sociale") or _SIGNS.sub("", text(unit, "nom_complet"))


def _address(site: Mapping[str, object]) -> str:
    if is_masked(site.get("adresse")):
        return ""
    street = street_line(
        text(site, "numero_voie"),
        text(site, "dernier_numero_voie"),
        text(site, "indice_repetition"),
        text(site, "type_voie"),
        text(site, "libelle_voie"),
    )
    if street:
        return lines(text(site, "complement_adresse"), street, text(site, "distribution_speciale"))
    return _without_town(text(site, "adresse"), site)


def _without_town(address: str, site: Mapping[str, object]) -> str:
    """Only a town that stands at the end is taken off: the order of the parts varies."""
    postcode, city = text(site, "code_postal"), text(site, "libelle_commune")
    abroad, country = text(site, "libelle_commune_etranger"), text(site, "libelle_pays_etranger")
    for town in (words(postcode, city), with_country(abroad, country), country):
        if is_last(town, address):
            return address[: -len(town)].rstrip()
    # The distribution's own postcode and town, beside the plain ones.
    line = _CEDEX.search(address)
    return address[: line.start()].rstrip() if line and postcode else address


def _city(site: Mapping[str, object]) -> str:
    city = text(site, "libelle_cedex") or text(site, "libelle_commune")
    return city or with_country(text(site, "libelle_commune_etranger"), text(site, "libelle_pays_etranger"))
