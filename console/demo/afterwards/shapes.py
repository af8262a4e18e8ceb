"""What the demonstration's administrator shaped, and what its agent filled of it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from models import shaping
from models.companies import Company
from models.concessions import Concession
from models.kernel.actors import Actor
from models.kernel.base import db
from models.permissions import Role
from models.shaping import ChangeState, Wanted, filling
from models.shaping.fields.body import Field, FieldType, Noun, Option
from models.shaping.kinds import checklist
from models.shaping.kinds.checklist import Checklist, Point
from models.shaping.kinds.custom_field import NAME
from models.shaping.queries import find_shape
from models.values.case_kinds import CaseKind

CONTRACT, CATEGORY = "numero-de-marche", "categorie"

FIELDS = {
    CONTRACT: Field(
        noun=Noun.CONCESSION,
        label="Numéro de marché",
        type=FieldType.TEXT,
        help="Celui du bordereau des prix.",
    ),
    CATEGORY: Field(
        noun=Noun.COMPANY,
        label="Catégorie",
        type=FieldType.CHOICE,
        choices=[Option("concessionnaire", "Concessionnaire"), Option("sous-traitant", "Sous-traitant")],
    ),
}

CHECKED = Checklist(
    points=[
        Point(key="appelant", label="L’appelant est rappelé à un numéro que nous connaissons"),
        Point(key="reponse", label="La réponse est aussi écrite, par courriel"),
    ]
)
"""In a case of help; none is required, so that nobody is kept from closing what stands there."""

FILLED = 12
"""Rows of each that hold a value."""


def add(staff: list[Any]) -> None:
    """Inside the transaction of the demonstration; without staff nobody shapes anything."""
    actors = {Role(agent.role): Actor.of_agent(agent) for agent in staff}
    if not actors or any(find_shape(NAME, key) is not None for key in FIELDS):
        return
    wanted = [Wanted(NAME, key, field) for key, field in FIELDS.items()]
    wanted.append(Wanted(checklist.NAME, CaseKind.HELP, CHECKED))
    change = shaping.propose(wanted, reason="Suivi des marchés", actor=actors[Role.ADMIN])
    if change.state != ChangeState.LIVE:
        return
    for number, record in enumerate(_first(Concession)):
        _fill(record, CONTRACT, f"2026-V-{number + 1:03d}", actors[Role.AGENT])
    for number, company in enumerate(_first(Company)):
        keys = [option.key for option in FIELDS[CATEGORY].choices]
        _fill(company, CATEGORY, keys[number % len(keys)], actors[Role.AGENT])


def _first(model: Any) -> list[Any]:
    return list(db.session.scalars(select(model).order_by(model.id).limit(FILLED)).unique())


def _fill(row: Any, key: str, value: str, actor: Actor) -> None:
    filling.fill(row, {key: value}, version=row.version, actor=actor)
