"""Ends an attachment."""

from __future__ import annotations

from models import attachments
from models.attachments import AttachmentOver
from models.permissions import Permission
from views.backoffice.attachments.columns import to_whom
from views.backoffice.kit.inputs import ReasonForm
from views.backoffice.kit.row_actions import Done, Question, Several
from views.backoffice.kit.special_actions import Seen

DETACH = Seen(
    verb="detach",
    name="detacher",
    key="d",
    icon="slash-circle",
    label="Détacher",
    tone="stop",
    permission=Permission.DETACH_OWN,
    operation=attachments.detach,
    check=attachments.check_detach,
    absent=(AttachmentOver,),
    form=ReasonForm,
    question=Question(
        "Détacher « {row.concession.title} » de {row.company.name} ?",
        verb="Détacher la concession",
        way_out="La laisser rattachée",
        consequence="La structure et ses référents sont prévenus ; la concession est libre. Cela s’annule"
        " pendant 30 jours.",
        danger=True,
    ),
    done=Done(
        "« {row.concession.title} » n’est plus rattachée à {row.company.name}.",
        more="Tous sont prévenus. Cela s’annule pendant 30 jours.",
        many=("rattachement détaché", "rattachements détachés"),
    ),
    bulk=Several(
        lambda attachment: f"{to_whom(attachment)} : la concession redevient libre.",
        consequence="Structures et référents sont prévenus. Cela s’annule pendant 30 jours.",
        way_out="Les laisser rattachés",
    ),
)
