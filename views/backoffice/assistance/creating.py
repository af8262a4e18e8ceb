"""The account of a caller, made in the panel: what is known already is not asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from models.accounts import PersonKnown, ProAccount
from models.assistance.situation import Situation
from models.companies.directory import CompanyKind, Establishment, State
from models.concessions import Concession
from models.kernel.actors import Actor
from models.values.siret import Siret
from views import formats
from views.backoffice.accounts.create import AccountForm, Subject, create_account, prepared
from views.fields import restore
from views.messages import refusal

ORDER = (
    *("company_name", "company_address", "company_postcode", "company_city"),
    *("company_kind", "company_phone", "company_email", "reason"),
    *("first_name", "last_name", "email", "job_title"),
)
"""In the order in which they are asked; what has its answer already is passed over by the focus."""

FOLDED = ("company_acronym", "account_type")
"""What is right as it stands nearly always: folded away."""


@dataclass(frozen=True)
class Creating:
    """The form, and what stands around it."""

    form: AccountForm
    subject: Subject
    contact: Concession | None = None
    """The old record whose phone and e-mail are proposed for the company."""
    known: Sequence[ProAccount] = ()
    """The accounts that are probably this person's."""

    @property
    def fields(self) -> list[str]:
        """The fields of this form, in their order."""
        return [name for name in ORDER if name in self.form]

    @property
    def folded(self) -> list[str]:
        """The fields that are folded away."""
        return [name for name in FOLDED if name in self.form]

    @property
    def due(self) -> str:
        """Where the next thing is typed; nowhere in a form that came back: its errors are told first."""
        empty = (name for name in self.fields if not self.form[name].data)
        return "" if self.form.errors else next(empty, "first_name")


def make_creating(
    situation: Situation, refused: AccountForm | None = None, subject: Subject | None = None
) -> Creating | None:
    """The form for the company of the call, or as it came back; None where no account can be made."""
    subject = subject or _subject_of(situation)
    if subject is None or subject.is_refused:
        return None
    if refused is not None:
        known = {int(number) for number in refused.known}
        return Creating(
            refused, subject, known=[each for each in situation.holdings.people if each.id in known]
        )
    contact = situation.proposal.contact if subject.held is None else None
    form = prepared(subject, blank=True, offered=_offered(contact))
    restore(form)
    return Creating(form, subject, contact if any(_offered(contact).values()) else None)


def _subject_of(situation: Situation) -> Subject | None:
    """The company of the call; what we hold is not asked of the directory again before something is sent."""
    company, found = situation.company, situation.establishment
    if company is not None:
        state, kind = State(company.directory_state), CompanyKind(company.kind)
        return Subject(Establishment(Siret(company.siret), state, kind=kind), company)
    return Subject(found, None) if found is not None else None


def _offered(contact: Concession | None) -> dict[str, str]:
    """What the old record bears, as it is typed."""
    if contact is None:
        return {}
    return {"company_phone": formats.phone(contact.phone), "company_email": contact.email}


def send(form: AccountForm, subject: Subject, actor: Actor) -> ProAccount | None:
    """The account; None where something is refused, which the form then says."""
    if form.validate():
        with form.refusals(phone="company_phone", name="company_name"):
            try:
                return create_account(form, subject, actor=actor)
            except PersonKnown as refused:
                form.known = refused.facts["accounts"]
                form.refuse(refusal(refused))
    return None
