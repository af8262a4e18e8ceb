"""What is done for a caller beside the next step, opened in its place: a form, and back to the call."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from flask import url_for
from wtforms import SelectChoice

from models.accounts import ProAccount
from models.assistance.situation import Situation
from models.attachments import Attachment
from models.cases.promising import NO_CASE
from models.cases.queries import find_open_whole
from models.concessions.reaches import Reach
from models.staff.queries import list_supervisors
from models.values import days
from views import access, formats
from views.backoffice.kit.inputs import Radios, StepForm
from views.backoffice.kit.versioned_forms import VersionedForm
from views.fields import Day, Form, LongText
from views.fields.checks import Needed
from views.messages.assistance.next_step import Words
from views.messages.assistance.tools import TOOLS


class Referring(StepForm):
    """Whom the attachment is shown to."""

    account = Radios("Personne", needed="Choisissez une personne.")

    def offer(self, people: list[ProAccount], caller: ProAccount | None) -> None:
        """Those who may be added: first who calls; where there is but one, no choice is left."""
        self.account.choices = [SelectChoice(str(each.id), each.full_name) for each in people]
        likely = [each for each in people if each is caller] or people
        if len(likely) == 1 and not self.is_submitted():
            self.account.data = str(likely[0].id)


def list_newcomers(situation: Situation, attachment: Attachment) -> list[ProAccount]:
    """The active people of the company who do not see it yet."""
    seeing = {referent.account_id for referent in attachment.referents}
    return [each for each in situation.holdings.people if each.is_active and each.id not in seeing]


class Asking(StepForm):
    """What a supervisor is to decide."""

    question = LongText(
        "Ce qu’il faut décider",
        needed="Dites ce qu’il faut décider.",
        hint="En une phrase : c’est la prochaine action du dossier.",
        longest=180,
    )
    owner = Radios("Superviseur", needed="Choisissez un superviseur.")

    def offer(self) -> None:
        """Those who may act now."""
        supervisors = list_supervisors()
        self.owner.choices = [SelectChoice(each.email, each.name) for each in supervisors]
        if not self.is_submitted():
            self.owner.data = supervisors[0].email if supervisors else None

    @property
    def supervisor(self) -> str:
        """The name of whoever was chosen."""
        return next((each.label for each in self.owner.choices if each.value == self.owner.data), "")

    @property
    def next_action(self) -> str:
        """What comes next in the case, with who asks it."""
        agent = access.current_agent()
        return formats.typo(f"{agent.name} demande : {self.question.data}" if agent else self.question.data)


class Reaching(StepForm):
    """Where one calls back, and for when."""

    reach = Radios("Où", needed="Choisissez un numéro ou une adresse.")
    due_on = Day("Pour le", [Needed("Dites pour quel jour : sans date, personne ne rappelle.")])

    def offer(self, reaches: Sequence[Reach]) -> None:
        """What is known, each with where it stands."""
        self.reach.choices = [SelectChoice(each.value, _reach_words(each)) for each in reaches]
        if reaches and not self.is_submitted():
            self.reach.data = reaches[0].value
            self.due_on.data = worked(days.today() + timedelta(days=1))

    def next_action(self, reaches: Sequence[Reach], person: ProAccount | None) -> str:
        """What comes next in the case: who is called or written to, and where."""
        chosen = next(each for each in reaches if each.value == self.reach.data)
        verb, to = ("Écrire à", "à l’adresse") if chosen.is_mail else ("Rappeler", "au")
        who = f"{person.full_name} {to}" if person is not None else to
        words = (
            f"{verb} {who} {_written(chosen)}" if person or not chosen.is_mail else f"{verb} {chosen.value}"
        )
        return formats.typo(words)[:250]


def _written(reach: Reach) -> str:
    return reach.value if reach.is_mail else formats.phone(reach.value)


def _reach_words(reach: Reach) -> str:
    where = "structure" if reach.record is None else f"ancien dossier {reach.record.reference}"
    return f"{_written(reach)}, {where}"


def carry(form: StepForm, company_id: int) -> None:
    """The form carries the company's case as it stands when the page is drawn."""
    case = find_open_whole(company_id)
    form.show(case.mark if case is not None else NO_CASE)


def worked(day: date) -> date:
    """That day, or the first after it that is worked."""
    while not days.is_working(day):
        day += timedelta(days=1)
    return day


@dataclass(frozen=True)
class Tool:
    """One of them: where it is sent, what it says, its form and the field with which it begins."""

    name: str
    action: str
    words: Words
    verb: str
    form: Form
    begins: str

    @property
    def due(self) -> str:
        """The field that has the focus: none where something is said first."""
        is_crossed = isinstance(self.form, VersionedForm) and self.form.faster is not None
        return "" if self.form.errors or is_crossed else self.begins


def make_tool(name: str, number: int, form: Form, call: str, begins: str, **facts: str) -> Tool:
    """The tool of that name, its endpoint's too, for the row of that number; `facts` fill its words."""
    words = TOOLS[name]
    title, why, say = (formats.typo(text.format_map(facts)) for text in (words.title, words.why, words.say))
    action = url_for(f"assistance.{name}", id=number, appel=call)
    return Tool(name, action, Words(title, why, say), words.verb, form, begins)
