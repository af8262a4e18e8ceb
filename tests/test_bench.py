"""The benchmarks can be called as people call them: by their name, and by their path."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from pathlib import Path

BENCH = Path(__file__).resolve().parents[1] / "bench"
ELSEWHERE = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}

COMPANY = (
    "siret siren denomination sigle enseigne anciens_noms telephone courriel adresse code_postal commune"
)
RECORD = "reference titulaire intitule siret telephone courriel adresse commune"

BY_PATH = """
import os, runpy, sys
for path in sys.argv[1:]:
    sys.path[0] = os.path.dirname(path)
    runpy.run_path(path, run_name="called")
    for name in [name for name in sys.modules if name.split(".")[0] == "bench"]:
        del sys.modules[name]
"""


INSIDE = {"__init__", "fitting", "house", "timing", "rows", "servers", "pages", "fleet", "load", "postgres"}
"""Parts of benchmarks, which nobody calls."""


def call(*words, cwd):
    done = subprocess.run([sys.executable, *words], cwd=cwd, env=ELSEWHERE, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2_000:]
    return done.stdout


def test_every_file_is_found_by_its_path(tmp_path):
    files = [str(path) for path in sorted(BENCH.rglob("*.py")) if path.stem not in INSIDE]
    assert len(files) > 5
    call("-c", BY_PATH, *files, cwd=tmp_path)


def test_suggestions_are_written_for_records_and_companies_of_files(tmp_path):
    company = dict.fromkeys(COMPANY.split(), "")
    company |= {"siret": "20008495200015", "siren": "200084952", "denomination": "LE HAVRE SEINE METROPOLE"}
    record = dict.fromkeys(RECORD.split(), "")
    record |= {"reference": "R-1", "titulaire": "Le Havre Seine Métropole", "siret": "20008495200015"}
    for name, line in (("companies", company), ("records", record)):
        with open(tmp_path / f"{name}.csv", "w", newline="") as file:
            writer = csv.DictWriter(file, line)
            writer.writeheader()
            writer.writerow(line)
    call(str(BENCH / "matching.py"), "companies.csv", "records.csv", "predictions.csv", cwd=tmp_path)
    with open(tmp_path / "predictions.csv", newline="") as file:
        (suggested,) = csv.DictReader(file)
    assert suggested["record_reference"] == "R-1" and suggested["siret"] == company["siret"]
    assert 0.5 < float(suggested["score"]) <= 1 and suggested["rank"] == "1"


def test_without_the_peers_nothing_is_measured_and_it_is_said():
    environ = {**os.environ, "BENCH_PEERS": ""}
    words = [sys.executable, "-m", "bench", "peers"]
    done = subprocess.run(words, cwd=BENCH.parent, env=environ, capture_output=True, text=True)
    assert done.returncode == 1 and "BENCH_PEERS names no folder" in done.stderr and not done.stdout
