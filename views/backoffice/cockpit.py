"""What the assisted migration knows of a call: what was said, who is concerned, what may be done next."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import Any

from flask import abort, current_app

from models import accounts, attachments, companies, road_openings
from models.accounts import ProAccount
from models.assistance import caller_query, matching, next_step
from models.assistance.caller_query import QueryKind
from models.assistance.matching import Certainty, Match, MatchProfile
from models.assistance.next_step import NextStep, Path, Standing
from models.attachments import Attachment, Evidence
from models.companies import Company
from models.concessions import Concession
from models.directory import Directory, Establishment, State
from models.kernel.base import db
from models.values import contacts
from views.backoffice import answers, calls
from views.backoffice.answers import Other, only
from views.backoffice.kit.columns import searched
from views.fields import row_id


class Call:
    """One state of the cockpit, as its address tells it."""

    def __init__(self, args: Any) -> None:
        self._args = args
        self.heard = caller_query.parse(searched(args.get("q", "")))
        self.title = searched(args.get("intitule", ""))
        self.company: Company | None = _row(Company, args.get("structure"))
        self.account: ProAccount | None = _row(ProAccount, args.get("compte"))
        self.record: Concession | None = _row(Concession, args.get("concession"))
        self.hits = answers.find(self.heard)
        self.was_chosen = self.record is not None
        self._focus()

    # -- who is concerned

    def _focus(self) -> None:
        if self.account is not None:
            self.company = self.account.company
        elif self.company is None:
            self._name()
        if self.company is None and self.record is not None:
            self.company = self._holder(self.record)
        if self.company is None:
            self.account = None

    def _name(self) -> None:
        """What was said names a company, a person or a record when it names but one."""
        if self.heard.siret is not None:
            self.company = companies.find_by_siret(self.heard.siret)
            return
        account = only(self.hits.accounts)
        company = only(self.hits.companies)
        self.record = self.record or only(self.hits.concessions)
        self.was_chosen = self.record is not None
        if account is not None and (company is None or company.id == account.company_id):
            self.account, self.company = account, account.company
        elif company is not None:
            self.company = company
        elif self.record is None:
            named = {found.row.id: found.row for found in self.hits.companies}
            named |= {found.row.company_id: found.row.company for found in self.hits.accounts}
            self.company = next(iter(named.values())) if len(named) == 1 else None

    def _holder(self, record: Concession) -> Company | None:
        held = attachments.current(record)
        if held is not None:
            return held.company
        sure = [guess for guess in self.guesses if guess.certainty is Certainty.CONFIDENT]
        return sure[0].row if sure else None

    @cached_property
    def guesses(self) -> list[Match[Company]]:
        """The companies whose record this probably is."""
        if self.record is None:
            return []
        return [guess for guess in matching.companies_of(self.record) if guess.score >= matching.SHOWN]

    @cached_property
    def found(self) -> Establishment | None:
        """What the directory answers of a SIRET that we do not hold."""
        if self.company is not None or self.heard.siret is None:
            return None
        directory: Directory = current_app.extensions["bascule.directory"]
        return directory.find(self.heard.siret)

    @cached_property
    def people(self) -> list[ProAccount]:
        """The company's accounts."""
        return accounts.list_for_company(self.company) if self.company is not None else []

    @cached_property
    def person(self) -> ProAccount | None:
        """Who is on the telephone: whoever was named, else the likeliest of the company's people."""
        if self.account is not None:
            return self.account
        alone = [one for one in self.people if one.suspended_at is None] or self.people
        return min(alone, key=lambda one: (not one.is_active, one.id), default=None)

    # -- what they hold, and what may be theirs

    @cached_property
    def held(self) -> list[Attachment]:
        """The company's open attachments."""
        if self.company is None:
            return []
        return [one for one in attachments.list_for_company(self.company) if one.is_open]

    @cached_property
    def party(self) -> MatchProfile | None:
        """What the company is compared by."""
        if self.company is not None:
            return matching.profile_of(self.company)
        return MatchProfile.of_establishment(self.found) if self.found is not None else None

    @cached_property
    def candidates(self) -> list[Match[Concession]]:
        """The old records that are probably theirs, those that were asked for first; not what they hold."""
        if self.party is None:
            return []
        asked = {self.record.id: self.record} if self.record is not None and self.was_chosen else {}
        asked |= {one.id: one for one in answers.records(self.title)}
        likely = {match.row.id: match for match in matching.records_of(self.party) if _is_shown(match)}
        wanted = {
            number: likely.pop(number) if number in likely else matching.match_of(one, self.party)
            for number, one in asked.items()
        }
        mine = {one.concession_id for one in self.held}
        return [match for match in (*wanted.values(), *likely.values()) if match.row.id not in mine]

    @cached_property
    def candidate(self) -> Concession | None:
        """The record to attach next: the one that was asked for, else the surest of the free ones."""
        if self.record is not None and self.was_chosen:
            return self.record if self.record.open_attachment is None else None
        titled = answers.records(self.title)
        if len(titled) == 1:
            return titled[0] if titled[0].open_attachment is None else None
        free = [one for one in self.candidates if one.row.open_attachment is None and not one.row.closed_at]
        # They hold one already: another is proposed only when it is surely theirs too.
        least = matching.CONFIDENT if self.held else matching.SHOWN
        return next((one.row for one in free if one.score >= least), None)

    @cached_property
    def attachment(self) -> Attachment | None:
        """The attachment that the call is about."""
        about = [one for one in self.held if self.record is not None and one.concession_id == self.record.id]
        return next_step.furthest(about or self.held)

    @cached_property
    def elsewhere(self) -> Attachment | None:
        """To whom the record that was asked for is attached, when that is another company."""
        held = attachments.current(self.record) if self.record is not None and self.was_chosen else None
        mine = held is not None and self.company is not None and held.company_id == self.company.id
        return None if mine else held

    @cached_property
    def first_request_at(self) -> Any:
        """When the company filed its first request here."""
        return road_openings.first_filed_for(self.company) if self.company is not None else None

    # -- what to do

    @cached_property
    def step(self) -> NextStep:
        """The one thing to do next."""
        if self.company is None and self.found is None:
            several = any(self.hits.counts) and self.record is None or len(self.guesses) > 0
            return NextStep.CHOOSE if several else NextStep.ASK_MORE
        return next_step.decide(self.standing)

    @property
    def standing(self) -> Standing:
        """What decides it."""
        found, person, held = self.found, self.person, self.attachment
        state = found.state if found is not None else State(self.company.directory_state)  # type: ignore[union-attr]
        return Standing(
            directory=state,
            held=self.company is not None,
            person=person.status if person is not None else None,
            attachment=held.status if held is not None else None,
            sees=held is not None and person is not None and attachments.is_referent(held, person),
            record=self.candidate is not None,
            elsewhere=self.elsewhere is not None,
            filed=self.first_request_at is not None,
        )

    @cached_property
    def evidence(self) -> Evidence | None:
        """The evidence to try first."""
        if self.step is not NextStep.ATTACH or self.candidate is None or self.person is None:
            return None
        return attachments.propose(self.candidate, self.person)

    @property
    def path(self) -> Path:
        """How far they are."""
        return Path.of(self.person, self.attachment, self.first_request_at)

    # -- beside what is in focus

    @cached_property
    def others(self) -> list[Other]:
        """What else answers to what was said: each leads to itself in focus."""
        focused = {("structure", self.company.id if self.company else 0)}
        focused |= {("concession", one.id) for one in (self.record,) if one is not None}
        focused |= {("concession", match.row.id) for match in self.candidates}
        focused |= {("concession", one.concession_id) for one in self.held}
        focused |= {("compte", one.id) for one in self.people}
        told = [
            *(Other.of_company(found.row) for found in self.hits.companies),
            *(Other.of_account(found.row) for found in self.hits.accounts),
            *(Other.of_record(found.row) for found in self.hits.concessions),
        ]
        return [
            replace(one, focus={"q": self.heard.text, one.kind: one.id})
            for one in told
            if (one.kind, one.id) not in focused
        ]

    @property
    def known_number(self) -> str:
        """Whose number the person calls from, when it was what was said."""
        if self.heard.kind is not QueryKind.PHONE or self.company is None:
            return ""
        number = contacts.phone(self.heard.text)
        records = [self.record, self.candidate, *(match.row for match in self.candidates)]
        if any(one is not None and one.phone == number for one in records):
            return "record"
        return "company" if self.company.phone == number else ""

    # -- addresses

    def focus(self, **changes: Any) -> dict[str, Any]:
        """The cockpit's address with changes; what is None is dropped."""
        kept = {name: self._args.get(name) for name in calls.KEPT}
        return {name: value for name, value in {**kept, **changes}.items() if value not in (None, "")}

    def told(self, **changes: Any) -> str:
        """The same for pages that must lead back here."""
        return calls.told(**self.focus(**changes))


def _row(model: Any, text: str | None) -> Any:
    if not text:
        return None
    return db.session.get(model, row_id(text)) or abort(404)


def _is_shown(match: Match[Concession]) -> bool:
    # A record of the same SIREN is shown however little else agrees.
    return match.score >= matching.SHOWN or bool(matching.SAME_UNIT & set(match.signs))
