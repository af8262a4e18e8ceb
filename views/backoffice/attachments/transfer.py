"""A supervisor moves records from the company that holds them to another: one, or all that a list finds."""

from __future__ import annotations

from models.accounts.queries import find_by_identifier
from models.attachments import AccountUnusable, Attachment, AttachmentOver, afterwards
from models.kernel.actors import Actor
from models.permissions import Permission
from views.backoffice.attachments.add_referent import ReferentForm
from views.backoffice.attachments.columns import to_whom
from views.backoffice.kit.row_actions import Done, Question, RowAction, Several
from views.fields import LongText, Submission, Text


class Destination(ReferentForm):
    """Who refers to it in the other company, and why."""

    account = Text(
        "Identifiant du nouveau référent",
        needed="Indiquez l’identifiant du nouveau référent.",
        hint="Un compte actif de la structure qui reçoit, par exemple pro.prénom.nom.",
        longest=200,
        attributes={"autocomplete": "off", "autocapitalize": "none"},
    )
    reason = LongText("Motif", needed="Indiquez le motif.", hint="20 caractères au moins.", longest=2000)


class Destinations(Destination):
    """The same for several."""

    submission = Submission()


def _transfer(row: Attachment, *, account: str, reason: str, actor: Actor) -> Attachment:
    found = find_by_identifier(account)
    if found is None:
        raise AccountUnusable
    return afterwards.transfer(row, found, reason=reason, actor=actor)


TRANSFER = RowAction(
    verb="transfer",
    name="transferer",
    icon="arrow-repeat",
    label="Transférer",
    tone="stop",
    permission=Permission.DETACH_ANY,
    fresh=True,
    operation=_transfer,
    check=afterwards.check_transfer,
    absent=(AttachmentOver,),
    form=Destination,
    question=Question(
        "Transférer « {row.concession.title} » de {row.company.name} à une autre structure ?",
        verb="Transférer la concession",
        way_out="La laisser où elle est",
        consequence="Elle quitte {row.company.name} aussitôt. Les structures, leurs référents et l’ancien"
        " contact sont prévenus, un autre superviseur contrôle ensuite. Cela s’annule pendant 30 jours.",
        danger=True,
    ),
    done=Done(
        "« {row.concession.title} » est rattachée à {made.company.name}.",
        more="Tous sont prévenus. Cela s’annule pendant 30 jours.",
        many=("concession transférée", "concessions transférées"),
    ),
    bulk=Several(
        lambda attachment: f"{to_whom(attachment)} : passe à la structure du nouveau référent.",
        consequence="Les structures, leurs référents et les anciens contacts sont prévenus. Cela s’annule"
        " pendant 30 jours.",
        way_out="Les laisser où ils sont",
        form=Destinations,
        place=1,
    ),
)
