"""What the page of a call is drawn from: the situation that its address holds, in words and ways on."""

from __future__ import annotations

from collections.abc import Mapping

from flask import abort, current_app

from models.assistance import caller_query, situation
from models.assistance.caller_query import QueryKind
from models.assistance.focus import Choice, ChosenUnknown
from models.assistance.situation import Situation
from models.companies.directory import State
from models.permissions import Permission, allows
from views.backoffice.accounts.resend import RESEND
from views.backoffice.accounts.restore import RESTORE
from views.backoffice.accounts.see_as import SEE_AS
from views.backoffice.assistance import path, slips
from views.backoffice.assistance.answers import draw, whereabouts
from views.backoffice.assistance.calls import Call
from views.backoffice.assistance.candidates import group
from views.backoffice.assistance.followup import make_followup
from views.backoffice.assistance.links import link_words
from views.backoffice.assistance.panel import Opened, Panel
from views.backoffice.assistance.ways import list_ways
from views.backoffice.attachments.columns import FACTS
from views.backoffice.concessions.screen import Concessions
from views.backoffice.kit.cells import cell
from views.backoffice.kit.columns import searched
from views.fields import row_id
from views.messages.assistance.directory import answer_of
from views.messages.assistance.matching import CERTAINTIES, sign_tag
from views.messages.assistance.next_step import NO_RESULT, TRY, identifier_words, query_words
from views.messages.companies.directory import holding_words, seen_words

VERBS = {verb.verb: verb for verb in (RESEND, RESTORE, SEE_AS)}
"""What is done from here as it is from the row's own page: whether it may be, where, by which key."""


def context_of(seen: Situation, call: Call, panel: Panel, opened: Opened, role: str) -> dict[str, object]:
    """All that the templates of the page ask for."""
    return {
        "situation": seen,
        "call": call,
        "panel": panel,
        "words": panel.words,
        "erroneous": opened.is_refused,
        "followup": make_followup(seen, call.carried(), opened.written),
        "marks": path.marks(seen),
        "ways": list_ways(seen, call),
        "verbs": VERBS,
        "dictated": identifier_words(seen.next_step, seen.person if seen.is_person_named else None),
        **_heard(seen),
        **_found(seen),
        **_rights(role),
    }


def _heard(seen: Situation) -> dict[str, object]:
    """What was understood of the query."""
    request = seen.focus.request
    reference = request.reference if request is not None else ""
    return {
        "query_words": query_words(seen.query, *seen.answers.counts, request=reference),
        "others": [draw(row, seen.query.text) for row in seen.other_answers],
        "holding": holding_words(current_app.extensions["bascule.directory"].holding()),
        "no_result": (NO_RESULT, TRY),
    }


def _found(seen: Situation) -> dict[str, object]:
    """What stands in the middle, and how it is worded."""
    return {
        "answer": answer_of(seen.establishment) if seen.establishment is not None else None,
        "age": seen_words(seen.establishment) if seen.establishment is not None else "",
        "groups": group(seen.proposal.candidates),
        "slips": slips.draw(seen.slips, is_phone=seen.query.kind is QueryKind.PHONE),
        "listed": [slips.draw_listed(site) for site in seen.listed],
        "certainty": CERTAINTIES.__getitem__,
        "sign_tag": sign_tag,
        "link_words": link_words,
        "whereabouts": whereabouts,
        "verified": State,
        "bound_facts": FACTS,
        "record_facts": Concessions.facts,
        "cell": cell,
    }


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


def _rights(role: str) -> dict[str, bool]:
    return {
        "may_create": allows(role, Permission.CREATE_ACCOUNT),
        "may_correct": allows(role, Permission.CORRECT_CONTACT),
        "may_attach": allows(role, Permission.ATTACH),
        "may_review": allows(role, Permission.REVIEW),
    }
