"""How two sides agree, field by field."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from rapidfuzz.distance import OSA

from models.assistance.matching import MatchProfile, Sign, names, signs

POSTS = frozenset(
    "accueil administratif administration agence bureau commercial compta comptabilite contact direction"
    " exploitation facturation gestion info infos informatique mail mairie reseau reseaux secretariat service"
    " services standard support technique travaux voirie".split()
)
"""The first halves of addresses that name no person."""


SWITCHBOARD = 7
"""Of the nine digits of a number; two that begin alike so far are lines of one house, or a slip."""


class Compared(StrEnum):
    """What is compared."""

    NAME = "name"
    SIREN = "siren"
    ADDRESS = "address"
    PHONE = "phone"
    EMAIL = "email"
    CONTACT = "contact"


class Accord(StrEnum):
    """How the two sides agree; unknown where one of them says nothing."""

    EQUAL = "equal"
    CLOSE = "close"
    DIFFERENT = "different"
    UNKNOWN = "unknown"


def accords(old: MatchProfile, new: MatchProfile, person: tuple[str, str]) -> dict[Compared, Accord]:
    """How a record and a company agree in each field; `person` is the first and last name of who asks."""
    found = signs(old, new)
    return {
        Compared.NAME: _name(old, new, found),
        Compared.SIREN: _siren(old, new),
        Compared.ADDRESS: _address(old, new, found),
        Compared.PHONE: _phone(old, new),
        Compared.EMAIL: _email(old, new, found),
        Compared.CONTACT: contact_accord(old, person),
    }


_CLOSE_NAMES = {
    Sign.SAME_NAME,
    Sign.CLOSE_NAME,
    Sign.CUT_NAME,
    Sign.LONGER_NAME,
    Sign.SOME_WORDS,
    Sign.ACRONYM,
    Sign.INITIALS,
}


def _name(old: MatchProfile, new: MatchProfile, found: frozenset[Sign]) -> Accord:
    ours, theirs = _whole(old.names or (old.title,)), _whole(new.names)
    if ours & theirs:
        return Accord.EQUAL
    if found & _CLOSE_NAMES:
        return Accord.CLOSE
    return Accord.DIFFERENT if Sign.OTHER_NAME in found else Accord.UNKNOWN


def _whole(texts: Iterable[str]) -> set[tuple[str, ...]]:
    """The names in words, whatever their order, without legal forms."""
    return {tuple(sorted(words)) for text in texts if (words := names.words_of(text))}


def _siren(old: MatchProfile, new: MatchProfile) -> Accord:
    if not new.siren or not old.siret.strip():
        return Accord.UNKNOWN
    if old.siren == new.siren:
        return Accord.EQUAL
    slip = OSA.distance(old.siret.strip()[:9], new.siren) <= 1
    return Accord.CLOSE if slip else Accord.DIFFERENT


def _address(old: MatchProfile, new: MatchProfile, found: frozenset[Sign]) -> Accord:
    if not any(old.street) or not any(new.street):
        return Accord.UNKNOWN
    same_town = old.places == new.places or not old.places or not new.places
    if old.street == new.street and same_town:
        return Accord.EQUAL
    return Accord.CLOSE if Sign.SAME_ADDRESS in found else Accord.DIFFERENT


def _phone(old: MatchProfile, new: MatchProfile) -> Accord:
    if not old.digits or not new.digits:
        return Accord.UNKNOWN
    if old.digits & new.digits:
        return Accord.EQUAL
    begins = {digits[:SWITCHBOARD] for digits in old.digits} & {digits[:SWITCHBOARD] for digits in new.digits}
    return Accord.CLOSE if begins else Accord.DIFFERENT


def _email(old: MatchProfile, new: MatchProfile, found: frozenset[Sign]) -> Accord:
    if not old.mailboxes or not new.mailboxes:
        return Accord.UNKNOWN
    if Sign.SAME_EMAIL in found:
        return Accord.EQUAL
    moved = {person_of(box) for box in old.mailboxes} & {person_of(box) for box in new.mailboxes} - {""}
    return Accord.CLOSE if moved or found & {Sign.SAME_DOMAIN, Sign.NAMED_DOMAIN} else Accord.DIFFERENT


def person_of(mailbox: str) -> str:
    """The first half of an address that names somebody: it may follow its person to another house."""
    words = [word for word in names.plain(mailbox.partition("@")[0]).split() if word.isalpha()]
    return " ".join(words) if len(words) > 1 and not set(words) & POSTS else ""


def contact_accord(old: MatchProfile, person: tuple[str, str]) -> Accord:
    """How a person agrees with whom an old record names."""
    first, last = (names.plain(name).split() for name in person)
    known = [*(name for name in old.names if names.is_person(name)), *map(person_of, sorted(old.mailboxes))]
    words = {word for text in known for word in names.plain(text).split()}
    if not words or not last:
        return Accord.UNKNOWN
    if not set(last) <= words:
        return Accord.DIFFERENT
    initials = {name[0] for name in first}
    return Accord.EQUAL if set(first) & words or initials & words else Accord.CLOSE
