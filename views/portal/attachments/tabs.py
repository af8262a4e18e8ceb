"""The three kinds of contracts, each in the words of its tab on the dashboard."""

from __future__ import annotations

from dataclasses import dataclass

from flask import abort, url_for

from models.concessions import ConcessionKind


@dataclass(frozen=True)
class Tab:
    """One kind of contract, in the words of its tab."""

    kind: str
    words: str
    attach: str
    noun: str
    nouns: str
    not_one: str
    none: str


TABS = {
    tab.kind: tab
    for tab in (
        Tab(
            ConcessionKind.EAU.value,
            "Contrats d’eau",
            "Rattacher un contrat d’eau",
            "contrat",
            "contrats",
            "Aucun contrat",
            "Aucun contrat d’eau rattaché",
        ),
        Tab(
            ConcessionKind.STATIONNEMENT.value,
            "Comptes de stationnement pro",
            "Rattacher un compte de stationnement pro",
            "compte",
            "comptes",
            "Aucun compte",
            "Aucun compte de stationnement rattaché",
        ),
        Tab(
            ConcessionKind.VOIRIE.value,
            "Comptes concessionnaires VOIRIE",
            "Rattacher un compte de concession voirie",
            "concession",
            "concessions",
            "Aucune concession",
            "Aucune concession de voirie rattachée",
        ),
    )
}


def tab_of(kind: str) -> Tab:
    """The kind in the address; an unknown one does not exist."""
    return TABS.get(kind) or abort(404)


def address_of_tab(kind: str) -> str:
    """The dashboard, at the tab of that kind."""
    return url_for("portal.dashboard", onglet=kind)
