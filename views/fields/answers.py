"""How a page answers, and how the numbers in its address are read."""

from __future__ import annotations

import re

from flask import abort, flash, redirect, render_template, request
from werkzeug.wrappers import Response

from views.fields.form import Form
from views.fields.restoring import restore
from views.formats import typo

LARGEST_ID = 2**63 - 1


def page(
    template: str, form: Form | None = None, *, status: int | None = None, **context: object
) -> tuple[str, int]:
    """The page of that template: 422 where the form has errors, else 200, unless `status` says otherwise."""
    restore(form)
    refused = form is not None and bool(form.errors)
    return render_template(template, form=form, **context), status or (422 if refused else 200)


def done(
    fact: str, to: str, *, more: str = "", href: str = "", label: str = "", tone: str = "ok"
) -> Response:
    """Says what was done, its consequence and the way on, then leads to the address (303)."""
    if fact:
        announce(fact, more=more, href=href, label=label, tone=tone)
    return redirect(to, 303)


def announce(fact: str, *, more: str = "", href: str = "", label: str = "", tone: str = "info") -> None:
    """Says something on the page that comes next."""
    parts = {"fact": typo(fact), "more": typo(more), "href": href, "label": label}
    flash({name: text for name, text in parts.items() if text}, tone)  # type: ignore[arg-type]


def row_id(text: str) -> int:
    """The number of a row in an address; anything that cannot be one is a page that does not exist."""
    if not re.fullmatch(r"[0-9]{1,19}", text) or not 0 < int(text) <= LARGEST_ID:
        abort(404)
    return int(text)


def version_seen(text: str | None) -> int | None:
    """The version of a row that a page carried; None where it carried none, -1 (no version) for nonsense."""
    if not text:
        return None
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


def page_of(total: int, per_page: int, name: str = "page") -> tuple[int, int]:
    """Which page of a list is asked for, and how many there are; one that is not there is 404."""
    number, pages = page_number(request.args.get(name)), max(1, -(-total // per_page))
    return (number, pages) if number <= pages else abort(404)


def page_number(text: str | None) -> int:
    """The number of a page of a list, the first by default; nonsense is 404."""
    return row_id(text) if text else 1
