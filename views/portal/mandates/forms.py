"""What a mandate's page asks: its signed copy, and a colleague who is to act too."""

from __future__ import annotations

from wtforms import FileField

from views.fields import Form, Text


class SignedCopy(Form):
    """The copy that both companies signed."""

    document = FileField(
        "Copie signée",
        description="PDF, JPEG ou PNG, 10 Mo au plus",
        render_kw={"accept": ".pdf,.png,.jpg,.jpeg"},
    )


class Colleague(Form):
    """An account of the same company."""

    account = Text(
        "Identifiant de la personne",
        needed="Indiquez l’identifiant de la personne.",
        hint="Elle a un compte actif pour votre structure, par exemple pro.prénom.nom.",
        longest=200,
        attributes={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"},
    )
