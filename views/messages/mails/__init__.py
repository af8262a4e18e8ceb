"""Mails in words, with what each kind is called and the texts that administrators write."""

from views.messages.mails import kinds, texts, words

LABELS = kinds.LABELS | texts.LABELS
TAGS = words.TAGS
REFUSALS = words.REFUSALS | texts.REFUSALS

__all__ = ["LABELS", "REFUSALS", "TAGS"]
