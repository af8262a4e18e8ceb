"""A department's directory, loaded by the command: how long a SIRET, a legal unit and a name take to find.

`BASCULE_MATCHING` names the matching benchmark's folder. Beside it `companies` holds real names and towns,
and `names` those of people, of which the stock is made: as many establishments as Seine-Maritime has.
`python bench/directory.py [SIZE]`.
"""

from __future__ import annotations

import csv
import gzip
import json
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

if not __package__:  # called by its path: Python then looks beside this file alone
    sys.path[0] = str(Path(__file__).resolve().parents[1])

import config
from bench import house, stock
from bench.matching import FOLDER
from bench.timing import table
from console.demo.companies import luhn
from models.companies.directory import naming, store
from models.values import communes
from tests.support.servers.directory_stub import BODIES

SIZE = 560_000
"""Establishments, open and closed, of a department with a million and a quarter of people."""

UNITS = 0.62
"""Legal units for each of them."""

NUMBERS = 2_000
ROUNDS = 400
"""Questions of each kind; those by name take longer, and are fewer."""

Facts = dict[str, str]


def run(size: int = SIZE) -> None:
    """Makes it, loads it, asks."""
    folder, chance = Path(os.environ[FOLDER]).parent, random.Random(17)
    made = Path(tempfile.mkdtemp(prefix="bascule-bench-"))
    files = [made / "StockEtablissement_utf8.csv", made / "StockUniteLegale_utf8.csv"]
    units = list(_units(folder, round(size * UNITS), chance))
    sites = list(_sites(folder, size, len(units), chance))
    for path, rows in zip(files, (sites, units), strict=True):
        stock.write(path, BODIES / path.name.replace("_utf8", ""), iter(rows))
    environ = house.environment()
    megabytes, speed, by_processor, peak = stock.load(files, size + len(units), environ, "--department", "76")
    store.install(config.read(environ).directory_folder)
    lines = [_measured(*question) for question in _questions(sites, units, chance)]
    loaded = (
        f"{size:,} establishments, {len(units):,} units, {megabytes} MB: {speed} lines a second, "
        f"{by_processor} of processor, {peak} MB"
    )
    table(
        f"A department's directory ({loaded})",
        ["question", "asked", "answered", "half, ms", "95 %, ms", "99 %, ms"],
        lines,
    )


def _questions(
    sites: Sequence[Facts], units: Sequence[Facts], chance: random.Random
) -> Iterator[tuple[str, list[Callable[[], object]]]]:
    numbers = [site["siret"] for site in chance.sample(sites, NUMBERS)]
    named = chance.sample(units, ROUNDS)
    names = [(unit["denominationUniteLegale"] or unit["nomUniteLegale"]).split() for unit in named]
    towns = [site["libelleCommuneEtablissement"] for site in chance.sample(sites, ROUNDS)]
    yield "a SIRET", [partial(store.find, number) for number in numbers]
    yield "a SIRET that nobody bears", [partial(store.find, f"9{number[1:]}") for number in numbers]
    yield (
        "the open establishments of a unit",
        [partial(store.list_open_of_siren, number[:9], 12) for number in numbers],
    )
    yield "a whole name", [partial(naming.search, " ".join(words), 8) for words in names]
    yield (
        "the longest word of a name, and a town",
        [
            partial(naming.search, f"{max(words, key=len)} {town}", 8)
            for words, town in zip(names, towns, strict=True)
        ],
    )
    yield "the longest word alone", [partial(naming.search, max(words, key=len), 8) for words in names]
    yield "its first five letters", [partial(naming.search, max(words, key=len)[:5], 8) for words in names]


def _measured(words: str, questions: Sequence[Callable[[], object]]) -> list[object]:
    """`answered`: what finds nothing is quick, and measures nothing."""
    taken, answered = list[float](), 0
    for question in questions:
        began = time.perf_counter()
        found = question()
        taken.append((time.perf_counter() - began) * 1_000)
        answered += bool(found)
    taken.sort()
    late = [taken[len(taken) * share // 100] for share in (95, 99)]
    return [words, len(taken), answered, statistics.median(taken), *late]


def _units(folder: Path, count: int, chance: random.Random) -> Iterator[Facts]:
    """Half of them people, as in Insee's; the others named by the halves of two real names."""
    with gzip.open(folder / "companies/pool.csv.gz", "rt", encoding="utf-8") as file:
        names = [row["denomination"].split() for row in csv.DictReader(file)]
    people = {kind: _lines(folder / f"names/{kind}.txt") for kind in ("noms", "prenoms_feminins")}
    for number in range(count):
        unit = {
            "siren": stock.siren_of(number), "statutDiffusionUniteLegale": "P" if number % 9 == 0 else "O",
            "dateCreationUniteLegale": "2009-12-23", "nomUniteLegale": "", "denominationUniteLegale": "",
            "etatAdministratifUniteLegale": chance.choice("AAC"), "activitePrincipaleUniteLegale": "46.69B",
        }  # fmt: skip
        if chance.random() < 0.5:
            given, name = chance.choice(people["prenoms_feminins"]), chance.choice(people["noms"])
            yield unit | {
                "prenom1UniteLegale": given.upper(),
                "nomUniteLegale": name.upper(),
                "categorieJuridiqueUniteLegale": "1000",
            }
        else:
            begins, ends = chance.choice(names), chance.choice(names)
            words = [*begins[: -(-len(begins) // 2)], *ends[len(ends) // 2 :]]
            yield unit | {
                "denominationUniteLegale": " ".join(words),
                "categorieJuridiqueUniteLegale": "5710",
            }


def _sites(folder: Path, count: int, units: int, chance: random.Random) -> Iterator[Facts]:
    beside = json.loads(gzip.decompress((folder / "companies/aux.json.gz").read_bytes()))
    towns = [(postcode, town) for postcode, town in beside["towns"]["76"]]
    towns += [(commune.postcodes[0], commune.name.upper()) for commune in communes.COMMUNES]
    weights = [1 / place for place in range(1, len(towns) + 1)]
    for number, (postcode, town) in enumerate(chance.choices(towns, weights, k=count)):
        siren, nic = stock.siren_of(number % units), f"{number // units + 1:04d}"
        siret = luhn(siren + nic)
        yield {
            "siren": siren, "nic": siret[9:], "siret": siret, "statutDiffusionEtablissement": "O",
            "dateCreationEtablissement": "2009-12-23", "etablissementSiege": "true",
            "numeroVoieEtablissement": str(chance.randrange(1, 300)),
            "libelleVoieEtablissement": chance.choice(beside["streets"]),
            "codePostalEtablissement": postcode, "libelleCommuneEtablissement": town,
            "codeCommuneEtablissement": "76351", "etatAdministratifEtablissement": chance.choice("AFF"),
            "dateDebut": "2009-12-23", "activitePrincipaleEtablissement": "46.69B",
            "caractereEmployeurEtablissement": "O",
        }  # fmt: skip


def _lines(path: Path) -> list[str]:
    return [line for line in path.read_text(encoding="utf-8").split("\n") if line]


if __name__ == "__main__":
    run(*map(int, sys.argv[1:]))
