"""The two sides of a comparison: what an old record says of its holder, and what we know of a company."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from models.assistance.matching import names
from models.assistance.matching.numbers import dialled, siren_of
from models.assistance.matching.words import STOP, TITLES
from models.companies import Company
from models.companies.directory import Establishment
from models.concessions import Concession
from models.values import contacts

PROVIDERS = frozenset(
    "aliceadsl.fr aol.com bbox.fr cegetel.net club-internet.fr dbmail.com free.fr gmail.com gmx.fr"
    " hotmail.com hotmail.fr icloud.com laposte.net live.com live.fr mac.com me.com msn.com neuf.fr"
    " noos.fr nordnet.fr numericable.fr orange.fr outlook.com outlook.fr proton.me protonmail.com sfr.fr"
    " wanadoo.fr yahoo.com yahoo.fr ymail.com".split()
)
"""Mail boxes at these say nothing of the company."""

_WAYS = {
    "r": "rue", "ru": "rue", "av": "avenue", "ave": "avenue", "bd": "boulevard", "bld": "boulevard",
    "boul": "boulevard", "pl": "place", "che": "chemin", "chem": "chemin", "rte": "route", "imp": "impasse",
    "all": "allee", "sq": "square", "st": "saint", "ste": "sainte", "dr": "docteur", "gal": "general",
    "mal": "marechal", "pdt": "president", "res": "residence", "bat": "batiment", "lot": "lotissement",
}  # fmt: skip
_BOX = re.compile(r"\b(?:bp|cs|tsa|cedex)\s*[0-9]*")

Words = tuple[str, ...]


@dataclass(frozen=True)
class MatchProfile:
    """One side, in the words of its file. What is unknown is empty."""

    names: tuple[str, ...] = ()
    title: str = ""
    """An old record's *intitulé*: works, streets, or a name."""
    acronym: str = ""
    siret: str = ""
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    address: str = ""
    city: str = ""

    @classmethod
    def of_record(cls, record: Concession) -> MatchProfile:
        """What the old portal's record says."""
        return cls(
            names=(record.holder,),
            title=record.title,
            siret=record.siret,
            phones=(record.phone,),
            emails=(record.email,),
            address=record.address,
            city=record.city,
        )

    @classmethod
    def of_company(
        cls, company: Company, *, signs: tuple[str, ...] = (), emails: tuple[str, ...] = ()
    ) -> MatchProfile:
        """What we know of a company; `signs` are its trade names, `emails` those of its active accounts."""
        return cls(
            names=(company.name, *signs),
            acronym=company.acronym,
            siret=company.siret,
            phones=(company.phone,),
            emails=(company.email, *emails),
            address=company.address,
            city=company.city,
        )

    @classmethod
    def of_establishment(cls, found: Establishment) -> MatchProfile:
        """What the directory says of a company that we do not hold yet."""
        return cls(
            names=(found.name,),
            acronym=found.acronym,
            siret=str(found.siret),
            address=found.address,
            city=found.city,
        )

    @cached_property
    def siren(self) -> str:
        """The legal unit's nine digits, where the number is whole enough to tell them."""
        return siren_of(self.siret)

    @cached_property
    def mailboxes(self) -> frozenset[str]:
        """The addresses, folded."""
        found = (contacts.email_key(email).replace(" ", "").strip(";,.") for email in self.emails)
        return frozenset(mailbox for mailbox in found if "@" in mailbox)

    @cached_property
    def domains(self) -> frozenset[str]:
        """Whose mail boxes they are; a provider's is nobody's."""
        return frozenset(mailbox.rpartition("@")[2] for mailbox in self.mailboxes) - PROVIDERS

    @cached_property
    def digits(self) -> frozenset[str]:
        """The numbers as they are dialled here, without the zero that spreadsheets eat."""
        return frozenset(digits for text in self.phones for digits in dialled(text))

    @cached_property
    def street(self) -> tuple[frozenset[str], Words]:
        """The numbers and the words of the address, ways spelt out, without post boxes."""
        words = [_WAYS.get(word, word) for word in _BOX.sub(" ", names.plain(self.address)).split()]
        numbers = frozenset(word for word in words if word.isdigit())
        return numbers, tuple(word for word in words if word not in STOP and not word.isdigit())

    @cached_property
    def places(self) -> frozenset[str]:
        """The words of its town."""
        return frozenset(names.plain(self.city).split()) - {"cedex"}

    @cached_property
    def record_names(self) -> list[Words]:
        """A record's possible names of a company; none where it names a person, a post, works or a town."""
        holders = [part for name in self.names for part in names.parts_of(name)]
        titles = [names.without_works(part) for part in names.parts_of(self.title)]
        telling = [text for text in (*holders, *titles) if _is_telling(text)]
        return _distinct([*telling, *names.known_as(telling)])

    @cached_property
    def person_names(self) -> list[Words]:
        """Whom a record names in a company's place: a sole trader's company bears his own name."""
        named = _distinct([name for name in self.names if names.is_person(name)])
        without_titles = (tuple(word for word in name if word not in TITLES) for name in named)
        return [words for words in without_titles if words]

    @cached_property
    def company_names(self) -> list[Words]:
        """A company's names."""
        return _distinct([part for name in self.names for part in names.parts_of(name)])

    @cached_property
    def given_acronym(self) -> str:
        """The acronym that the directory gives, in one word."""
        return names.plain(self.acronym).replace(" ", "")

    @cached_property
    def made_acronyms(self) -> frozenset[str]:
        """The acronyms that its names would give."""
        return frozenset(made for name in self.names for made in names.initials(name))


def _is_telling(text: str) -> bool:
    return bool(text) and not (names.is_nobody(text) or names.is_person(text) or names.is_place(text))


def _distinct(texts: list[str]) -> list[Words]:
    return list(dict.fromkeys(words for text in texts if (words := names.words_of(text))))
