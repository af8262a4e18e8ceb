"""The old record beside the company, field by field: equal, close, different, or nothing to compare.

`models.assistance.matching` says which of many fits; here two sides are laid open for somebody who decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from rapidfuzz.distance import OSA

from models.accounts import ProAccount
from models.assistance.matching import MatchProfile, Sign, names, signs
from models.attachments.tables import Attachment
from models.companies import Company
from models.concessions import Concession
from models.values import contacts

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


@dataclass(frozen=True)
class Line:
    """One field, with what each side says of it."""

    field: Compared
    old: tuple[str, ...]
    new: tuple[str, ...]
    accord: Accord


def compare(attachment: Attachment) -> list[Line]:
    """The old record and who asks for it, each field with its accord."""
    concession, company, account = attachment.concession, attachment.company, attachment.referent
    emails = _shown(company.email, account.email, account.typed_email)
    phones = _shown(company.phone, account.typed_phone)
    new = replace(MatchProfile.of_company(company), phones=phones, emails=emails)
    found = accords(MatchProfile.of_record(concession), new, (account.first_name, account.last_name))
    shown = {
        **_both(concession, company),
        Compared.PHONE: (_shown(concession.phone), phones),
        Compared.EMAIL: (_shown(concession.email), emails),
        Compared.CONTACT: (_contact(concession), _shown(account.full_name, account.job_title)),
    }
    return [Line(field, *shown[field], found[field]) for field in Compared]


def compare_pair(concession: Concession, company: Company, people: Sequence[ProAccount]) -> list[Line]:
    """The old record and a company that may hold it, before anybody asks for it."""
    active = [person for person in people if person.is_active]
    emails = _shown(company.email, *(person.email for person in active))
    new = replace(MatchProfile.of_company(company), emails=emails)
    old = MatchProfile.of_record(concession)
    found = accords(old, new, ("", ""))
    known = [(_person(old, (person.first_name, person.last_name)), person.full_name) for person in active]
    contact = min(known, key=lambda each: list(Accord).index(each[0]), default=(Accord.UNKNOWN, ""))
    shown = {
        **_both(concession, company),
        Compared.PHONE: (_shown(concession.phone), _shown(company.phone)),
        Compared.EMAIL: (_shown(concession.email), emails),
        Compared.CONTACT: (_contact(concession), _shown(contact[1])),
    }
    return [Line(field, *shown[field], {**found, Compared.CONTACT: contact[0]}[field]) for field in Compared]


def _both(
    concession: Concession, company: Company
) -> dict[Compared, tuple[tuple[str, ...], tuple[str, ...]]]:
    """What the record and the company say by themselves, whoever asks."""
    return {
        Compared.NAME: (_shown(concession.holder or concession.title), _shown(company.name, company.acronym)),
        Compared.SIREN: (_shown(concession.siren), _shown(company.siret[:9])),
        Compared.ADDRESS: (_place(concession), _place(company)),
    }


def accords(old: MatchProfile, new: MatchProfile, person: tuple[str, str]) -> dict[Compared, Accord]:
    """How a record and a company agree in each field; `person` is the first and last name of who asks."""
    found = signs(old, new)
    return {
        Compared.NAME: _name(old, new, found),
        Compared.SIREN: _siren(old, new),
        Compared.ADDRESS: _address(old, new, found),
        Compared.PHONE: _phone(old, new),
        Compared.EMAIL: _email(old, new, found),
        Compared.CONTACT: _person(old, person),
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
    moved = {_person_of(box) for box in old.mailboxes} & {_person_of(box) for box in new.mailboxes} - {""}
    return Accord.CLOSE if moved or found & {Sign.SAME_DOMAIN, Sign.NAMED_DOMAIN} else Accord.DIFFERENT


def _person_of(mailbox: str) -> str:
    """The first half of an address that names somebody: it may follow its person to another house."""
    words = [word for word in names.plain(mailbox.partition("@")[0]).split() if word.isalpha()]
    return " ".join(words) if len(words) > 1 and not set(words) & POSTS else ""


def _person(old: MatchProfile, person: tuple[str, str]) -> Accord:
    first, last = (names.plain(name).split() for name in person)
    known = [*(name for name in old.names if names.is_person(name)), *map(_person_of, sorted(old.mailboxes))]
    words = {word for text in known for word in names.plain(text).split()}
    if not words or not last:
        return Accord.UNKNOWN
    if not set(last) <= words:
        return Accord.DIFFERENT
    initials = {name[0] for name in first}
    return Accord.EQUAL if set(first) & words or initials & words else Accord.CLOSE


def _shown(*values: str) -> tuple[str, ...]:
    """What is there, each once."""
    kept: dict[str, str] = {}
    for value in values:
        if value.strip():
            kept.setdefault(contacts.email_key(value), value.strip())
    return tuple(kept.values())


def _place(where: Concession | Company) -> tuple[str, ...]:
    lines = [*where.address.splitlines(), f"{where.postcode} {where.city}"]
    return tuple(line.strip() for line in lines if line.strip())


def _contact(concession: Concession) -> tuple[str, ...]:
    """Whom the old record names: its holder where that is a person, and whose address it bears."""
    holder = concession.holder if names.is_person(concession.holder) else ""
    mailbox = contacts.email_key(concession.email)
    return _shown(holder, mailbox.partition("@")[0] if _person_of(mailbox) else "")
