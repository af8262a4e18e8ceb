"""The room of the assistance: what the caller says, who it is, the one thing to do next."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from models import concessions
from models.assistance.next_step import NextStep
from models.assistance.situation import Situation
from models.attachments import Attachment
from models.companies import Company
from models.companies.queries import find_company
from models.kernel.actors import Actor
from models.permissions import Permission
from models.values.siret import Siret, SiretRefused
from views import access
from views.backoffice.accounts.create import asks_again, created_words, is_first_step, look_up, prepared
from views.backoffice.assistance import by_hand, calls
from views.backoffice.assistance.calls import Call
from views.backoffice.assistance.creating import send
from views.backoffice.assistance.drawing import context_of, resolve
from views.backoffice.assistance.errands import Errands
from views.backoffice.assistance.followup import CallingBack, keep_note, promise
from views.backoffice.assistance.panel import NOTHING, Opened, make_panel
from views.backoffice.assistance.verbs import Verbs
from views.backoffice.cases.note import Noting
from views.backoffice.companies.by_hand import register, registered_words
from views.backoffice.concessions.attach import ATTACH, outcome
from views.backoffice.kit.guarded import Room, expose
from views.backoffice.kit.inputs import StepForm
from views.fields import done, row_id

Written = TypeVar("Written", bound=StepForm)


class Assistance(Errands, Verbs, Room):
    """One field, one company in focus, one next action."""

    permissions = {
        "index": Permission.READ,
        "attach": Permission.ATTACH,
        "create": Permission.CREATE_ACCOUNT,
        "type_company": Permission.CREATE_ACCOUNT,
        "note": Permission.KEEP_CASES,
        "call_back": Permission.KEEP_CASES,
        **Errands.errands,
        **Verbs.verbs,
    }

    def __init__(self) -> None:
        super().__init__(name="Migration assistée", endpoint="assistance", url="migration")

    @expose("/")
    def index(self) -> str:
        """The state of a call, all in its address."""
        return self._page(request.args)

    @expose("/<id>/rattacher", ("GET", "POST"))
    def attach(self, id: str) -> ResponseReturnValue:
        """Proves by the evidence of `?preuve=`: refused, it comes back in its place, with its reasons."""
        record, kept = concessions.find(row_id(id)) or abort(404), calls.under_way() or {}
        address = {**kept, "concession": str(record.id)}
        if request.method == "GET":
            return self._page(address, Opened(evidence=request.args.get("preuve")))
        form = ATTACH.blank(record)
        if form.validate_on_submit():
            with form.refusals(**ATTACH.renamed(record)):
                return _attached(ATTACH.operate(record, form), kept)
        return self._page(address, Opened(attach=form)), 422

    @expose("/<siret>/creer", ("GET", "POST"))
    def create(self, siret: str) -> ResponseReturnValue:
        """The account of whoever calls for that SIRET, with their company where it is new."""
        again, kept = asks_again(), calls.under_way() or {"q": siret}
        subject = look_up(str(_siret(siret)), again=again)
        if subject.is_refused or (again and is_first_step()):
            return redirect(_call(kept), 303)
        if request.method == "GET":
            return self._page(kept, Opened(NextStep.CREATE_ACCOUNT, subject=subject))
        form = prepared(subject, blank=False)
        if again:
            return self._page(kept, Opened(NextStep.CREATE_ACCOUNT, subject=subject, create=form))
        made = send(form, subject, access.current_actor())
        if made is None:
            return self._page(kept, Opened(NextStep.CREATE_ACCOUNT, subject=subject, create=form)), 422
        fact, more = created_words(made)
        return done(fact, _call(kept, compte=made.id, structure=None), more=more)

    @expose("/<siret>/saisir", ("GET", "POST"))
    def type_company(self, siret: str) -> ResponseReturnValue:
        """The company of that SIRET, which the directory does not know."""
        number, kept = _siret(siret), {**(calls.under_way() or {}), "q": siret}
        if request.method == "GET":  # a page that was refused, and is asked for again
            return redirect(_call(kept), 303)
        form = by_hand.blank()
        if form.validate_on_submit():
            with form.refusals():
                made = register(form, str(number))
                return done(registered_words(made), _call(kept))
        return self._page(kept, Opened(NextStep.TYPE_COMPANY, typed=form)), 422

    @expose("/<id>/noter", ("GET", "POST"))
    def note(self, id: str) -> ResponseReturnValue:
        """A note, written while the company is on the telephone."""
        return self._write(id, "note", Noting, keep_note, "La note est gardée.")

    @expose("/<id>/rappeler", ("GET", "POST"))
    def call_back(self, id: str) -> ResponseReturnValue:
        """A promise to call back, on a day."""
        return self._write(id, "call_back", CallingBack, promise, "Le rappel est dans vos dossiers.")

    def _write(
        self,
        id: str,
        name: str,
        kind: type[Written],
        keep: Callable[[Company, Written, Actor], None],
        fact: str,
    ) -> ResponseReturnValue:
        company = find_company(row_id(id)) or abort(404)
        kept = calls.under_way() or {"structure": str(company.id)}
        if request.method == "GET":  # a page that was refused, and is asked for again
            return redirect(_call(kept), 303)
        form = kind()
        if form.validate_on_submit():
            with form.refusals():
                keep(company, form, access.current_actor())
                return done(fact, _call(kept))
        return self._page(kept, Opened(written={name: form})), 422

    def _page(
        self, args: Mapping[str, str], opened: Opened = NOTHING, situation: Situation | None = None
    ) -> str:
        """The page of a call; `situation`: what its address comes to, where that was read already."""
        situation, role = situation or resolve(args), _role()
        call = Call(args)
        panel = make_panel(situation, opened, role, call.carried())
        record = panel.record_shown
        if record is not None:
            concessions.consult(record, actor=access.current_actor())
        context = context_of(situation, call, panel, opened, role)
        rendered: str = self.render("backoffice/assistance/page.html", **context)
        return rendered


def _call(kept: Mapping[str, str], **changes: object) -> str:
    """The address of a call, with what was made or chosen meanwhile; what is None is dropped."""
    address: dict[str, Any] = {**kept, **changes}
    return url_for("assistance.index", **address)


def _attached(made: object, kept: Mapping[str, str]) -> ResponseReturnValue:
    """Back to the call, where the next record is proposed as if nobody had spoken of one."""
    assert isinstance(made, Attachment)
    fact, words = outcome(made)
    return done(fact, _call(kept, compte=made.referent_id, concession=None, intitule=None), **words)


def _siret(text: str) -> Siret:
    try:
        return Siret.parse(text)
    except SiretRefused:
        abort(404)


def _role() -> str:
    agent = access.current_agent()
    return str(agent.role) if agent is not None else ""
