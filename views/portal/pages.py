"""The pages that everyone may read: questions, terms, privacy, accessibility, about."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from views import access
from views.fields import page
from views.portal import terms as in_force
from views.portal.blueprint import PRIVATE_PERSONS, portal


@portal.get("/faq")
@access.public
def faq() -> ResponseReturnValue:
    """Frequent questions."""
    return page("portal/faq.html")


@portal.get("/cgu")
@access.public
def terms() -> ResponseReturnValue:
    """The terms of use, with their version."""
    return page("portal/terms.html", version=in_force.VERSION, since=in_force.SINCE)


@portal.get("/confidentialite")
@access.public
def privacy() -> ResponseReturnValue:
    """What is done with personal data."""
    return page("portal/privacy.html")


@portal.get("/accessibilite")
@access.public
def accessibility() -> ResponseReturnValue:
    """The accessibility statement."""
    return page("portal/accessibility.html")


@portal.get("/a-propos")
@access.public
def about() -> ResponseReturnValue:
    """What the portal is."""
    return page("portal/about.html", private_persons=PRIVATE_PERSONS)
