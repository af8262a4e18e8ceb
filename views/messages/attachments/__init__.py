"""Attachments in words, with the evidence that proves them and the mandates on them."""

from views.messages.attachments import mandates, words

LABELS = words.LABELS
TAGS = words.TAGS | mandates.TAGS
REFUSALS = words.REFUSALS | mandates.REFUSALS

__all__ = ["LABELS", "REFUSALS", "TAGS"]
