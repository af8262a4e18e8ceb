"""Attachments in words, with the evidence that proves them."""

from views.messages.attachments.words import LABELS, REFUSALS, TAGS

__all__ = ["LABELS", "REFUSALS", "TAGS"]
