"""The old record beside the company, field by field: equal, close, different, or nothing to compare.

`models.assistance.matching` says which of many fits; here two sides are laid open for somebody who decides.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from models.accounts import ProAccount
from models.assistance.matching import MatchProfile, names
from models.attachments.tables import Attachment
from models.companies import Company
from models.concessions import Concession
from models.reports.agreement import Accord, Compared, accords, contact_accord, person_of
from models.values import contacts


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
    known = [
        (contact_accord(old, (person.first_name, person.last_name)), person.full_name) for person in active
    ]
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
    return _shown(holder, mailbox.partition("@")[0] if person_of(mailbox) else "")
