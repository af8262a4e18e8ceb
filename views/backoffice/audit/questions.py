"""What auditors ask, each question one step from its answer: a list already filtered, or a word to type."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import url_for
from flask.typing import ResponseReturnValue

from models.permissions import Permission
from views.backoffice.attachments.columns import NO_CODE, UNDONE
from views.backoffice.kit.filtering.filters import staff
from views.backoffice.kit.guarded import Room, expose


@dataclass(frozen=True)
class Question:
    """A question, the screen that answers it, by which of its filters.

    `asks` names what the person says first: a filter of that screen, and its label. `note` is what an answer
    without a line means.
    """

    words: str
    endpoint: str
    filters: dict[str, Any] = field(default_factory=dict)
    asks: Sequence[tuple[str, str]] = ()
    note: str = ""

    @property
    def href(self) -> str:
        """The answer, or where the form goes."""
        return url_for(self.endpoint, **({} if self.asks else self.filters))


TITLE = (("search", "Intitulé ou référence"),)
COMPANY = (("search", "Raison sociale"),)
AGENT_AND_TIME = (("agent", "Agent"), ("depuis", "Depuis le"), ("jusqua", "Jusqu’au"))
BINDINGS, AUDIT = "attachments.index_view", "audit.index_view"

QUESTIONS: tuple[tuple[str, tuple[Question, ...]], ...] = (
    (
        "Les rattachements",
        (
            Question("Qui a rattaché cette concession, et sur quelle preuve ?", BINDINGS, asks=TITLE),
            Question(
                "Quels rattachements cet agent a-t-il faits sans code, sur une période ?",
                BINDINGS,
                {"preuve": NO_CODE},
                AGENT_AND_TIME,
            ),
            Question(
                "Quels rattachements ont été faits puis défaits en un jour ?", BINDINGS, {"etat": UNDONE}
            ),
            Question(
                "Quelle structure a contesté un rattachement ?",
                AUDIT,
                {"action": "contestations", "qui": "account"},
            ),
            Question(
                "Quels codes faux ont été essayés sur cet intitulé ?",
                AUDIT,
                {"action": "code-refused"},
                TITLE,
            ),
            Question(
                "Quels intitulés bloqués ont été rouverts, par qui, pourquoi ?",
                AUDIT,
                {"action": "concession-reopened"},
            ),
        ),
    ),
    (
        "Le contrôle",
        (
            Question("Qui a contrôlé ce rattachement ?", BINDINGS, {"controle": "fait"}, TITLE),
            Question(
                "Qu’est-ce qui attend un contrôle, et depuis quand ?", BINDINGS, {"controle": "a-faire"}
            ),
            Question("Quels rattachements ont expiré faute de contrôle ?", BINDINGS, {"etat": "lapsed"}),
            Question(
                "Qui a contrôlé ce qu’il avait lui-même rattaché ?",
                BINDINGS,
                {"controle": "par-auteur"},
                note="Personne : l’application le refuse, et la base de données aussi.",
            ),
        ),
    ),
    (
        "Ce qui est vu, ce qui sort",
        (
            Question("Qui a regardé cette concession ?", AUDIT, {"action": "concession-consulted"}, TITLE),
            Question("Quelles pièces ont été ouvertes, par qui ?", AUDIT, {"action": "document-viewed"}),
            Question("Qu’a-t-on exporté, qui, combien de lignes ?", AUDIT, {"action": "sorties"}),
            Question(
                "Qui a vu le portail à la place d’une structure, et pourquoi ?", AUDIT, {"action": "seen-as"}
            ),
        ),
    ),
    (
        "Les structures et les comptes",
        (
            Question(
                "Qui a changé le téléphone de cette structure ?",
                AUDIT,
                {"action": "company-corrected"},
                COMPANY,
            ),
            Question(
                "Quels comptes le personnel a-t-il créés pour un SIRET absent du répertoire ?",
                "accounts.index_view",
                {"par": "agent", "repertoire": "absent"},
            ),
        ),
    ),
    (
        "Le personnel et le journal",
        (
            Question("À qui a-t-on donné le rôle de superviseur ?", AUDIT, {"action": "roles"}),
            Question("À qui a-t-on réinitialisé le second facteur ?", AUDIT, {"action": "seconds-facteurs"}),
            Question("Quels accès ont été refusés à une personne connectée ?", AUDIT, {"action": "refused"}),
            Question("Le journal a-t-il été réécrit ?", "audit_checks.index"),
        ),
    ),
)


class Questions(Room):
    """Open to whoever reads the trail."""

    permissions = {"index": Permission.READ_TRAIL}

    def __init__(self) -> None:
        super().__init__(name="Questions d’audit", endpoint="questions", url="questions")

    @expose("/")
    def index(self) -> ResponseReturnValue:
        """All of them."""
        return self.render("backoffice/audit/questions.html", groups=QUESTIONS, staff=staff())
