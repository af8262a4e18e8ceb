"""The addresses of what is done for a caller beside the next step: corrections, a referent, a supervisor."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from models import attachments, cases, concessions
from models.assistance.next_step import NextStep
from models.assistance.situation import Situation
from models.concessions.reaches import list_reaches
from models.permissions import Permission
from models.values.days import today
from views import access
from views.backoffice.accounts.correct import CORRECT as CORRECT_PERSON
from views.backoffice.assistance import calls
from views.backoffice.assistance.drawing import resolve
from views.backoffice.assistance.panel import Opened
from views.backoffice.assistance.tools import (
    Asking,
    Reaching,
    Referring,
    Tool,
    carry,
    list_newcomers,
    make_tool,
    worked,
)
from views.backoffice.companies.correct import CORRECT as CORRECT_COMPANY
from views.backoffice.kit.guarded import expose
from views.backoffice.kit.special_actions import Edit
from views.backoffice.kit.versioned_forms import VersionedForm
from views.fields import done, restore, row_id
from views.messages.assistance.tools import TOOLS

Address = dict[str, str]


class Errands:
    """Mixed into the room of the assistance."""

    _page: Callable[..., str]

    errands: ClassVar[dict[str, Permission | access.Rule]] = {
        "correct_company": Permission.CORRECT_CONTACT,
        "correct_person": Permission.CORRECT_CONTACT,
        "add_referent": Permission.ATTACH,
        "ask_supervisor": Permission.KEEP_CASES,
        "reach": Permission.KEEP_CASES,
        "seek_record": Permission.READ,
        "look": Permission.READ,
    }

    @expose("/<id>/structure", ("GET", "POST"))
    def correct_company(self, id: str) -> ResponseReturnValue:
        """The contacts of the company of the call."""
        address, situation = call_about("structure", id)
        company = situation.company
        if company is None or company.id != row_id(id):
            abort(404)
        return self._correct(CORRECT_COMPANY, company, address, situation, "phone", company=company.name)

    @expose("/<id>/personne", ("GET", "POST"))
    def correct_person(self, id: str) -> ResponseReturnValue:
        """The person on the telephone."""
        address, situation = call_about("compte", id)
        person = situation.person
        if person is None or not CORRECT_PERSON.is_open(person):
            abort(404)
        return self._correct(CORRECT_PERSON, person, address, situation, "email", person=person.full_name)

    def _correct(
        self, verb: Edit[Any], row: Any, address: Address, situation: Situation, begins: str, **facts: str
    ) -> ResponseReturnValue:
        form = verb.form(obj=row)
        assert isinstance(form, VersionedForm)
        if form.is_submitted():
            form.settle(row)
        tool = make_tool(
            f"{verb.verb}_{_NOUNS[verb.endpoint]}", row.id, form, calls.carried(**address), begins, **facts
        )
        if form.validate_on_submit():
            with form.refusals():
                form.save(row, lambda: verb.operate(row, form))
                return done(verb.fact(row), back_to(address))
        return self._with(tool, address, situation)

    @expose("/<id>/referent", ("GET", "POST"))
    def add_referent(self, id: str) -> ResponseReturnValue:
        """Another person of the company sees an attachment of theirs."""
        address, situation = call_about()
        held = next((each for each in situation.holdings.attachments if each.id == row_id(id)), None)
        if held is None:
            abort(404)
        newcomers, form = list_newcomers(situation, held), Referring()
        if request.method == "GET" and not newcomers:
            return redirect(back_to(address), 303)
        form.offer(newcomers, situation.person)
        facts = {"record": held.concession.title, "referent": held.referent.full_name}
        tool = make_tool("add_referent", held.id, form, calls.carried(**address), "account", **facts)
        if form.validate_on_submit():
            person = next(each for each in newcomers if str(each.id) == form.account.data)
            with form.refusals():
                attachments.add_referent(held, person, actor=access.current_actor())
                return done(f"{person.full_name} voit maintenant ce rattachement.", back_to(address))
        return self._with(tool, address, situation)

    @expose("/<id>/superviseur", ("GET", "POST"))
    def ask_supervisor(self, id: str) -> ResponseReturnValue:
        """The company's case goes to a supervisor, with what is to be decided."""
        address, situation = call_about()
        company = situation.company
        if company is None or company.id != row_id(id):
            abort(404)
        form = Asking()
        form.offer()
        tool = make_tool("ask_supervisor", company.id, form, calls.carried(**address), "question")
        if form.validate_on_submit():
            with form.refusals(next_action="question"):
                plan = {"next_action": form.next_action, "owner": form.owner.data, "due_on": worked(today())}
                cases.promise(company, **plan, seen=form.state_seen, actor=access.current_actor())
                fact = TOOLS["ask_supervisor"].done.format(supervisor=form.supervisor)
                return done(fact, back_to(address))
        carry(form, company.id)
        return self._with(tool, address, situation)

    @expose("/<id>/joindre", ("GET", "POST"))
    def reach(self, id: str) -> ResponseReturnValue:
        """A promise to call back where the company is known; a look at its old records leaves its trace."""
        address, situation = call_about()
        company, form = situation.company, Reaching()
        if company is None or company.id != row_id(id):
            abort(404)
        reaches, actor = list_reaches(company), access.current_actor()
        for record in {each.record for each in reaches if each.record is not None}:
            concessions.consult(record, actor=actor)
        form.offer(reaches)
        tool = make_tool("reach", company.id, form, calls.carried(**address), "reach")
        if form.validate_on_submit():
            with form.refusals():
                action = form.next_action(reaches, situation.person)
                plan: dict[str, Any] = {"next_action": action, "due_on": form.due_on.data}
                cases.promise(company, **plan, seen=form.state_seen, actor=actor)
                return done(TOOLS["reach"].done, back_to(address))
        carry(form, company.id)
        return self._with(tool, address, situation)

    @expose("/<id>/chercher")
    def seek_record(self, id: str) -> ResponseReturnValue:
        """Another old record of the company is looked for by its title, whatever comes next."""
        address, situation = call_about()
        if situation.company is None or situation.company.id != row_id(id):
            abort(404)
        return self._page(address, Opened(NextStep.FIND_RECORD), situation)

    @expose("/<id>/ancien-dossier")
    def look(self, id: str) -> ResponseReturnValue:
        """What an old record says, beside the call."""
        record = concessions.find(row_id(id)) or abort(404)
        address, situation = call_about()
        return self._page(address, Opened(looked=record), situation)

    def _with(self, tool: Tool, address: Address, situation: Situation) -> ResponseReturnValue:
        """The call with the tool in its panel: as it was opened, or as it came back."""
        restore(tool.form)
        if request.method == "POST":  # what was refused was rolled back: the call is read anew
            return self._page(address, Opened(tool=tool)), 422
        return self._page(address, Opened(tool=tool), situation)


_NOUNS = {"companies": "company", "accounts": "person"}


def call_about(name: str = "", id: str = "") -> tuple[Address, Situation]:
    """The call under way, with that row in its middle."""
    address = {**(calls.under_way() or {}), **({name: str(row_id(id))} if name else {})}
    return address, resolve(address)


def back_to(address: Mapping[str, str]) -> str:
    """The address of a call."""
    focus: dict[str, Any] = {**address}
    return url_for("assistance.index", **focus)
