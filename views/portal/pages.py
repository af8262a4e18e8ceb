"""The pages that everyone may read: questions, terms, privacy, accessibility, about."""

from __future__ import annotations

from datetime import date

from flask.typing import ResponseReturnValue

from views import access
from views.fields import page
from views.portal.accounts import terms as in_force
from views.portal.blueprint import PRIVATE_PERSONS, portal

STATED_ON = date(2026, 11, 25)
"""The day of the accessibility statement: it changes with what the statement says."""


@portal.get("/faq")
@access.public
def faq() -> ResponseReturnValue:
    """Frequent questions."""
    return page("portal/pages/faq.html")


@portal.get("/cgu")
@access.public
def terms() -> ResponseReturnValue:
    """The terms of use, with their version."""
    return page("portal/pages/terms.html", version=in_force.VERSION, since=in_force.SINCE)


@portal.get("/confidentialite")
@access.public
def privacy() -> ResponseReturnValue:
    """What is done with personal data."""
    return page("portal/pages/privacy.html")


@portal.get("/accessibilite")
@access.public
def accessibility() -> ResponseReturnValue:
    """The accessibility statement."""
    return page("portal/pages/accessibility.html", made_on=STATED_ON)


@portal.get("/a-propos")
@access.public
def about() -> ResponseReturnValue:
    """What the portal is."""
    return page("portal/pages/about.html", private_persons=PRIVATE_PERSONS)
