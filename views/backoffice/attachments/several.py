"""Several attachments at once: approved, contested, detached."""

from __future__ import annotations

from models import attachments
from models.attachments import Attachment, Evidence
from models.permissions import Permission
from views.backoffice.kit.bulk import BulkAction, Reasoned
from views.messages import proof_of


def to_whom(attachment: Attachment) -> str:
    """The company and the person to whom it is attached."""
    return f"{attachment.company.name}, {attachment.referent.full_name}"


def approved(attachment: Attachment) -> str:
    """What an approval does to it."""
    proof = proof_of(Evidence(attachment.evidence)).words.lower()
    what = "prend effet" if attachment.waits_for_review else "sa preuve est tenue pour bonne"
    return f"{to_whom(attachment)} : {what} ({proof})."


def contested(attachment: Attachment) -> str:
    """What a doubt does to it."""
    what = (
        "refusé pour de bon" if attachment.waits_for_review else "en vérification, ses démarches se ferment"
    )
    return f"{to_whom(attachment)} : {what}."


APPROVE = BulkAction(
    "approuver",
    "Approuver",
    Permission.REVIEW,
    icon="shield-check",
    run=attachments.approve,
    check=attachments.check_approve,
    told=approved,
    done=("rattachement approuvé", "rattachements approuvés"),
    consequence="Ce qui attendait prend effet, et tous en sont prévenus.",
    way_out="Ne rien décider",
    fresh=True,
)
CONTEST = BulkAction(
    "contester",
    "Contester",
    Permission.REVIEW,
    icon="shield-exclamation",
    run=attachments.contest,
    check=attachments.check_contest,
    told=contested,
    done=("rattachement contesté", "rattachements contestés"),
    consequence="Structures et référents sont prévenus. Un autre superviseur confirme ou détache.",
    way_out="Ne rien décider",
    form=Reasoned,
    danger=True,
)
DETACH = BulkAction(
    "detacher",
    "Détacher",
    Permission.DETACH_OWN,
    icon="slash-circle",
    run=attachments.detach,
    check=attachments.check_detach,
    told=lambda a: f"{to_whom(a)} : la concession redevient libre.",
    done=("rattachement détaché", "rattachements détachés"),
    consequence="Structures et référents sont prévenus. Cela s’annule pendant 30 jours.",
    way_out="Les laisser rattachés",
    form=Reasoned,
    danger=True,
)

SEVERAL = (APPROVE, CONTEST, DETACH)
