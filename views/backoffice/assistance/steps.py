"""What a step says: the facts that fill its words."""

from __future__ import annotations

from models.accounts import ProAccount
from models.assistance.next_step import NextStep
from models.assistance.situation import Situation
from models.attachments import Evidence
from views import formats
from views.backoffice.assistance.links import time_left
from views.messages.assistance.next_step import Words, step_words


def words(situation: Situation, step: NextStep, evidence: Evidence | None) -> Words:
    """What a step says, with the evidence that it tries: its title, why, and the sentence for the person."""
    return step_words(step, evidence, facts(situation))


def facts(situation: Situation) -> dict[str, str]:
    """What the sentences of the steps are filled with."""
    person, record, first = situation.person, situation.candidate, situation.holdings.first_request_at
    return {
        **_person_facts(person),
        **_attachment_facts(situation),
        "people": _people_words(len(situation.holdings.people)),
        "record": record.title if record is not None else "",
        "filed": formats.day(first) if first else "",
        "effect": _effect(person),
        "proof": _proof(situation),
    }


def _person_facts(person: ProAccount | None) -> dict[str, str]:
    return {
        "person": person.full_name if person is not None else "",
        "email": person.email if person is not None else "",
        "identifier": person.identifier if person is not None else "",
        "reason": (person.suspended_reason or "") if person is not None else "",
        "left": time_left(person),
    }


def _attachment_facts(situation: Situation) -> dict[str, str]:
    held = situation.holdings.attachment
    return {
        "referent": held.referent.full_name if held is not None else "",
        "since": formats.day(held.created_at) if held is not None else "",
        "due": formats.day(held.review_due_at) if held is not None and held.review_due_at else "",
    }


def _people_words(count: int) -> str:
    if not count:
        return "Personne n’a encore de compte pour cette structure."
    return f"{formats.plural(count, 'compte')} pour cette structure."


def _effect(person: ProAccount | None) -> str:
    """When what needs no supervisor takes effect."""
    is_pending = person is not None and person.is_pending
    return "effet à l’activation du compte" if is_pending else "effet immédiat"


def _proof(situation: Situation) -> str:
    """What the SIREN is worth for this person."""
    if situation.is_proved_by_siren:
        return "Il porte aussi le courriel du compte, activé : effet immédiat, sans code."
    return "Sans le courriel du compte, un superviseur approuve d’abord."
