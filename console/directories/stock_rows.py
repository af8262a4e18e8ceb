"""One row of Insee's stock files as our rules see it: millions of them, so that each is looked at once."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from operator import itemgetter

from console.directories.facts import LONGEST, clean, is_masked, lines, street_line, with_country, words
from models.companies.directory.stock import StockLink, StockSite, StockUnit
from models.values.siret import LA_POSTE

UNIT_COLUMNS = {
    "siren",
    "categorieJuridiqueUniteLegale",
    "denominationUniteLegale",
    "etatAdministratifUniteLegale",
}
SITE_COLUMNS = {
    "siret",
    "etatAdministratifEtablissement",
    "codePostalEtablissement",
    "libelleCommuneEtablissement",
}

LINK_COLUMNS = {"siretEtablissementPredecesseur", "siretEtablissementSuccesseur"}

_SITE = tuple(
    f"{name}Etablissement"
    for name in (
        "codeCommune", "etatAdministratif", "statutDiffusion", "complementAdresse", "numeroVoie",
        "dernierNumeroVoie", "indiceRepetition", "typeVoie", "libelleVoie", "distributionSpeciale",
        "codePostal", "libelleCommune", "libelleCommuneEtranger", "codeCedex", "libelleCedex",
        "libellePaysEtranger", "denominationUsuelle", "enseigne1", "enseigne2", "enseigne3",
    )
)  # fmt: skip
_UNIT = tuple(
    f"{name}UniteLegale"
    for name in (
        "etatAdministratif", "statutDiffusion", "categorieJuridique", "denomination", "sigle", "prenomUsuel",
        "prenom1", "nomUsage", "nom", "pseudonyme", "denominationUsuelle1", "denominationUsuelle2",
        "denominationUsuelle3",
    )
)  # fmt: skip

_LINK = ("siretEtablissementPredecesseur", "siretEtablissementSuccesseur", "dateLienSuccession")

WANTED = frozenset(("siret", *_SITE, "siren", *_UNIT, *_LINK))
"""All that is read of any of the three."""


class Columns:
    """Reads rows by the names in their file's header: Insee inserts columns from one year to the next.

    `readable` counts the rows that could be read, those of other departments among them.
    """

    def __init__(self, header: Sequence[str]) -> None:
        at = {name: number for number, name in enumerate(header)}
        self._width = len(header)
        self.are_known = any(known <= at.keys() for known in (SITE_COLUMNS, UNIT_COLUMNS, LINK_COLUMNS))
        self.readable = 0
        # What the file lacks is read from the empty value that is put behind each row.
        self._site = itemgetter(*(at.get(name, self._width) for name in ("siret", *_SITE)))
        self._unit = itemgetter(*(at.get(name, self._width) for name in ("siren", *_UNIT)))
        self._link = itemgetter(*(at.get(name, self._width) for name in _LINK))
        self._commune = at.get("codeCommuneEtablissement", self._width)

    def site(self, row: list[str], departments: tuple[str, ...] = ()) -> StockSite | None:
        """An establishment; None of another department, or where the row cannot be read."""
        if len(row) != self._width:
            return None
        row.append("")
        if departments and not row[self._commune].startswith(departments):
            self.readable += 1
            return None
        values = self._site(row)
        siret, commune, state, status = values[:4]
        if state not in ("A", "F") or not is_siret(siret):
            return None
        self.readable += 1
        plain, is_restricted = _looked_at(values[4:])
        (complement, number, last, repetition, kind, street, special, postcode, town, abroad, cedex,
         cedex_town, country, usual, sign_1, sign_2, sign_3) = plain  # fmt: skip
        line = street_line(number, last, repetition, kind, street)
        city = cedex_town or town or abroad
        return StockSite(
            int(siret),
            usual or sign_1,
            lines(sign_1, words(sign_2, sign_3)) if usual or sign_2 else "",
            lines(complement, line, special) if complement or special else line,
            (cedex or postcode)[:16],
            (with_country(city, country) if country else city)[:120],
            commune,
            state == "F",
            is_restricted or status in ("P", "N"),
        )

    def link(self, row: list[str]) -> StockLink | None:
        """Who follows whom; None where the row cannot be read."""
        if len(row) != self._width:
            return None
        row.append("")
        predecessor, successor, since = self._link(row)
        if predecessor == successor or not (is_siret(predecessor) and is_siret(successor)):
            return None
        self.readable += 1
        return StockLink(int(predecessor), int(successor), since[:10])

    def unit(self, row: list[str]) -> StockUnit | None:
        """A legal unit; None where the row cannot be read."""
        if len(row) != self._width:
            return None
        row.append("")
        values = self._unit(row)
        siren, state, status = values[:3]
        if state not in ("A", "C") or len(siren) != 9 or not (siren.isascii() and siren.isdigit()):
            return None
        self.readable += 1
        plain, is_restricted = _looked_at(values[3:])
        category, name, acronym, usual, first, used, born, pseudonym, *others = plain
        person = words(usual or first, used or born)
        if used or pseudonym:
            others += [pseudonym, words(usual or first, born)]
        known = name or person or others[0]
        return StockUnit(
            int(siren),
            known,
            acronym[:120],
            lines(*(other for other in others if other != known)) if any(others) else "",
            category[:8],
            state == "C",
            is_restricted or status in ("P", "N"),
        )


def _looked_at(values: Sequence[str]) -> tuple[Sequence[str], bool]:
    """The values as clean text, and whether any is withheld."""
    whole = "|".join(values)
    if (
        whole.isascii()
        and whole.isprintable()
        and len(whole) <= LONGEST
        and "[" not in whole
        and "  " not in whole
        and " |" not in whole
        and "| " not in whole
        and "COMMERCIAL" not in whole
        and not (whole[:1] == " " or whole[-1:] == " ")
    ):
        return values, False
    return [clean(value) for value in values], any(map(is_masked, values))


@cache
def _sums() -> tuple[bytes, bytes]:
    """Luhn's sum of each five digits: the first, third and fifth doubled, and the others doubled."""
    doubled = [0, 2, 4, 6, 8, 1, 3, 5, 7, 9]
    odd, even = bytearray(100_000), bytearray(100_000)
    for number in range(100_000):
        a, b, c, d, e = map(int, f"{number:05}")
        odd[number] = (doubled[a] + b + doubled[c] + d + doubled[e]) % 10
        even[number] = (a + doubled[b] + c + doubled[d] + e) % 10
    return bytes(odd), bytes(even)


def is_siret(text: str) -> bool:
    """As `Siret` decides, in a third of the time: 36 million are asked about."""
    if len(text) != 14 or not (text.isascii() and text.isdigit()):
        return False
    odd, even = _sums()
    first, middle, nic = int(text[:5]), int(text[5:9]), int(text[9:])
    # The four in the middle stand behind a zero, so that the first of them counts as a second.
    if (even[first] + even[middle]) % 10 or not (first or middle):
        return False
    return (odd[first] + odd[middle] + even[nic]) % 10 == 0 or (
        text.startswith(LA_POSTE) and sum(map(int, text)) % 5 == 0
    )
