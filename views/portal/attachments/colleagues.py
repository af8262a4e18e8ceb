"""Whoever is to see or to act too: somebody of the same company, by their identifier."""

from __future__ import annotations

from models.accounts import ProAccount
from models.accounts.queries import find_by_identifier
from models.attachments import AccountUnusable
from views.fields import Form, Text


class Colleague(Form):
    """An account of the same company."""

    account = Text(
        "Identifiant de la personne",
        needed="Indiquez l’identifiant de la personne.",
        hint="Elle a un compte actif pour votre structure, par exemple pro.prénom.nom.",
        longest=200,
        attributes={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"},
    )

    def find(self) -> ProAccount:
        """Whom it names. Raises `AccountUnusable`, as the operations do of somebody of another company."""
        found = find_by_identifier(self.account.data)
        if found is None:
            raise AccountUnusable
        return found
