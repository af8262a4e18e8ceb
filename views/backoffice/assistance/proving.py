"""What proves that a record is theirs: the evidence that is tried, its fields, the others at hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from models.accounts import ProAccount
from models.assistance.matching import Sign
from models.assistance.situation import Situation
from models.attachments.evidence import EVIDENCE, Evidence, Need
from models.attachments.proposals import list_at_hand
from models.concessions import Concession
from views.backoffice.concessions.attach import AttachForm
from views.messages.assistance.matching import justification
from views.messages.attachments.evidence import EVIDENCE as WORDS


@dataclass(frozen=True)
class Other:
    """An evidence that may be tried instead: its words, its key."""

    evidence: Evidence
    words: str
    key: str


@dataclass(frozen=True)
class Proving:
    """The form of one evidence, with the fields that it needs alone."""

    form: AttachForm
    record: Concession
    evidence: Evidence
    needs: frozenset[str]
    others: Sequence[Other]

    @property
    def shows_contacts(self) -> bool:
        """Whether it shows what the old record says of its contact: a look that leaves its trace."""
        return Need.CALLED_NUMBER in self.needs


def make_proving(
    situation: Situation, chosen: str | None = None, refused: AttachForm | None = None
) -> Proving | None:
    """The form of the evidence that was chosen, else of the first to try; None where nothing is to attach.

    One that was refused comes back as it was typed, unless its evidence is no longer at hand: a failure too
    many, and another is the next to try.
    """
    record, person, first = situation.candidate, situation.person, situation.evidence
    if record is None or person is None or first is None:
        return None
    at_hand = list_at_hand(record, person)
    evidence = _named(chosen if refused is None else refused.evidence.data, at_hand) or first
    is_back = refused is not None and refused.evidence.data == evidence
    form = refused if refused is not None and is_back else _blank(situation, record, person, evidence)
    needs = frozenset(need.value for need in EVIDENCE[evidence].needs)
    others = [Other(kind, WORDS[kind].proof.words, WORDS[kind].key) for kind in at_hand if kind != evidence]
    return Proving(form, record, evidence, needs, others)


def unborne(refused: AttachForm | None, proving: Proving | None) -> list[str]:
    """The refusals that no field in sight bears: of the record, or of what is asked for no longer."""
    if refused is None:
        return []
    borne = proving.needs if proving is not None and proving.form is refused else ()
    return [words for name, errors in refused.errors.items() if name not in borne for words in errors]


def _named(value: str | None, at_hand: Sequence[Evidence]) -> Evidence | None:
    return next((kind for kind in at_hand if kind == value), None)


def _blank(situation: Situation, record: Concession, person: ProAccount, evidence: Evidence) -> AttachForm:
    known = {
        "account": person.identifier,
        "evidence": evidence.value,
        "called_number": record.phones[0] if record.phones else None,
        "justification": justification(evidence, record.siren, _signs(situation, record)),
    }
    form = AttachForm(formdata=None, data=known)
    form.offer(record)
    return form


def _signs(situation: Situation, record: Concession) -> Sequence[Sign]:
    candidates = situation.proposal.candidates
    return next((match.signs for match in candidates if match.row.id == record.id), ())
