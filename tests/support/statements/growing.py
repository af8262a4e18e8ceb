"""A company with one of all that hangs on it, and more of each: the page grows, its statements do not."""

from __future__ import annotations

import itertools

from sqlalchemy import update

from models import attachments, cases
from models.accounts import ProAccount
from models.attachments import Attachment
from models.attachments.evidence import Evidence
from models.cases import Case, CaseKind
from models.companies import CompanyFacts
from models.concessions import Concession
from models.kernel.actors import Actor
from models.kernel.transactions import transaction
from models.mails import MailState, OutboxEmail
from models.road_openings import RoadOpeningRequest
from models.staff import Agent, saved_filters
from tests.support import people, records, road_works

WHY = "Rappel ce matin au numéro du dossier, la personne a donné le nom du gérant."

_numbers = itertools.count(1)


class Growing:
    """The company, its main account, one record bound to it, and what staff have to do with them."""

    def __init__(self) -> None:
        self.admin: Agent = people.staff("admin")
        self.supervisor: Agent = people.staff("supervisor")
        self.maker: Agent = people.staff("agent")
        self.facts: CompanyFacts = people.facts()
        self.account: ProAccount = people.active(company=self.facts)
        self.record: Concession = self.of_company()
        self.attachment: Attachment = self.attach(self.record, self.account, self.maker)
        attachments.approve(self.attachment, actor=Actor.of_agent(self.supervisor))
        self.request: RoadOpeningRequest
        self.case: Case
        self.more()

    def of_company(self) -> Concession:
        """A free record that bears the company's SIRET."""
        number = next(_numbers)
        return records.concession(
            siret=str(self.facts.siret), holder=f"Titulaire {number}", title=f"Bassin {number} du Roi"
        )

    def attach(self, record: Concession, account: ProAccount, agent: Agent) -> Attachment:
        """By a member of staff, without the code: a supervisor has to look."""
        return attachments.attach(
            record, account, evidence=Evidence.OTHER, justification=WHY, actor=Actor.of_agent(agent)
        )

    def more(self) -> None:
        """One more of everything, each by people who have done nothing else."""
        agent, colleague = people.staff("agent"), people.active(company=self.facts)
        other = people.active()
        self._held_before(other, people.staff("agent"))
        self.of_company()
        waiting = self.attach(self.of_company(), self.account, agent)
        attachments.ask(waiting, question="Qui a rappelé ?", actor=Actor.of_agent(self.supervisor))
        doubted = self.attach(records.concession(), other, self.maker)
        attachments.contest(doubted, reason="Un doute", actor=Actor.of_agent(people.staff("supervisor")))
        attachments.add_referent(self.attachment, colleague, actor=Actor.of_account(self.account))
        self._ask_question()
        self.request = road_works.filed(colleague, self.attachment)
        self.case = cases.open_(
            CaseKind.ATTACH,
            f"Rattacher {next(_numbers)}",
            account=self.account,
            tried={"title": self.record.title, "kind": self.record.kind},
            actor=Actor.system("tests"),
        )
        saved_filters.save(
            self.supervisor,
            "concessions",
            name=f"Voirie {next(_numbers)}",
            query=f"genre=voirie&search={next(_numbers)}",
            shared=False,
            actor=Actor.of_agent(self.supervisor),
        )
        with transaction() as session:  # a mail that came back, to each of them
            session.execute(
                update(OutboxEmail)
                .where(OutboxEmail.account_id == colleague.id)
                .values(state=MailState.BOUNCED.value)
            )

    def _held_before(self, account: ProAccount, agent: Agent) -> None:
        # As if the record had been another company's before: attached elsewhere, ended, then put here.
        past = self.attach(records.concession(), account, agent)
        attachments.detach(past, reason="Erreur de titulaire", actor=Actor.of_agent(agent))
        with transaction() as session:
            session.execute(
                update(Attachment).where(Attachment.id == past.id).values(concession_id=self.record.id)
            )

    def _ask_question(self) -> None:
        attached = self.attachment
        question = attachments.ask(
            attached, question="Vu ?", actor=Actor.of_agent(people.staff("supervisor"))
        )
        attachments.answer(question, text="Oui.", actor=Actor.of_agent(self.maker))
