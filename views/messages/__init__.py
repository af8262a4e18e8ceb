"""The one home of our sentences: refusals, labels, states, HTTP errors, what a step achieved."""

from __future__ import annotations

from views.messages.audit import EVENTS, event_of, reason_of
from views.messages.evidence import proof_of
from views.messages.facts import FACTS, fact_of, value_of_fact
from views.messages.labels import LABELS, label_of
from views.messages.pages import ERRORS, LOOKING, flash_of
from views.messages.refusals import REFUSALS, refusal
from views.messages.tags import TAGS, Tag, tag_of

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
