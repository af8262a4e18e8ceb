"""Lets another person of the company see an attachment."""

from __future__ import annotations

from flask import request
from wtforms import Field
from wtforms.validators import ValidationError

from models import attachments
from models.accounts import ProAccount
from models.accounts.queries import find_by_identifier
from models.attachments import Attachment, AttachmentOver
from models.permissions import Permission
from views import access
from views.backoffice.kit.inputs import StepForm
from views.backoffice.kit.row_actions import Done, Question, RowAction
from views.fields import Form, Text
from views.formats import typo

NO_ACCOUNT = "Aucun compte ne porte cet identifiant."


class ReferentForm(StepForm):
    """Who is added."""

    account = Text(
        "Identifiant du compte",
        needed="Indiquez l’identifiant du compte.",
        longest=200,
        attributes={"autocomplete": "off", "autocapitalize": "none"},
    )

    found: ProAccount | None = None

    def validate_account(self, field: Field) -> None:
        """The account of that identifier."""
        self.found = find_by_identifier(field.data)
        if self.found is None:
            raise ValidationError(typo(NO_ACCOUNT))


class AddReferent(RowAction[Attachment]):
    """The operation takes the account of the identifier."""

    def operate(self, row: Attachment, form: Form) -> ProAccount | None:
        self.operation(row, form.found, actor=access.current_actor())
        found: ProAccount | None = form.found
        return found


ADD_REFERENT = AddReferent(
    verb="add_referent",
    name="referents",
    key="u",
    icon="people",
    label="Ajouter un co-référent",
    permission=Permission.ATTACH,
    operation=attachments.add_referent,
    check=attachments.check_add_referent,
    absent=(AttachmentOver,),
    form=ReferentForm,
    filled=lambda _: {"account": request.args.get("account", "")[:200]},
    question=Question(
        "Qui d’autre de {row.company.name} doit voir « {row.concession.title} » ?",
        verb="Ajouter le co-référent",
        way_out="N’ajouter personne",
        consequence="Un compte actif de la même structure ; les autres n’en sauront rien.",
    ),
    done=Done("{made.full_name} voit maintenant ce rattachement."),
)
