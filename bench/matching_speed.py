"""How long it takes to say whose a record is, and which records a company holds, at growing sizes."""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import insert

if not __package__:  # called by its path: Python then looks beside this file alone
    sys.path[0] = str(Path(__file__).resolve().parents[1])

from bench import house
from bench.timing import median_ms, table
from models.assistance import matching
from models.assistance.matching import MatchProfile, weigh
from models.companies import Company
from models.concessions import Concession
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.transactions import transaction
from models.values import contacts
from models.values.text import fold, title_key


def run(sizes: Sequence[int] = (10_000, 100_000)) -> None:
    """Both questions, in process."""
    lines: list[list[object]] = [
        ["records of a company"],
        ["companies of a record"],
        ["floor: one comparison"],
    ]
    for size in sizes:
        app = crowd(size)
        with app.app_context():
            dealt = random.Random(3)
            companies = [db.session.get_one(Company, dealt.randrange(1, size // 5)) for _ in range(25)]
            records = [db.session.get_one(Concession, dealt.randrange(1, size)) for _ in range(25)]
            lines[0].append(median_ms(partial(ask_company, iter(companies * 2))))
            lines[1].append(median_ms(partial(ask_record, iter(records * 2))))
            pair = MatchProfile.of_record(records[0]), MatchProfile.of_company(companies[0])
            lines[2].append(median_ms(partial(one_comparison, *pair)))
    heads = ["question", *(f"{size:,} records, ms" for size in sizes)]
    table("Matching (SQLite, a fifth as many companies, median of 25)", heads, lines)


def ask_company(companies: Iterator[Company]) -> object:
    """Which records does the next company hold?"""
    return matching.records_of(matching.profile_of(next(companies)))


def ask_record(records: Iterator[Concession]) -> object:
    """Whose is the next record?"""
    return matching.companies_of(next(records))


def one_comparison(record: MatchProfile, company: MatchProfile) -> float:
    """What no matching can do without, with nothing remembered of either side."""
    return weigh(matching.signs(replace(record), replace(company)))


def crowd(size: int) -> Flask:
    """An installation whose records and companies have names of their own, and towns and trades in common."""
    app, _ = house.build(0)
    dealt = random.Random(5)
    syllables = [a + b for a in "b c d f g l m n p r s t v".split() for b in "a e i o u an er on il".split()]
    words = ["".join(dealt.choices(syllables, k=dealt.randint(2, 4))) for _ in range(20_000)]
    trades = (
        "ENERGIE",
        "RESEAUX",
        "TRAVAUX PUBLICS",
        "TELECOM",
        "ASSAINISSEMENT",
        "SERVICES",
        "CONSTRUCTION",
    )
    names = [
        f"{' '.join(dealt.choices(words, k=2))} {dealt.choice(trades)}".upper() for _ in range(size // 5)
    ]
    made = []
    for number, name in enumerate(names):
        siret, phone, email = (
            f"{number:09d}00015",
            f"+332359{number:05d}"[:12],
            f"contact@{name.split()[0].lower()}.example",
        )
        made.append({
            "siret": siret, "name": name, "kind": "autre", "phone": phone, "email": email, "city": "LE HAVRE",
            "directory_state": "open", "created_at": now(), "name_key": fold(name),
            "search": fold(f"{name} {siret} {email} {contacts.national(phone)} LE HAVRE"),
        })  # fmt: skip
    with app.app_context():
        with transaction() as session:
            session.execute(insert(Company), made)
        for start in range(0, size, house.BLOCK):
            with transaction() as session:
                block = range(start, min(start + house.BLOCK, size))
                session.execute(insert(Concession), [record(n, made[n % len(made)], dealt) for n in block])
    return app


def record(number: int, company: dict[str, Any], dealt: random.Random) -> dict[str, Any]:
    """An old record of a company, which tells some of its facts."""
    facts = {
        "holder": company["name"] if dealt.random() < 0.8 else "SERVICE VOIRIE",
        "siret": company["siret"] if dealt.random() < 0.3 else "",
        "phone": company["phone"] if dealt.random() < 0.3 else "",
        "email": company["email"] if dealt.random() < 0.3 else "",
    }
    values = house.row(number) | facts | {"title": f"FIBRE OPTIQUE {company['name'].split()[0]} {number}"}
    values["title_key"] = title_key(str(values["title"]))
    words = [str(values[name]) for name in ("title", "reference", "holder", "siret", "email", "city")]
    return {**values, "search": fold(" ".join([*words, contacts.national(str(values["phone"]))]))}


if __name__ == "__main__":
    run()
