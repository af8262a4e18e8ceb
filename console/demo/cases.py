"""Cases of the demonstration, one of each kind that a company opens."""

from __future__ import annotations

from console.demo.accounts import active_accounts
from models import cases
from models.cases import CaseKind
from models.concessions import ConcessionKind
from models.kernel.actors import Actor

TITLE, MESSAGE = "Réseau d’eau potable – quai Frissard", "Pouvez-vous nous aider ?"
KINDS = (CaseKind.HELP, CaseKind.ATTACH, CaseKind.HELD)


def add(actor: Actor) -> None:
    """Inside the transaction of the demonstration."""
    for kind, account in zip(KINDS, active_accounts(len(KINDS)), strict=False):
        tried = {} if kind is CaseKind.HELP else {"title": TITLE, "kind": ConcessionKind.VOIRIE.value}
        subject = tried.get("title", "Changement de gérant")
        cases.open_(kind, subject, message=MESSAGE, account=account, tried=tried, actor=actor)
