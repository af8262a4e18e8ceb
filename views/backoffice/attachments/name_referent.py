"""Makes another person of the company *the* referent."""

from __future__ import annotations

from models.attachments import AttachmentOver, afterwards
from models.permissions import Permission
from views.backoffice.attachments.add_referent import AddReferent, ReferentForm
from views.backoffice.kit.row_actions import Done, Question

NAME_REFERENT = AddReferent(
    verb="name_referent",
    name="referent",
    icon="person-check",
    label="Changer le référent",
    permission=Permission.ATTACH,
    operation=afterwards.name_referent,
    check=afterwards.check_add_referent,
    absent=(AttachmentOver,),
    form=ReferentForm,
    question=Question(
        "Qui devient le référent de « {row.concession.title} » ?",
        verb="Changer le référent",
        way_out="Laisser {row.referent.full_name}",
        consequence="Un compte actif de {row.company.name}. {row.referent.full_name} reste co-référent, et"
        " peut geler ce changement par le lien du courriel qui le prévient.",
    ),
    done=Done(
        "{made.full_name} est maintenant le référent.", more="Les personnes concernées sont prévenues."
    ),
)
