"""What speaks for and against an old record being a company's: each sign has a name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from rapidfuzz.distance import OSA

from models.assistance.matching import names, resembling
from models.assistance.matching.parties import PROVIDERS, MatchProfile
from models.assistance.matching.resembling import Likeness
from models.assistance.matching.signs import CLOSE, KEPT, SAME, SAME_UNIT, TELLING, TELLING_SIGNS, VAGUE, Sign


def signs(record: MatchProfile, company: MatchProfile) -> frozenset[Sign]:
    """All the signs between an old record and a company, as both sides stand."""
    return _signs(record, company)


@lru_cache(KEPT)
def _signs(record: MatchProfile, company: MatchProfile) -> frozenset[Sign]:
    found = {*_numbers(record, company), *_names(record, company), *_mails(record, company)}
    found |= {*_places(record, company)}
    return frozenset(found)


def among(found: Sequence[tuple[str, frozenset[Sign]]]) -> list[frozenset[Sign]]:
    """The signs of all companies that one record leads to, each a SIREN with its signs, seen together.

    A number of another of ours, to which nothing else leads, is a slip of the pen; one of nobody we know is
    somebody else's. A domain that several legal units bear is a group's.
    """
    stray = any(is_bare(signs_) for _, signs_ in found)
    bearers = {siren for siren, signs_ in found if signs_ & {Sign.SAME_DOMAIN, Sign.NAMED_DOMAIN}}
    slips = {Sign.OTHER_SIREN} if stray else set()
    swaps = {Sign.SAME_DOMAIN: Sign.SHARED_DOMAIN} if len(bearers) > 1 else {}
    return [frozenset(swaps.get(sign, sign) for sign in signs_ - slips) for _, signs_ in found]


def is_bare(found: frozenset[Sign]) -> bool:
    """Whether only a number leads to a company, whose name is another."""
    return bool(found & SAME_UNIT) and Sign.OTHER_NAME in found and not found & TELLING_SIGNS


def _numbers(record: MatchProfile, company: MatchProfile) -> Iterator[Sign]:
    if record.siren and company.siren:
        if record.siren != company.siren:
            yield Sign.OTHER_SIREN
        else:
            yield Sign.SAME_SIRET if record.siret.strip() == company.siret else Sign.SAME_SIREN
    if record.digits and company.digits:
        yield Sign.SAME_PHONE if record.digits & company.digits else Sign.OTHER_PHONE


def _names(record: MatchProfile, company: MatchProfile) -> Iterator[Sign]:
    if any(set(person) == set(name) for person in record.person_names for name in company.company_names):
        yield Sign.SAME_NAME
        return
    if not record.record_names:
        return  # another person, a post, works: nothing for, nothing against
    like = best_likeness(record, company)
    acronym = _acronym(record, company) if like.both < CLOSE else None
    sign = acronym or _degree(like)
    yield sign
    if acronym is None and like.apart and sign is not Sign.SAME_NAME and like.shared >= TELLING:
        yield Sign.SISTER_NAME
    if acronym is None and sign is not Sign.OTHER_NAME and like.shared < TELLING:
        yield Sign.POOR_NAME


def _degree(like: Likeness) -> Sign:
    if like.both >= SAME:
        return Sign.SAME_NAME
    if like.both >= CLOSE:
        return Sign.CLOSE_NAME
    if like.ours >= CLOSE:
        return Sign.CUT_NAME
    if like.theirs >= CLOSE:
        return Sign.LONGER_NAME
    return Sign.SOME_WORDS if like.rank[0] >= VAGUE else Sign.OTHER_NAME


def best_likeness(record: MatchProfile, company: MatchProfile) -> Likeness:
    """The best agreement between any name of the one and any name of the other."""
    places = record.places | company.places
    pairs = ((ours, theirs) for ours in record.record_names for theirs in company.company_names)
    found = (resembling.likeness(ours, theirs, places) for ours, theirs in pairs)
    return max(found, key=lambda each: each.rank, default=Likeness())


def _acronym(record: MatchProfile, company: MatchProfile) -> Sign | None:
    short = {words[0] for words in record.record_names if len(words) == 1 or names.weight(words[1]) < 0.3}
    if company.given_acronym and company.given_acronym in short:
        return Sign.ACRONYM
    long_enough = {word for word in short if len(word) >= 3}
    return Sign.INITIALS if company.made_acronyms & long_enough else None


def _mails(record: MatchProfile, company: MatchProfile) -> Iterator[Sign]:
    if record.mailboxes & company.mailboxes:
        yield Sign.SAME_EMAIL
    elif record.domains & company.domains:
        yield Sign.SAME_DOMAIN
    elif any(_bears(domain, company) for domain in record.domains):
        yield Sign.NAMED_DOMAIN
    elif any(_bears_word(mailbox, company) for mailbox in record.mailboxes):
        yield Sign.NAMED_MAILBOX
    elif record.domains and company.domains:
        yield Sign.OTHER_DOMAIN


def _bears(domain: str, company: MatchProfile) -> bool:
    """Whether a domain is made of the company's name or acronym."""
    label = names.plain(domain.split(".")[-2] if "." in domain else domain).replace(" ", "")
    made = (
        {"".join(words) for words in company.company_names} | {company.given_acronym} | company.made_acronyms
    )
    return len(label) >= 3 and label in made


def _bears_word(mailbox: str, company: MatchProfile) -> bool:
    """Whether a mail box at a provider bears the company's first telling word: `eliad.6726@gmail.com`."""
    local, _, domain = mailbox.partition("@")
    parts = set(names.plain(local).split())
    firsts = {next((w for w in words if names.weight(w) >= 1), "") for words in company.company_names}
    called = {word for word in {*firsts, company.given_acronym} if len(word) >= 3}
    return domain in PROVIDERS and not called.isdisjoint(parts)


def _places(record: MatchProfile, company: MatchProfile) -> Iterator[Sign]:
    if _same_street(record, company):
        yield Sign.SAME_ADDRESS
    elif record.places and company.places:
        towns = (" ".join(sorted(party.places)) for party in (record, company))
        yield Sign.SAME_CITY if OSA.normalized_similarity(*towns) >= 0.75 else Sign.OTHER_CITY


def _same_street(record: MatchProfile, company: MatchProfile) -> bool:
    (our_numbers, ours), (their_numbers, theirs) = record.street, company.street
    shared = bool(our_numbers & their_numbers)
    if our_numbers and their_numbers and not shared:
        return False
    like = resembling.likeness(ours, theirs)
    return like.both >= 0.75 and (shared or like.shared >= 2)
