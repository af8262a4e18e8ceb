"""Files of concessions as the command takes them in, for tests."""

from __future__ import annotations

import io
from typing import Any

from console.imports.base import Summary
from console.imports.concessions import Concessions
from console.imports.reader import Problem, What
from models.concessions import Concession
from models.kernel.base import db
from tests.support import people
from tests.support.records import record_of

HEAD = "reference;intitule;code_acces"


FULL = (
    "reference;intitule;code_acces;genre;titulaire;siret;courriel;telephone;adresse;code_postal;commune;"
    "reseau;statut;date_creation"
)


LINE = (
    "ECR-1;Réseaux d’Été – Lot 1;4827;eau;SOCIETE DU QUAI;20008495200015;ancien@example.org;02 35 22 33 44;"
    "12 rue du Perrey;76600;Le Havre;gaz;actif;02/04/2011"
)


class Heard(list[tuple[Problem, bool]]):
    """What a report hears."""

    def __call__(self, problem: Problem, refused: bool) -> None:
        self.append((problem, refused))

    @property
    def found(self) -> list[tuple[int, str, What]]:
        return [(found.line, found.column, found.problem) for found, _ in self]


def come(*lines: str, heard: Heard | None = None, actor: Any = people.SYSTEM, **options: Any) -> Summary:
    """Brings these lines in."""
    file = io.BytesIO("\n".join(lines).encode())
    report = heard if heard is not None else Heard()
    summary = Concessions(**options).bring_in(file, report=report, actor=actor)
    db.session.expire_all()
    return summary


def the(reference: str = "ECR-1") -> Concession:
    found = record_of(reference)
    assert found is not None
    return found
