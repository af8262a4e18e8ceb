"""The room of the assistance: what the caller says, who it is, the one thing to do next."""

from __future__ import annotations

from collections.abc import Mapping

from flask import abort, current_app, request

from models.assistance import caller_query, situation
from models.assistance.focus import Choice, ChosenUnknown
from models.assistance.situation import Situation
from models.directory import State
from models.permissions import Permission, allows
from views import access
from views.backoffice.accounts.resend import RESEND
from views.backoffice.accounts.restore import RESTORE
from views.backoffice.accounts.see_as import SEE_AS
from views.backoffice.assistance import path, steps
from views.backoffice.assistance.answers import draw, whereabouts
from views.backoffice.assistance.calls import Call
from views.backoffice.assistance.candidates import group
from views.backoffice.assistance.links import link_words
from views.backoffice.assistance.ways import list_ways
from views.backoffice.attachments.add_referent import ADD_REFERENT
from views.backoffice.kit.columns import searched
from views.backoffice.kit.guarded import Room, expose
from views.fields import row_id
from views.messages.assistance.directory import answer_of
from views.messages.assistance.matching import CERTAINTIES, sign_tag
from views.messages.assistance.next_step import NO_RESULT, TRY, identifier_words, query_words

VERBS = {verb.verb: verb for verb in (RESEND, RESTORE, SEE_AS, ADD_REFERENT)}
"""What is done from here as it is from the row's own page: whether it may be, where, by which key."""


class Assistance(Room):
    """One field, one company in focus, one next action."""

    permissions = {"index": Permission.READ}

    def __init__(self) -> None:
        super().__init__(name="Migration assistée", endpoint="assistance", url="migration")

    @expose("/")
    def index(self) -> str:
        """The state of a call, all in its address."""
        seen, call, role = resolve(request.args), Call(request.args), _role()
        rendered: str = self.render(
            "backoffice/assistance/page.html",
            situation=seen,
            call=call,
            query_words=query_words(seen.query, *seen.answers.counts),
            others=[draw(row, seen.query.text) for row in seen.other_answers],
            answer=answer_of(seen.establishment) if seen.establishment is not None else None,
            words=steps.words(seen),
            form=steps.attach_form(seen),
            marks=path.marks(seen),
            ways=list_ways(seen, call),
            verbs=VERBS,
            **_rights(role),
            certainty=CERTAINTIES.__getitem__,
            sign_tag=sign_tag,
            link_words=link_words,
            groups=group(seen.proposal.candidates),
            whereabouts=whereabouts,
            no_result=(NO_RESULT, TRY),
            dictated=identifier_words(seen.next_step, seen.person if seen.is_person_named else None),
            verified=State,
        )
        return rendered


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


def _role() -> str:
    agent = access.current_agent()
    return str(agent.role) if agent is not None else ""


def _rights(role: str) -> dict[str, bool]:
    return {
        "may_create": allows(role, Permission.CREATE_ACCOUNT),
        "may_attach": allows(role, Permission.ATTACH),
        "may_review": allows(role, Permission.REVIEW),
    }
