"""How well old records find their companies, on the shared benchmark: `BASCULE_MATCHING` names its folder."""

from __future__ import annotations

import csv
import importlib.util
import os
import random
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from sqlalchemy import insert

if not __package__:  # called by its path: Python then looks beside this file alone
    sys.path[0] = str(Path(__file__).resolve().parents[1])

from bench import house
from bench.fitting import FOLDS, fit
from bench.timing import table
from models.assistance import matching
from models.assistance.matching import MatchProfile, Sign, candidates, scoring, weigh, weighing
from models.companies import Company
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.transactions import transaction
from models.values import contacts
from models.values.streets import street_key
from models.values.text import fold

FOLDER = "BASCULE_MATCHING"
FIGURES = (
    "recall@1", "recall@5", "establishment@1", "confident_precision", "confident_coverage",
    "false_match_rate", "false_confident_rate", "precision_at_recall_0.8", "average_precision",
    "calibration_ece", "brier",
)  # fmt: skip

PREDICTED = ("record_reference", "siret", "score", "rank")

Row = dict[str, str]
Weights = dict[Sign, float]


@dataclass(frozen=True)
class Compared:
    """One record with the signs of each company that its names, numbers and boxes lead to."""

    truth: Row
    pairs: list[tuple[str, str, frozenset[Sign]]]
    """SIRET, SIREN, signs."""


def run() -> None:
    """Measures where the benchmark is at hand; it is not ours to ship."""
    folder = os.environ.get(FOLDER)
    if folder:
        quality(Path(folder))
    else:
        print(f"\nMatching: its quality is not measured, {FOLDER} names no folder.")


def quality(folder: Path) -> None:
    """The README's figures: all names known; only what the console holds; weights fitted anew by folds."""
    companies, records, truth = (rows(folder, name) for name in ("companies", "records", "truth"))
    scorer = load(folder / "score.py")
    app, _ = house.build(0)
    with app.app_context():
        fill(companies)
        full = compare(truth, records, companies)
        bare = compare(truth, records, [{**c, "enseigne": "", "anciens_noms": ""} for c in companies])
    shipped = predict(full, scoring.WEIGHTS, scoring.NOBODY)
    measured = [
        scorer.evaluate(companies, truth, each)
        for each in (shipped, predict(bare, scoring.WEIGHTS, scoring.NOBODY), cross_validated(full))
    ]
    figures = [[name, *(f"{each[name]:.4f}" for each in measured)] for name in FIGURES]
    heads = ["figure", "weights as shipped", "without trade and former names", f"fitted anew, {FOLDS} folds"]
    table(f"Matching: {len(records):,} records, {len(companies):,} companies", heads, figures)
    families = measured[0]["by_family"]
    table(
        "The same by family, weights as shipped",
        ["family", "records", "right"],
        [[k, *v] for k, v in families.items()],
    )


def write(companies: Path, records: Path, predictions: Path) -> None:
    """Suggests companies for records, as the benchmark's scorer reads them."""
    tallies, known = read(records), read(companies)
    app, _ = house.build(0)
    with app.app_context():
        fill(known)
        compared = compare(
            [{"record_reference": line["reference"], "siren": ""} for line in tallies], tallies, known
        )
    with open(predictions, "w", newline="", encoding="utf-8") as file:
        lines = csv.DictWriter(file, PREDICTED)
        lines.writeheader()
        lines.writerows(predict(compared, scoring.WEIGHTS, scoring.NOBODY))


def read(path: Path) -> list[Row]:
    """A file of the benchmark."""
    with open(path, newline="", encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))


def rows(folder: Path, name: str) -> list[Row]:
    """The file of that name."""
    return read(folder / f"{name}.csv")


def load(path: Path) -> ModuleType:
    """The benchmark's own scorer."""
    spec = importlib.util.spec_from_file_location("score", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def fill(companies: list[Row]) -> None:
    """The benchmark's companies as ours; what they were called is searched with what they are called."""
    made = []
    for c in companies:
        facts = {
            "siret": c["siret"], "name": c["denomination"], "acronym": c["sigle"][:120], "kind": "autre",
            "phone": c["telephone"] or "+33", "email": c["courriel"] or "@", "address": c["adresse"],
            "postcode": c["code_postal"], "city": c["commune"], "directory_state": "open",
            "created_at": now(),
            "name_key": fold(c["denomination"])[:250],
            "street_key": street_key(c["adresse"]),
        }  # fmt: skip
        number = contacts.national(c["telephone"])
        words = (
            c["denomination"],
            c["sigle"],
            c["enseigne"],
            c["anciens_noms"],
            c["siret"],
            c["courriel"],
            number,
        )
        made.append({**facts, "search": fold(" ".join(words))})
    with transaction() as session:
        session.execute(insert(Company), made)


def company_party(c: Row) -> MatchProfile:
    """A company of the benchmark."""
    names = (c["denomination"], c["enseigne"], c["anciens_noms"])
    return MatchProfile(
        names=tuple(name for name in names if name), acronym=c["sigle"], siret=c["siret"],
        phones=(c["telephone"],), emails=(c["courriel"],), address=c["adresse"], city=c["commune"],
    )  # fmt: skip


def record_party(r: Row) -> MatchProfile:
    """A record of the benchmark, as it was typed."""
    return MatchProfile(
        names=(r["titulaire"],), title=r["intitule"], siret=r["siret"], phones=(r["telephone"],),
        emails=(r["courriel"],), address=r["adresse"], city=r["commune"],
    )  # fmt: skip


def compare(truth: list[Row], records: list[Row], companies: list[Row]) -> list[Compared]:
    """Every record with the companies that the database's own lookups lead to."""
    parties = {c["siret"]: company_party(c) for c in companies}
    typed = {r["reference"]: record_party(r) for r in records}
    return [look_up(line, typed[line["record_reference"]], parties) for line in truth]


def look_up(truth: Row, record: MatchProfile, parties: dict[str, MatchProfile]) -> Compared:
    """One record with the companies that the database's own lookups lead to."""
    pairs = against(record, candidates.companies_for(record)[0], parties)
    if max((weigh(signs) for _, _, signs in together(pairs)), default=0.0) < weighing.SURE:
        pairs += against(record, candidates.companies_spelt_like(record)[0], parties)
    db.session.rollback()
    return Compared(truth, together(pairs))


def against(
    record: MatchProfile, near: list[Company], parties: dict[str, MatchProfile]
) -> list[tuple[str, str, frozenset[Sign]]]:
    """The record's signs with each of some companies."""
    return [(c.siret, c.siren, matching.signs(record, parties[c.siret])) for c in near]


def together(pairs: list[tuple[str, str, frozenset[Sign]]]) -> list[tuple[str, str, frozenset[Sign]]]:
    """The same, each once, seen beside its rivals as `finding` does."""
    known = list(dict.fromkeys(pairs))
    seen = matching.among([(siren, found) for _, siren, found in known])
    return [(siret, siren, found) for (siret, siren, _), found in zip(known, seen, strict=True)]


def best_of(compared: Compared, weights: Weights) -> list[tuple[float, str, frozenset[Sign]]]:
    """The strongest establishment of each legal unit, the strongest first."""
    best: dict[str, tuple[float, str, frozenset[Sign]]] = {}
    for siret, siren, signs in compared.pairs:
        weight = sum(weights.get(sign, 0.0) for sign in signs)
        weight += 0.0 if any(weights.get(sign, 0.0) > 0 for sign in signs) else scoring.UNFOUNDED
        if siren not in best or weight > best[siren][0]:
            best[siren] = (weight, siret, signs)
    return sorted(best.values(), key=lambda pair: (-pair[0], pair[1]))


def predict(compared: Iterable[Compared], weights: Weights, nobody: float) -> list[dict[str, Any]]:
    """What `score.py` reads: five suggestions a record at most, with their chances."""
    predictions = []
    for pair in compared:
        best = best_of(pair, weights)
        for rank, (weight, siret, _) in enumerate(best[:5], 1):
            rivals = [rival for rival, other, _ in best if other != siret]
            score = scoring.chance(
                weight - nobody + scoring.NOBODY, [r - nobody + scoring.NOBODY for r in rivals]
            )
            reference = pair.truth["record_reference"]
            predictions.append({"record_reference": reference, "siret": siret, "score": score, "rank": rank})
    return predictions


def cross_validated(compared: list[Compared]) -> list[dict[str, Any]]:
    """Each fold of companies judged with weights that never saw it: were ours fitted to this file?"""
    dealt, by_company = random.Random(7), {}
    folds: list[list[Compared]] = [[] for _ in range(FOLDS)]
    for pair in compared:
        whose = pair.truth["siren"] or pair.truth["record_reference"]
        folds[by_company.setdefault(whose, dealt.randrange(FOLDS))].append(pair)
    predictions: list[dict[str, Any]] = []
    for held, fold_ in enumerate(folds):
        seen = [pair for number, fold_seen in enumerate(folds) if number != held for pair in fold_seen]
        choices = [choice(pair) for pair in seen]
        weights, nobody = fit(choices, scoring.WEIGHTS, scoring.NOBODY)
        predictions += predict(fold_, weights, nobody)
    return predictions


def choice(pair: Compared) -> tuple[list[frozenset[Sign]], int]:
    """The signs of the strongest few, and which of them is right; -1 for none."""
    best = best_of(pair, scoring.WEIGHTS)[:6]
    right = [number for number, (_, siret, _) in enumerate(best) if siret[:9] == pair.truth["siren"]]
    return [signs for _, _, signs in best], right[0] if right else -1


def main(words: list[str]) -> None:
    """`COMPANIES RECORDS PREDICTIONS` writes suggestions; without words the benchmark is measured."""
    if not words:
        run()
    elif len(words) == 3:
        write(*map(Path, words))
    else:
        raise SystemExit("usage: matching.py [COMPANIES RECORDS PREDICTIONS]")


if __name__ == "__main__":
    main(sys.argv[1:])
