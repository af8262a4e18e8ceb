"""Imports in words, with what each kind of file is called and what is wrong with a line."""

from views.messages.imports import kinds, words

LABELS = kinds.LABELS | words.LABELS
TAGS = words.TAGS
REFUSALS = words.REFUSALS

__all__ = ["LABELS", "REFUSALS", "TAGS"]
