"""How a query is read: the words that were typed, and what they may mean besides."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from models.values import contacts
from models.values.siret import SIREN_LENGTH, is_siren
from models.values.text import fold

TRIGRAM = 3
"""Shorter words cannot be looked up by their trigrams."""

LONGEST = 60
"""Words of a query that are looked at: nobody types more, and the engines have their limits."""

LONGEST_TEXT = 500
"""Signs of a query in which a company's number is looked for: a pasted address is no longer."""

_DIGIT = re.compile(r"\d")
_BEGUN = re.compile(r"\d{1,2}(?:[ .-]\d{1,2})+")
_NUMBER = re.compile(r"(?:(?<!\d)|(?<=FR\w\w))\d{3}(?: ?\d{3}){2}(?: ?\d{5})?(?!\d)", re.IGNORECASE)
"""A SIREN or a SIRET inside a text: a VAT number, `SIREN 444 608 442`, the address of a directory's page."""


@lru_cache(100)
def readings(query: str) -> list[list[str]]:
    """The ways to read a query, each as the words that a row holds all of.

    What was typed comes first. A guess about it (a telephone, even one that is only begun; a company's number
    inside a text) is added to it, and never put in its place.
    """
    typed = fold(query).split()[:LONGEST]
    guesses = [[guess] for guess in dict.fromkeys(_guesses(query)) if guess and [guess] != typed]
    if typed and guesses and len(short_of(typed)) == len(typed):
        typed = [" ".join(typed)]  # `24-05-17`: looked up whole, as the folded columns hold it
    return [reading for reading in (typed, *guesses) if reading]


def _guesses(query: str) -> Iterator[str]:
    if not _DIGIT.search(query):
        return  # a name is no number: nothing to be parsed
    try:
        yield contacts.national(contacts.phone(query))
    except contacts.PhoneRefused:
        digits = re.sub(r"\D", "", query)
        if len(digits) > TRIGRAM and _BEGUN.fullmatch(query.strip()):
            yield digits
    for found in _NUMBER.findall(query[:LONGEST_TEXT]):
        number = found.replace(" ", "")
        if is_siren(number[:SIREN_LENGTH]):
            yield number


def short_of(words: Sequence[str]) -> list[str]:
    """Those that are too short to be looked up by their trigrams."""
    return [word for word in words if len(word) < TRIGRAM]
