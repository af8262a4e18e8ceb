"""The room of the assistance: what the caller says, who it is, the one thing to do next."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from flask import abort, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from models import concessions
from models.assistance import caller_query, situation
from models.assistance.caller_query import QueryKind
from models.assistance.focus import Choice, ChosenUnknown
from models.assistance.situation import Situation
from models.attachments import Attachment
from models.companies import Company
from models.companies.directory import State
from models.companies.queries import find_company
from models.kernel.actors import Actor
from models.permissions import Permission, allows
from views import access
from views.backoffice.accounts.resend import RESEND
from views.backoffice.accounts.restore import RESTORE
from views.backoffice.accounts.see_as import SEE_AS
from views.backoffice.assistance import calls, panel, path, slips, steps
from views.backoffice.assistance.answers import draw, whereabouts
from views.backoffice.assistance.calls import Call
from views.backoffice.assistance.candidates import group
from views.backoffice.assistance.followup import CallingBack, keep_note, make_followup, promise
from views.backoffice.assistance.links import link_words
from views.backoffice.assistance.ways import list_ways
from views.backoffice.attachments.add_referent import ADD_REFERENT
from views.backoffice.cases.note import Noting
from views.backoffice.concessions.attach import ATTACH, AttachForm, outcome
from views.backoffice.kit.columns import searched
from views.backoffice.kit.guarded import Room, expose
from views.backoffice.kit.inputs import StepForm
from views.fields import done, row_id
from views.messages.assistance.directory import answer_of
from views.messages.assistance.matching import CERTAINTIES, sign_tag
from views.messages.assistance.next_step import NO_RESULT, TRY, identifier_words, query_words
from views.messages.companies.directory import holding_words, seen_words

VERBS = {verb.verb: verb for verb in (RESEND, RESTORE, SEE_AS, ADD_REFERENT)}
"""What is done from here as it is from the row's own page: whether it may be, where, by which key."""


Written = TypeVar("Written", bound=StepForm)


class Assistance(Room):
    """One field, one company in focus, one next action."""

    permissions = {
        "index": Permission.READ,
        "attach": Permission.ATTACH,
        "note": Permission.KEEP_CASES,
        "call_back": Permission.KEEP_CASES,
    }

    def __init__(self) -> None:
        super().__init__(name="Migration assistée", endpoint="assistance", url="migration")

    @expose("/")
    def index(self) -> str:
        """The state of a call, all in its address."""
        return self._page(request.args)

    @expose("/<id>/rattacher", ("GET", "POST"))
    def attach(self, id: str) -> ResponseReturnValue:
        """What the panel proves: refused, it comes back in its place, the reason beside the field."""
        record, kept = concessions.find(row_id(id)) or abort(404), calls.under_way() or {}
        if request.method == "GET":  # a page that was refused, and is asked for again
            address: dict[str, Any] = {**kept}
            return redirect(url_for("assistance.index", **address), 303)
        form = ATTACH.blank(record)
        if form.validate_on_submit():
            with form.refusals(**ATTACH.renamed(record)):
                return _attached(ATTACH.operate(record, form), kept)
        return self._page({**kept, "concession": str(record.id)}, form), 422

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
        company, kept = find_company(row_id(id)) or abort(404), calls.under_way() or {}
        address: dict[str, Any] = {**kept} if kept else {"structure": company.id}
        back = url_for("assistance.index", **address)
        if request.method == "GET":  # a page that was refused, and is asked for again
            return redirect(back, 303)
        form = kind()
        if form.validate_on_submit():
            with form.refusals():
                keep(company, form, access.current_actor())
                return done(fact, back)
        return self._page({name: str(value) for name, value in address.items()}, written={name: form}), 422

    def _page(
        self,
        args: Mapping[str, str],
        refused: AttachForm | None = None,
        written: dict[str, StepForm] | None = None,
    ) -> str:
        seen, call, role = resolve(args), Call(args), _role()
        form, errors = panel.fill(seen, refused)
        rendered: str = self.render(
            "backoffice/assistance/page.html",
            situation=seen,
            call=call,
            query_words=query_words(seen.query, *seen.answers.counts, request=_reference(seen)),
            others=[draw(row, seen.query.text) for row in seen.other_answers],
            answer=answer_of(seen.establishment) if seen.establishment is not None else None,
            age=seen_words(seen.establishment) if seen.establishment is not None else "",
            words=steps.words(seen),
            form=form,
            errors=errors,
            erroneous=refused is not None or written is not None,
            followup=make_followup(seen, call.carried(), written),
            marks=path.marks(seen),
            ways=list_ways(seen, call),
            verbs=VERBS,
            **_rights(role),
            certainty=CERTAINTIES.__getitem__,
            sign_tag=sign_tag,
            link_words=link_words,
            groups=group(seen.proposal.candidates),
            whereabouts=whereabouts,
            slips=slips.draw(seen.slips, is_phone=seen.query.kind is QueryKind.PHONE),
            holding=holding_words(current_app.extensions["bascule.directory"].holding()),
            listed=[slips.draw_listed(site) for site in seen.listed],
            no_result=(NO_RESULT, TRY),
            dictated=identifier_words(seen.next_step, seen.person if seen.is_person_named else None),
            verified=State,
        )
        return rendered


def _attached(made: object, kept: Mapping[str, str]) -> ResponseReturnValue:
    """Back to the call, where the next record is proposed as if nobody had spoken of one."""
    assert isinstance(made, Attachment)
    fact, words = outcome(made)
    address: dict[str, Any] = {**kept, "compte": made.referent_id, "concession": None, "intitule": None}
    return done(fact, url_for("assistance.index", **address), **words)


def resolve(args: Mapping[str, str]) -> Situation:
    """The situation that an address holds; what was chosen and is not there is a page that does not exist."""
    query = caller_query.parse(searched(args.get("q", "")))
    choice = Choice(
        _number(args, "structure"),
        _number(args, "compte"),
        _number(args, "concession"),
        searched(args.get("intitule", "")),
    )
    try:
        return situation.resolve(query, choice, directory=current_app.extensions["bascule.directory"])
    except ChosenUnknown:
        abort(404)


def _number(args: Mapping[str, str], name: str) -> int | None:
    text = args.get(name)
    return row_id(text) if text else None


def _reference(seen: Situation) -> str:
    request = seen.focus.request
    return request.reference if request is not None else ""


def _role() -> str:
    agent = access.current_agent()
    return str(agent.role) if agent is not None else ""


def _rights(role: str) -> dict[str, bool]:
    return {
        "may_create": allows(role, Permission.CREATE_ACCOUNT),
        "may_attach": allows(role, Permission.ATTACH),
        "may_review": allows(role, Permission.REVIEW),
    }
