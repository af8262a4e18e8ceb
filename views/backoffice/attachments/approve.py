"""A supervisor accepts the evidence."""

from __future__ import annotations

from models import attachments
from models.attachments import Attachment, Evidence
from models.permissions import Permission
from views.backoffice.attachments.columns import to_whom
from views.backoffice.attachments.reviewing import Approval, Decision, void_words
from views.backoffice.kit.row_actions import Done, Question, Several
from views.messages import proof_of


def approved(attachment: Attachment) -> str:
    """What an approval does to it."""
    proof = proof_of(Evidence(attachment.evidence)).words.lower()
    what = "prend effet" if attachment.waits_for_review else "sa preuve est tenue pour bonne"
    return f"{to_whom(attachment)} : {what} ({proof})."


def follows(attachment: Attachment) -> str:
    """The same, of one alone."""
    waits = attachment.waits_for_review
    words = "Il prendra effet, et tous seront prévenus." if waits else "La preuve est tenue pour bonne."
    return words + void_words(attachment)


APPROVE = Decision(
    verb="approve",
    name="approuver",
    icon="shield-check",
    label="Approuver",
    permission=Permission.REVIEW,
    fresh=True,
    operation=attachments.approve,
    check=attachments.check_approve,
    form=Approval,
    question=Question(
        "Approuver le rattachement de « {row.concession.title} » à {row.company.name} ?",
        verb="Approuver le rattachement",
        way_out="Ne rien décider",
        consequence=follows,
    ),
    done=Done(
        "Le rattachement de « {row.concession.title} » est approuvé.",
        many=("rattachement approuvé", "rattachements approuvés"),
    ),
    bulk=Several(
        approved,
        consequence="Ce qui attendait prend effet, et tous en sont prévenus.",
        way_out="Ne rien décider",
    ),
)
