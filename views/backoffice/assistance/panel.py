"""What the panel holds: the next step or what was opened in its place, its words, its form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from models.assistance.next_step import NextStep
from models.assistance.situation import Situation
from models.concessions import Concession
from models.permissions import Permission, allows
from views.backoffice.accounts.create import AccountForm, Subject
from views.backoffice.assistance import steps
from views.backoffice.assistance.by_hand import Typing, make_typing
from views.backoffice.assistance.creating import Creating, make_creating
from views.backoffice.assistance.proving import Proving, make_proving, unborne
from views.backoffice.assistance.tools import Tool
from views.backoffice.companies.by_hand import ByHand
from views.backoffice.concessions.attach import AttachForm
from views.backoffice.kit.inputs import StepForm
from views.messages.assistance.next_step import Words


@dataclass(frozen=True)
class Opened:
    """What was opened in the panel by its address, and the forms that came back refused."""

    step: NextStep | None = None
    evidence: str | None = None
    attach: AttachForm | None = None
    subject: Subject | None = None
    create: AccountForm | None = None
    typed: ByHand | None = None
    tool: Tool | None = None
    written: Mapping[str, StepForm] = field(default_factory=dict)
    looked: Concession | None = None
    """The old record whose facts are looked at."""

    @property
    def is_refused(self) -> bool:
        """Whether a form came back."""
        forms = (self.attach, self.create, self.typed, self.tool.form if self.tool is not None else None)
        return any(form is not None and bool(form.errors) for form in forms) or bool(self.written)


NOTHING = Opened()


@dataclass(frozen=True)
class Panel:
    """One step: its template's name, its words, the form of those that have one."""

    step: NextStep
    words: Words
    proving: Proving | None = None
    creating: Creating | None = None
    typing: Typing | None = None
    tool: Tool | None = None
    errors: Sequence[str] = ()
    """What is refused and stands at no field."""

    looked: Concession | None = None

    @property
    def record_shown(self) -> Concession | None:
        """The old record whose contacts the page shows: a look that leaves its trace."""
        if self.looked is not None:
            return self.looked
        if self.creating is not None:
            return self.creating.contact
        if self.typing is not None:
            return self.typing.contact
        return self.proving.record if self.proving is not None and self.proving.shows_contacts else None


def make_panel(situation: Situation, opened: Opened, role: str, call: str) -> Panel:
    """The next step of the call, unless another was opened."""
    step = opened.step or situation.next_step
    if opened.tool is not None:
        return Panel(step, opened.tool.words, tool=opened.tool)
    creating, typing, proving = None, None, None
    if step is NextStep.CREATE_ACCOUNT and allows(role, Permission.CREATE_ACCOUNT):
        creating = make_creating(situation, opened.create, opened.subject)
    if step is NextStep.TYPE_COMPANY and allows(role, Permission.CREATE_ACCOUNT):
        typing = make_typing(situation, call, opened.typed)
    if step is NextStep.ATTACH and allows(role, Permission.ATTACH):
        proving = make_proving(situation, opened.evidence, opened.attach)
    evidence = proving.evidence if proving is not None else situation.evidence
    errors = unborne(opened.attach, proving)
    words = steps.words(situation, step, evidence)
    return Panel(step, words, proving, creating, typing, None, errors, opened.looked)
