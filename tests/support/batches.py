"""A batch of migrations and the directory that it asks, for tests."""

from __future__ import annotations

import io
from typing import Any

from console.directories.double import DirectoryDouble
from console.imports.base import Summary
from console.imports.migrations import Migrations
from console.imports.reader import Problem, What
from models.companies.directory import CompanyKind, Establishment, State
from models.kernel.actors import Actor
from models.kernel.base import db
from models.values.siret import Siret
from tests.support import people
from tests.support.records import CODE

HEAD = "siret;type_structure;telephone;courriel_structure;prenom;nom;courriel;fonction;intitule;code_acces"


class Town:
    """A directory that knows every SIRET asked for, and an agent with a batch."""

    def __init__(self) -> None:
        self.directory = DirectoryDouble()
        self.actor = Actor.of_agent(people.staff("agent"))
        self.heard: list[tuple[int, str, What]] = []
        self.problems: list[Problem] = []

    def company(self, **changes: Any) -> Siret:
        siret = people.new_siret()
        known: dict[str, Any] = {
            "name": "RESEAUX DU LITTORAL",
            "address": "12 RUE DU PERREY",
            "postcode": "76600",
            "city": "LE HAVRE",
            "kind": CompanyKind.COMPANY,
            "legal_category": "5710",
            "state": State.OPEN,
        }
        self.directory.known[siret] = Establishment(siret=siret, **{**known, **changes})
        return siret

    def line(self, siret: str, title: str, code: str = CODE, **changes: str) -> str:
        cells = {
            "siret": siret,
            "type": "Entreprise",
            "phone": "02 35 22 33 44",
            "email": "contact@example.org",
            "first": "Élodie",
            "last": "d'Œuvré",
            "person": "elodie@example.org",
            "job": "Gérante",
            "title": title,
            "code": code,
        }
        return ";".join({**cells, **changes}.values())

    def run(self, *lines: str, **options: Any) -> Summary:
        self.heard.clear()
        self.problems.clear()

        def report(problem: Problem, refused: bool) -> None:
            self.problems.append(problem)
            self.heard.append((problem.line, problem.column, problem.problem))

        file = io.BytesIO("\n".join([options.pop("head", HEAD), *lines]).encode())
        actor = options.pop("actor", self.actor)
        importer = Migrations(directory=self.directory, **options)
        summary = importer.bring_in(file, report=report, actor=actor)
        db.session.expire_all()
        return summary
