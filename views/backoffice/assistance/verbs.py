"""Verbs of rows that are taken in the call: the question has its place in the panel, and leads back there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from flask import abort
from flask.typing import ResponseReturnValue

from models.assistance.caller_check import CallerCheck
from models.assistance.situation import Situation
from models.cases.queries import find_open_whole
from models.permissions import Permission
from views import access
from views.backoffice.accounts.resend import RESEND
from views.backoffice.accounts.restore import RESTORE
from views.backoffice.accounts.send_reset import SEND_RESET
from views.backoffice.assistance import calls
from views.backoffice.assistance.errands import Address, back_to, call_about
from views.backoffice.assistance.tools import make_tool
from views.backoffice.cases.check_caller import CHECK_CALLER, words_of
from views.backoffice.kit.guarded import expose
from views.backoffice.kit.inputs import StepForm
from views.backoffice.kit.row_actions import Verb, fill
from views.fields import done, row_id


class Verbs:
    """Mixed into the room of the assistance, beside its errands."""

    _with: Callable[..., ResponseReturnValue]

    verbs: ClassVar[dict[str, Permission | access.Rule]] = {
        "check_caller": CHECK_CALLER.permission,
        "restore": RESTORE.permission,
        "resend": RESEND.permission,
        "send_reset": SEND_RESET.permission,
    }

    @expose("/<id>/verifier", ("GET", "POST"))
    def check_caller(self, id: str) -> ResponseReturnValue:
        """Three facts are asked of whoever calls for the company."""
        address, situation = call_about()
        company = situation.company
        case = find_open_whole(company.id) if company is not None and company.id == row_id(id) else None
        if company is None or case is None or not CHECK_CALLER.is_open(case):
            abort(404)
        return self._take(CHECK_CALLER, case, company.id, address, situation)

    @expose("/<id>/retablir", ("GET", "POST"))
    def restore(self, id: str) -> ResponseReturnValue:
        """The suspension of the person on the telephone is lifted."""
        return self._take_of_person(RESTORE, id)

    @expose("/<id>/renvoyer", ("GET", "POST"))
    def resend(self, id: str) -> ResponseReturnValue:
        """The link that the person on the telephone awaits, again."""
        return self._take_of_person(RESEND, id)

    @expose("/<id>/mot-de-passe", ("GET", "POST"))
    def send_reset(self, id: str) -> ResponseReturnValue:
        """A link with which the person on the telephone sets a new password."""
        return self._take_of_person(SEND_RESET, id)

    def _take_of_person(self, verb: Verb, id: str) -> ResponseReturnValue:
        address, situation = call_about("compte", id)
        person = situation.person
        if person is None or person.id != row_id(id) or not verb.is_open(person):
            abort(404)
        facts = {"person": person.full_name, "email": person.email}
        return self._take(verb, person, person.id, address, situation, **facts)

    def _take(
        self, verb: Verb, row: Any, number: int, address: Address, situation: Situation, **facts: str
    ) -> ResponseReturnValue:
        form = verb.blank(row)
        begins = next((field.short_name for field in form if field.short_name not in UNSEEN), "")
        tool = make_tool(verb.verb, number, form, calls.carried(**address), begins, **facts)
        if form.validate_on_submit():
            with form.refusals():
                made = verb.operate(row, form)
                if isinstance(made, CallerCheck):
                    return done(to=back_to(address), **words_of(made))
                return done(verb.fact(row, made), back_to(address), more=fill(verb.done.more, row, made))
        if isinstance(form, StepForm):
            form.show(getattr(row, "mark", ""))
        return self._with(tool, address, situation)


UNSEEN = ("seen", "submission", "csrf_token")
"""Fields in which nobody types."""
