"""The situation of a call: everything that a query and what was chosen since come to, and the next step."""

from __future__ import annotations

from dataclasses import dataclass

from models import attachments
from models.accounts import ProAccount
from models.assistance import matching
from models.assistance.answers import Answers, Row, search_all
from models.assistance.caller_query import CallerQuery
from models.assistance.focus import Choice, Focus, find_focus
from models.assistance.holdings import Holdings, list_holdings
from models.assistance.listed import find_listed
from models.assistance.matching import MatchProfile
from models.assistance.next_step import NextStep, Standing, decide
from models.assistance.open_sites import OpenSite, list_open_sites
from models.assistance.path import Path
from models.assistance.phone_owner import PhoneOwner, find_owner
from models.assistance.proposal import Proposal, make_proposal
from models.assistance.slips import Slips, find_slips
from models.attachments import Attachment, Evidence
from models.attachments.evidence.siren import is_proved_by_siren
from models.companies import Company
from models.companies.directory import Directory, Establishment, SearchedDirectory, State
from models.concessions import Concession


@dataclass(frozen=True)
class Situation:
    """Where a call has come to. It is read whole: what is asked of it asks the database for nothing more."""

    query: CallerQuery
    title: str
    """The title that the caller says later, to find their record."""
    answers: Answers
    focus: Focus
    establishment: Establishment | None
    """The directory's answer about a SIRET that we do not hold."""
    holdings: Holdings
    proposal: Proposal
    held_elsewhere: Attachment | None
    """The attachment of the record that is spoken of, where that is another company's."""
    listed: tuple[Establishment, ...]
    """While no company is known: those that only the directory knows, by the name that was said."""
    slips: Slips
    """Who bears a number a slip away from the one that was typed."""
    open_sites: tuple[OpenSite, ...]
    """Where the SIRET is closed: the open establishments of its unit."""
    next_step: NextStep
    evidence: Evidence | None
    """The evidence to try first, where the next step is to attach."""

    @property
    def company(self) -> Company | None:
        """The company that the call is about, if it is one of ours."""
        return self.focus.company

    @property
    def record(self) -> Concession | None:
        """The record that is spoken of."""
        return self.focus.record

    @property
    def person(self) -> ProAccount | None:
        """Who is on the telephone."""
        return self.holdings.person

    @property
    def candidate(self) -> Concession | None:
        """The record to attach next."""
        return self.proposal.candidate

    @property
    def is_person_named(self) -> bool:
        """Whether the call itself names who is on the telephone; else they are only supposed."""
        return self.focus.account is not None

    @property
    def is_proved_by_siren(self) -> bool:
        """Whether the record to attach bears their SIREN and the person's own e-mail: then nobody waits."""
        record, person = self.candidate, self.person
        return record is not None and person is not None and is_proved_by_siren(record, person)

    @property
    def in_question(self) -> Attachment | None:
        """The attachment that the next step is about, where somebody has to look into one."""
        if self.next_step is NextStep.HELD_ELSEWHERE:
            return self.held_elsewhere
        is_awaited = self.next_step in (NextStep.AWAIT_SUPERVISOR, NextStep.AWAIT_CHECK)
        return self.holdings.attachment if is_awaited else None

    @property
    def path(self) -> Path:
        """How far they are."""
        return Path.of(self.person, self.holdings.attachment, self.holdings.first_request_at)

    @property
    def phone_owner(self) -> PhoneOwner | None:
        """Where the number stands that was typed, when it is known."""
        likely = (match.row for match in self.proposal.candidates)
        return find_owner(self.query, self.company, [self.record, self.candidate, *likely])

    @property
    def other_answers(self) -> tuple[Row, ...]:
        """What answers to the query and stands nowhere else in the situation."""
        likely = (match.row for match in self.proposal.candidates)
        held = (attachment.concession for attachment in self.holdings.attachments)
        return self.answers.excluding([self.company, self.record, *likely, *held, *self.holdings.people])


def resolve(query: CallerQuery, choice: Choice | None = None, *, directory: SearchedDirectory) -> Situation:
    """What a query, and what was chosen since, come to. Raises `ChosenUnknown`.

    The directory is asked about a SIRET alone, and only when we hold no company of it.
    """
    choice = choice or Choice()
    answers = search_all(query)
    focus = find_focus(query, answers, choice)
    establishment = _find_establishment(query, focus, directory)
    holdings = list_holdings(focus)
    proposal, elsewhere = Proposal(), None
    if (profile := _profile_of(focus, holdings, establishment)) is not None:
        proposal = make_proposal(profile, focus.record, choice.title, holdings.attachments)
        elsewhere = _held_elsewhere(focus)
    slips = find_slips(query, answers, establishment) if focus.company is None else Slips()
    listed = find_listed(query, directory) if focus.company is None else ()
    choices = bool(focus.guesses or slips or listed)
    step = decide(_standing(answers, focus, establishment, holdings, proposal, elsewhere, choices))
    sites = _open_sites(focus.company, establishment) if step is NextStep.ASK_OPEN_SIRET else ()
    evidence = _evidence(step, proposal.candidate, holdings.person)
    return Situation(
        query,
        choice.title,
        answers,
        focus,
        establishment,
        holdings,
        proposal,
        elsewhere,
        listed,
        slips,
        sites,
        step,
        evidence,
    )


def _find_establishment(query: CallerQuery, focus: Focus, directory: Directory) -> Establishment | None:
    if focus.company is not None or query.siret is None:
        return None
    return directory.find(query.siret)


def _profile_of(focus: Focus, holdings: Holdings, establishment: Establishment | None) -> MatchProfile | None:
    if focus.company is not None:
        return matching.profile_of(focus.company, signs=holdings.signs, people=holdings.people)
    return MatchProfile.of_establishment(establishment) if establishment is not None else None


def _held_elsewhere(focus: Focus) -> Attachment | None:
    company, attachment = focus.company, focus.record.open_attachment if focus.record is not None else None
    if attachment is None or (company is not None and attachment.company_id == company.id):
        return None
    return attachment


def _standing(
    answers: Answers,
    focus: Focus,
    establishment: Establishment | None,
    holdings: Holdings,
    proposal: Proposal,
    elsewhere: Attachment | None,
    choices: bool,
) -> Standing:
    person, attachment = holdings.person, holdings.attachment
    return Standing(
        directory=_directory_state(focus.company, establishment),
        is_ours=focus.company is not None,
        choice=choices or (any(answers.counts) and focus.record is None),
        person=person.status if person is not None else None,
        attachment=attachment.status if attachment is not None else None,
        sees=holdings.sees,
        record=proposal.candidate is not None,
        elsewhere=elsewhere is not None,
        filed=holdings.first_request_at is not None,
    )


def _open_sites(company: Company | None, establishment: Establishment | None) -> tuple[OpenSite, ...]:
    if company is not None:
        return list_open_sites(company.siret, None)
    return list_open_sites(str(establishment.siret), establishment) if establishment is not None else ()


def _directory_state(company: Company | None, establishment: Establishment | None) -> State | None:
    if establishment is not None:
        return establishment.state
    return State(company.directory_state) if company is not None else None


def _evidence(step: NextStep, record: Concession | None, person: ProAccount | None) -> Evidence | None:
    if step is not NextStep.ATTACH or record is None or person is None:
        return None
    return attachments.propose(record, person)
