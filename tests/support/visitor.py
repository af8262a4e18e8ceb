"""A browser without JavaScript for the portal's tests: opens pages, types into forms, sends them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import lxml.html
from flask.testing import FlaskClient

from models.accounts import ProAccount


class Page:
    """An answer: its status, its words, its forms."""

    def __init__(self, visitor: Visitor, answer: Any, address: str) -> None:
        self.visitor, self.answer, self.address = visitor, answer, address
        self.status: int = answer.status_code
        self.html: str = answer.text
        self.doc = lxml.html.fromstring(self.html or "<p></p>")

    @property
    def text(self) -> str:
        """The visible words, on one line, with plain spaces."""
        return " ".join(" ".join(self.doc.xpath("//body//text()[not(ancestor::script)]")).split())

    @property
    def target(self) -> str:
        """Where it leads, without the query."""
        return urlsplit(self.answer.headers.get("Location", "")).path

    def follow(self) -> Page:
        """The page that it leads to."""
        assert self.status == 303, f"{self.address} → {self.status}: {self.text[:300]}"
        return self.visitor.open(self.answer.headers["Location"])

    def says(self, words: str) -> bool:
        """Whether the words stand on the page, whatever the apostrophe."""
        return words.replace("'", "’") in self.text.replace("\u00a0", " ").replace("'", "’")

    def form(self, field: str = "", action: str = "") -> Any:
        """The form with that field, or that address."""
        if action:
            found = self.doc.xpath("//form[contains(@action, $a)]", a=action)
        else:
            found = self.doc.xpath("//form[.//*[@name=$n]]", n=field)
        assert found, f"{self.address}: no form with {field or action}"
        return found[0]

    def send(self, form: Any = None, **typed: Any) -> Page:
        """Sends the form that holds the first typed field, completed by what it held already."""
        form = form if form is not None else self.form(next(iter(typed)))
        data = dict(form.form_values()) | typed
        data = {k: v for k, v in data.items() if v is not None}
        address = form.get("action") or self.address
        return Page(self.visitor, self.visitor.client.post(address, data=data), address)

    def value(self, field: str) -> str | None:
        """What a control shows."""
        control = self.doc.xpath("//*[@name=$n]", n=field)[0]
        return str(control.value) if control.value is not None else None

    def errors(self, field: str) -> str:
        """The error tied to a control by aria-describedby."""
        control = self.doc.xpath("//*[@name=$n][not(@type='hidden')]", n=field)[0]
        if control.get("aria-invalid") != "true":
            return ""
        words = [
            self.doc.get_element_by_id(name).text_content()
            for name in (control.get("aria-describedby") or "").split()
            if name.endswith("-err")
        ]
        return " ".join(" ".join(words).split())

    @property
    def rows(self) -> dict[str, str]:
        """The lists' rows: their number and words."""
        return {
            row.get("data-id"): " ".join(row.text_content().split())
            for row in self.doc.xpath("//tr[@data-id]")
        }


class Visitor:
    """One person's browser."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def open(self, address: str) -> Page:
        """GET."""
        return Page(self, self.client.get(address), address)

    def post(self, address: str, **data: str) -> Page:
        """POST with this session's token, without opening the page's own form."""
        tokens = self.open("/aide").doc.xpath("//input[@name='csrf_token']/@value")
        answer = self.client.post(address, data={"csrf_token": tokens[0], **data})
        return Page(self, answer, address)


Signed = Callable[[ProAccount], Visitor]
"""A fixture: `signed(account)` is the browser in which this person is signed in."""


def username_of(page: Any) -> str:
    """Whom a password manager takes the form with a password to be of, on a page of either site."""
    [control] = page.doc.xpath("//form[.//input[@type='password']]//input[@autocomplete='username']")
    return str(control.get("value"))
