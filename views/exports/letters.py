"""Letters as one accessible PDF: each on its pages, its address behind the window, then the list of all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from werkzeug.wrappers import Response

from models.mails.texts import TextGroup, fill
from models.mails.texts.catalogue import kinds
from models.values.days import today
from views import formats, templating
from views.exports.statements import download
from views.mails import wording_of


class Letter(NamedTuple):
    """One letter: where it goes, what it says."""

    address: list[str]
    subject: str
    body: str


def letter_of(name: str, address: list[str], values: dict[str, str]) -> Letter:
    """The letter of that name, as it is worded now, with these values."""
    wording = wording_of(kinds()[f"{TextGroup.LETTER}-{name}"])
    subject = fill(wording.subject, values) or templating.current_brand().portal
    return Letter(address, subject, fill(wording.body, values))


def print_letters(
    name: str, letters: Sequence[Letter], *, listed: bool = False, without: int = 0
) -> Response:
    """The PDF; `listed` adds the list of the addresses, which says how many records are `without` any."""
    brand = templating.current_brand()
    rows = [
        [str(number), letter.address[0], ", ".join(letter.address[1:])]
        for number, letter in enumerate(letters, 1)
    ]
    facts = {
        "title": formats.plural(len(letters), "lettre"),
        "authority": brand.authority,
        "portal": brand.portal,
        "issued": formats.day(today()),
        "letters": [letter._asdict() for letter in letters],
        "list": rows if listed else [],
        "listed": f"Liste des adresses : {formats.plural(len(letters), 'lettre')}",
        "without": without,
        "without_words": f"Sans courriel ni adresse postale, hors de cette liste : {without}.",
    }
    return download("lettre.typ", name, facts)
