"""Companies in words, with what the national directory says of them."""

from views.messages.companies.directory import LABELS, TAGS
from views.messages.companies.words import REFUSALS

__all__ = ["LABELS", "REFUSALS", "TAGS"]
