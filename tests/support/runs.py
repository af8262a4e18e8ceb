"""Files sent to the console, in tests: taken in by the real job."""

from __future__ import annotations

import io
from typing import Any

from flask import current_app

from console.imports.importers import IMPORTERS
from console.imports.reader import FileRefused, Limits
from console.imports.runs import sieve
from console.imports.runs.desk import Desk
from console.jobs import import_run
from console.jobs.context import Context
from models.companies.directory import CompanyKind, Establishment, State
from models.documents import imports
from models.documents.imports import ImportKind, ImportRun
from models.kernel import jobs
from models.kernel.actors import Actor
from models.kernel.base import db
from models.kernel.jobs import Job
from models.values.siret import Siret
from tests.support import people, records


class Near(Desk):
    """Reads in this very process: a child takes longer to start than all the rest of a test."""

    def _sieve(self, data: bytes, kind: ImportKind) -> tuple[dict[str, Any], bytes]:
        try:
            return sieve.look(data, IMPORTERS[kind].columns, Limits(rows=200_000))
        except FileRefused as refused:
            return {"refused": {**refused.facts, "why": refused.why}}, b""


DESK = Near(1_000_000)
HEAD = "reference;intitule;code_acces;commune"


def lines(count: int, *, first: int = 1, city: str = "Le Havre") -> list[str]:
    """Lines of a file of concessions."""
    return [f"R{n:05d};Quai {n};{n * 37 % 9000 + 1000};{city}" for n in range(first, first + count)]


def sent(
    actor: Actor, *rows: str, head: str = HEAD, kind: ImportKind = ImportKind.CONCESSIONS, **how: Any
) -> ImportRun:
    """A file of these lines, sent."""
    data = "\n".join([head, *rows]).encode()
    look = DESK.look(io.BytesIO(data), kind)
    return imports.send(look, DESK.wanted(kind), kind=kind, name=how.pop("name", "f.csv"), actor=actor, **how)


def work(directory: Any = None, *, turns: int = 50) -> int:
    """The worker does the jobs of imports that are due; returns how many turns it took."""
    context = Context(current_app, "w", None, None, directory)  # type: ignore[arg-type]
    for turn in range(turns):
        db.session.rollback()
        found = [job for job in jobs.claim("w") if job.kind == "import-run"]
        if not found:
            return turn
        for job in found:
            import_run.run(job, context)
    return turns


def again(run: ImportRun) -> ImportRun:
    """The run as the database has it."""
    db.session.rollback()
    return db.session.get_one(ImportRun, run.id, populate_existing=True)


def owed() -> int:
    """Jobs of imports that wait."""
    db.session.rollback()
    query = db.select(Job).where(Job.kind == "import-run", Job.is_waiting)
    return len(list(db.session.scalars(query)))


class Town:
    """A directory that knows every company."""

    def find_patiently(self, siret: Siret, waiting: Any) -> Establishment:
        """An open one, whatever is asked."""
        return Establishment(
            siret=siret,
            state=State.OPEN,
            name="Réseaux du Port",
            kind=CompanyKind.COMPANY,
            address="1 quai Nord",
            postcode="76600",
            city="Le Havre",
        )


MIGRATIONS = "siret;telephone;courriel_structure;prenom;nom;courriel;fonction;intitule;code_acces"


def moves(*titles: str, code: str = records.CODE) -> list[str]:
    """Lines of a batch of migrations, one for each title."""
    return [
        f"{people.new_siret()};0235223344;c{n}@example.org;Ana;Le Goff;a{n}@example.org;Chef;{title};{code}"
        for n, title in enumerate(titles)
    ]
