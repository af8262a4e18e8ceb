"""The benchmark's records among a crowd of companies: right at rank 1, and the processor that each costs.

`BASCULE_MATCHING` names the benchmark's folder. Beside it `companies` holds real names, of which the crowd is
made: each of those companies, then as many as are wanted, each named by the halves of two of theirs.
`python bench/matching_among.py [SIZE [URL]]`.
"""

from __future__ import annotations

import csv
import gzip
import json
import os
import random
import statistics
import sys
import time
from pathlib import Path

from sqlalchemy import text

if not __package__:  # called by its path: Python then looks beside this file alone
    sys.path[0] = str(Path(__file__).resolve().parents[1])

from bench import house
from bench.matching import FOLDER, Row, company_party, fill, load, look_up, predict, record_party, rows
from bench.timing import table
from models.assistance.matching import scoring
from models.kernel.base import db

SIZE = 100_000
BLOCK = 5_000
FIGURES = ("recall@1", "recall@5", "confident_precision", "confident_coverage", "false_match_rate")
TICKS = os.sysconf("SC_CLK_TCK")


def run(size: int = SIZE, url: str | None = None) -> None:
    """Measures on SQLite, unless a database is named."""
    folder = Path(os.environ[FOLDER])
    companies, records, truth = (rows(folder, name) for name in ("companies", "records", "truth"))
    taken = {c["siren"] for c in companies} | {line["siren"] for line in truth}
    known = [*companies, *crowd(folder.parent / "companies", taken, size - len(companies))]
    app, _ = house.build(0, url)
    with app.app_context():
        for start in range(0, size, BLOCK):
            fill(known[start : start + BLOCK])
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("ANALYZE"))
        parties = {c["siret"]: company_party(c) for c in known}
        typed = {r["reference"]: record_party(r) for r in records}
        predictions, taken_ms = [], []
        for line in truth:
            began = spent()
            found = look_up(line, typed[line["record_reference"]], parties)
            predictions += predict([found], scoring.WEIGHTS, scoring.NOBODY)
            taken_ms.append((spent() - began) * 1_000)
        engine = db.engine.dialect.name
    measured = load(folder / "score.py").evaluate(known, truth, predictions)
    taken_ms.sort()
    lines: list[list[object]] = [[name, f"{measured[name]:.4f}"] for name in FIGURES]
    lines += [
        ["processor of a record, ms, mean", statistics.mean(taken_ms)],
        ["the same, half within", statistics.median(taken_ms)],
        ["the same, 95 of 100 within", taken_ms[len(taken_ms) * 95 // 100]],
    ]
    table(f"Matching {len(truth):,} records among {size:,} companies", ["figure", engine], lines)


def spent() -> float:
    """The seconds of processor spent until now: ours, and those of the database's own process."""
    if db.engine.dialect.name == "sqlite":
        return time.process_time()
    process = db.session.execute(text("SELECT pg_backend_pid()")).scalar_one()
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return time.process_time() + (int(fields[11]) + int(fields[12])) / TICKS


def crowd(folder: Path, taken: set[str], size: int) -> list[Row]:
    """So many companies that are none of the benchmark's: the folder's, then others made of their names."""
    dealt = random.Random(11)
    beside = json.loads(gzip.decompress((folder / "aux.json.gz").read_bytes()))
    towns = [town for department in beside["towns"].values() for town in department]
    with gzip.open(folder / "pool.csv.gz", "rt", encoding="utf-8") as file:
        pool = list({row["siren"]: row for row in csv.DictReader(file) if row["siren"] not in taken}.values())
    names = [row["denomination"] for row in pool]
    found = [settled(row, dealt, towns, beside["streets"]) for row in pool[:size]]
    for number in range(size - len(found)):
        begins, ends = (dealt.choice(names).split() for _ in range(2))
        name = " ".join([*begins[: -(-len(begins) // 2)], *ends[len(ends) // 2 :]])
        siren = f"0{number:08d}"  # below those that are real
        made = {"siren": siren, "siret": f"{siren}00018", "denomination": name, "sigle": "", "enseigne": ""}
        found.append(settled(made, dealt, towns, beside["streets"]))
    return found


def settled(company: Row, dealt: random.Random, towns: list[list[str]], streets: list[str]) -> Row:
    """The same with a place, a telephone and a mail box of its own."""
    postcode, town = dealt.choice(towns)
    domain = "".join(c for c in company["denomination"].lower() if c.isascii() and c.isalnum())[:24]
    return {
        **{name: company[name] for name in ("siren", "denomination", "sigle", "enseigne")},
        "siret": company["siret"] or f"{company['siren']}00018",
        "anciens_noms": "",
        "adresse": company.get("adresse") or f"{dealt.randint(1, 120)} {dealt.choice(streets)}",
        "code_postal": company.get("code_postal") or postcode,
        "commune": company.get("commune") or town,
        "telephone": f"+33{dealt.randint(1, 5)}{dealt.randint(0, 99_999_999):08d}",
        "courriel": f"contact@{domain or 'societe'}.example",
    }


def main(words: list[str]) -> None:
    """How many companies, and in which database."""
    run(int(words[0]) if words else SIZE, words[1] if len(words) > 1 else None)


if __name__ == "__main__":
    main(sys.argv[1:])
