"""The directory's stock loaded by the command, as CSV, zipped and Parquet: lines a second and memory."""

from __future__ import annotations

import csv
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from random import Random

if not __package__:  # called by its path: Python then looks beside this file alone
    sys.path[0] = str(Path(__file__).resolve().parents[1])

from bench import house
from bench.timing import table
from console.demo.companies import luhn
from tests.support.servers.directory_stub import BODIES

LINES = 500_000
"""Establishments, of which five have three units among them."""

STREETS = (
    "DE PARIS",
    "DU PERREY",
    "FRANCOIS MAZELINE",
    "DES QUATRE VENTS",
    "JEAN JAURES",
    "DE LA REPUBLIQUE",
)
TOWNS = (("76600", "LE HAVRE", "76351"), ("76290", "MONTIVILLIERS", "76447"), ("80100", "ABBEVILLE", "80001"))
WORDS = (
    "RESEAUX",
    "TRAVAUX",
    "ESTUAIRE",
    "GARAGE",
    "BOULANGERIE",
    "MAÇONNERIE",
    "TRANSPORTS",
    "PÊCHE",
    "QUAI",
)


def run(lines: int = LINES) -> None:
    """Loads one stock in each form, each into an installation of its own."""
    folder = Path(tempfile.mkdtemp(prefix="bascule-bench-"))
    made = [folder / "StockEtablissement_utf8.csv", folder / "StockUniteLegale_utf8.csv"]
    units = lines * 3 // 5
    write(made[0], BODIES / made[0].name.replace("_utf8", ""), _sites(lines, units))
    write(made[1], BODIES / made[1].name.replace("_utf8", ""), _units(units))
    forms = {"CSV": made, "CSV, zipped": list(map(_zipped, made)), "Parquet": list(map(_as_parquet, made))}
    rows = [[name, *load(paths, lines + units, house.environment())] for name, paths in forms.items()]
    heads = ["form", "MB", "lines a second", "lines a second of processor", "memory at its largest, MB"]
    table(f"A stock of {lines:,} establishments and {units:,} units loaded", heads, rows)


def _sites(lines: int, units: int) -> Iterator[dict[str, str]]:
    chance = Random(13)
    for number in range(lines):
        siren, nic = siren_of(number % units), f"{number // units + 1:04d}"
        siret = luhn(siren + nic)
        postcode, town, commune = chance.choice(TOWNS)
        yield {
            "siren": siren, "nic": siret[9:], "siret": siret, "statutDiffusionEtablissement": "O",
            "dateCreationEtablissement": "2009-12-23", "etablissementSiege": "true",
            "numeroVoieEtablissement": str(chance.randrange(1, 300)), "typeVoieEtablissement": "RUE",
            "libelleVoieEtablissement": chance.choice(STREETS), "codePostalEtablissement": postcode,
            "libelleCommuneEtablissement": town, "codeCommuneEtablissement": commune,
            "etatAdministratifEtablissement": chance.choice("AAF"), "dateDebut": "2009-12-23",
            "enseigne1Etablissement": chance.choice((*WORDS, "", "", "")),
            "activitePrincipaleEtablissement": "46.69B", "caractereEmployeurEtablissement": "O",
        }  # fmt: skip


def _units(units: int) -> Iterator[dict[str, str]]:
    chance = Random(14)
    for number in range(units):
        yield {
            "siren": siren_of(number), "statutDiffusionUniteLegale": "O",
            "dateCreationUniteLegale": "2009-12-23", "etatAdministratifUniteLegale": "A",
            "denominationUniteLegale": f"{chance.choice(WORDS)} {chance.choice(WORDS)} {number}",
            "categorieJuridiqueUniteLegale": "5710", "activitePrincipaleUniteLegale": "46.69B",
        }  # fmt: skip


def siren_of(number: int) -> str:
    """The number of a legal unit that is right by its key."""
    return luhn(f"{20_000_000 + number:08d}")


def write(path: Path, like: Path, rows: Iterator[dict[str, str]]) -> None:
    """A file of the stock, with the header of another."""
    header = like.read_text(encoding="utf-8").partition("\n")[0].split(",")
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, header)
        writer.writeheader()
        writer.writerows(rows)


def _zipped(path: Path) -> Path:
    out = path.with_suffix(".zip")
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(path, path.name)
    return out


def _as_parquet(path: Path) -> Path:
    import duckdb

    out = path.with_suffix(".parquet")
    read = f"FROM read_csv('{path}', all_varchar = true)"
    duckdb.execute("SET enable_progress_bar = false")
    duckdb.execute(f"COPY (SELECT * {read}) TO '{out}' (FORMAT parquet, COMPRESSION zstd)")
    return out


def load(paths: list[Path], lines: int, installation: dict[str, str], *options: str) -> list[object]:
    """Loads them by the command: megabytes, lines a second by both clocks, memory at its largest."""
    environ = {**os.environ, **installation}
    words = [sys.executable, "-m", "console"]
    subprocess.run([*words, "init"], env=environ, check=True, capture_output=True)
    began = time.monotonic()
    load = [sys.executable, __file__, *words, "directory", "load", *map(str, paths), *options]
    subprocess.run(load, env=environ, check=True)
    seconds = time.monotonic() - began
    took = json.loads((Path(environ["BASCULE_INSTANCE"]) / "took.json").read_text())
    megabytes = round(sum(path.stat().st_size for path in paths) / 1e6)
    return [megabytes, round(lines / seconds), round(lines / took["seconds"]), round(took["peak"] / 1024)]


if __name__ == "__main__":  # runs a command as its one child, and keeps what it took
    status = subprocess.run(sys.argv[1:]).returncode
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    took = {"peak": used.ru_maxrss, "seconds": used.ru_utime + used.ru_stime}
    (Path(os.environ["BASCULE_INSTANCE"]) / "took.json").write_text(json.dumps(took))
    sys.exit(status)
