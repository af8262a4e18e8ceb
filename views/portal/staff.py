"""Staff see the portal in a person's place: how they come in, that they only look, how they go."""

from __future__ import annotations

import re

from flask import Response, redirect, url_for
from flask.typing import ResponseReturnValue

from models.kernel.actors import Site
from views import access
from views.access import impersonation
from views.fields import page
from views.portal.blueprint import portal

FORM = re.compile(r'(<form\b(?![^>]*data-leave)[^>]*method="post"[^>]*>)(.*?)(</form>)', re.DOTALL)
"""A form that would change something."""


def shut_form(form: re.Match[str]) -> str:
    """The same form, switched off; its pieces stand as far apart as before."""
    head, body, tail = form.groups()
    stack = " b-stack" if "b-stack" in head else ""
    return f'{head}<fieldset class="b-shut{stack}" disabled>{body}</fieldset>{tail}'


@portal.get("/vue/<token>")
@access.of_impersonation
@access.public
def view_enter(token: str) -> ResponseReturnValue:
    """From the console, once: the dashboard, in its frame."""
    if not impersonation.enter(token):
        return redirect(impersonation.OVER, 303)
    return redirect(url_for("portal.dashboard"), 303)


@portal.post("/vue/quitter")
@access.of_impersonation
@access.public
def view_leave() -> ResponseReturnValue:
    """The one thing that whoever looks may do here; then back to the account in the console."""
    seen = impersonation.current()
    impersonation.leave()
    if seen is None:
        return redirect(impersonation.OVER, 303)
    return redirect(
        access.address_on(Site.BACKOFFICE, f"/console/comptes/details/?id={seen.account_id}"), 303
    )


@portal.get(impersonation.OVER)
@access.of_impersonation
@access.public
def view_over() -> ResponseReturnValue:
    """The quarter of an hour is over, or the account or the agent is out; still looking, one goes on."""
    if impersonation.current() is not None:
        return redirect(url_for("portal.dashboard"), 303)
    impersonation.leave()
    return page("portal/view_over.html", back=access.address_on(Site.BACKOFFICE, "/console/comptes/"))


@portal.after_app_request
def shut(response: Response) -> Response:
    """Whoever looks finds what would change something switched off: the server would refuse it anyway."""
    is_page = response.mimetype == "text/html" and response.status_code < 500
    if is_page and impersonation.current() is not None:
        response.set_data(FORM.sub(shut_form, response.get_data(as_text=True)))
    return response
