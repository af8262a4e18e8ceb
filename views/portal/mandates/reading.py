"""The mandates that a person meets: those by which they act, and those on what they see."""

from __future__ import annotations

from collections.abc import Callable

from flask.typing import ResponseReturnValue

from models.attachments.afterwards import mandates
from models.attachments.afterwards.mandates import Mandate
from models.attachments.afterwards.mandates.queries import (
    count_mandates_given,
    count_mandates_held,
    list_mandates_given,
    list_mandates_held,
)
from models.kernel.actors import Actor
from models.kernel.errors import DomainError
from views import access
from views.fields import page, page_of
from views.portal.attachments.colleagues import Colleague
from views.portal.blueprint import account, portal
from views.portal.mandates.forms import SignedCopy
from views.portal.mandates.ownership import is_acting, own_mandate

PER_PAGE = 20
GIVEN_PAGE = "donnes"
"""Of the address: the page of those that were given, beside `page` of those that are held."""


@portal.get("/mandats", endpoint="mandates")
@access.signed_in
def list_mandates() -> ResponseReturnValue:
    """Those by which the person acts, then those that their company gave."""
    me = account()
    counts = count_mandates_held(me), count_mandates_given(me)
    held, given = page_of(counts[0], PER_PAGE), page_of(counts[1], PER_PAGE, GIVEN_PAGE)
    return page(
        "portal/mandates/list.html",
        held=list_mandates_held(me, limit=PER_PAGE, skip=(held[0] - 1) * PER_PAGE),
        given=list_mandates_given(me, limit=PER_PAGE, skip=(given[0] - 1) * PER_PAGE),
        held_pages=(counts[0], *held),
        given_pages=(counts[1], *given),
    )


@portal.get("/mandats/<id>")
@access.signed_in
def read_mandate(id: str) -> ResponseReturnValue:
    """One mandate: who, on what, until when, its papers, and how it is ended."""
    return mandate_page(own_mandate(id))


def mandate_page(
    mandate: Mandate, *, copy: SignedCopy | None = None, colleague: Colleague | None = None
) -> ResponseReturnValue:
    """The page of a mandate; its forms bear what was refused."""
    return page(
        "portal/mandates/detail.html",
        form=copy or colleague,
        copy=copy or SignedCopy(),
        colleague=colleague or Colleague(),
        mandate=mandate,
        acting=is_acting(mandate),
        may_end=_may(mandates.check_end, mandate),
        may_sign=_may(mandates.check_sign, mandate),
    )


def _may(check: Callable[[Mandate, Actor], None], mandate: Mandate) -> bool:
    try:
        check(mandate, access.current_actor())
    except DomainError:
        return False
    return True
