"""The form of the panel: what proves that the record is theirs, and what came back refused."""

from __future__ import annotations

from models.assistance.situation import Situation
from models.attachments.evidence import EVIDENCE, Need
from views.backoffice.concessions.attach import AttachForm
from views.messages.assistance.matching import justification

IN_THE_PANEL = frozenset({Need.ACCESS_CODE, Need.JUSTIFICATION})
"""What the panel has inputs for; evidence that needs more has a page of its own."""


def fill(situation: Situation, refused: AttachForm | None = None) -> tuple[AttachForm | None, list[str]]:
    """The form of the panel, and the refusals that no field of it bears.

    A form that was refused comes back as it was typed, unless what it proves is no longer asked: a failure
    too many, and another evidence is the next to try.
    """
    next_form = attach_form(situation)
    if refused is None:
        return next_form, []
    is_asked = next_form is not None and refused.evidence.data == situation.evidence
    beside = {need.value for need in EVIDENCE[situation.evidence].needs} if situation.evidence else set()
    borne = beside if is_asked else set()
    elsewhere = [
        words for name, all_words in refused.errors.items() if name not in borne for words in all_words
    ]
    return (refused if is_asked else next_form), elsewhere


def attach_form(situation: Situation) -> AttachForm | None:
    """The form of the panel: the record, the person and the evidence are known already."""
    record, person, evidence = situation.candidate, situation.person, situation.evidence
    if record is None or person is None or evidence is None or not EVIDENCE[evidence].needs <= IN_THE_PANEL:
        return None
    candidates = situation.proposal.candidates
    signs = next((match.signs for match in candidates if match.row.id == record.id), ())
    return AttachForm(
        formdata=None,
        data={
            "account": person.identifier,
            "evidence": evidence.value,
            "justification": justification(evidence, record.siren, signs),
        },
    )
