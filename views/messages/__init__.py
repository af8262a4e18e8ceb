"""The one home of our sentences: refusals, labels, states, HTTP errors, what a step achieved."""

from __future__ import annotations

from views.messages.attachments.evidence import proof_of
from views.messages.audit import EVENTS, event_of, reason_of
from views.messages.kit.facts import FACTS, fact_of, value_of_fact
from views.messages.kit.lookups import label_of, refusal, tag_of
from views.messages.kit.pages import ERRORS, LOOKING, flash_of
from views.messages.kit.tables import LABELS, REFUSALS, TAGS
from views.messages.kit.tag import Tag

__all__ = [
    "ERRORS",
    "EVENTS",
    "FACTS",
    "LABELS",
    "LOOKING",
    "REFUSALS",
    "TAGS",
    "Tag",
    "event_of",
    "fact_of",
    "flash_of",
    "label_of",
    "proof_of",
    "reason_of",
    "refusal",
    "tag_of",
    "value_of_fact",
]
