"""A stranger who sends to every address of a door what no page of ours would."""

from __future__ import annotations

import random
import time
from dataclasses import dataclass, field
from typing import Any

import lxml.html
from flask import Flask
from werkzeug.routing import Rule

from models.kernel.base import db
from tests.support import people
from tests.support.hostile import bodies
from tests.support.hostile.addresses import placeholders, there
from tests.support.hostile.bodies import NAUGHTY, VALUES, WRAPPINGS, Options, Pairs, quoted
from tests.support.hostile.commits import TRACES, Commits
from views.fields import Form

LONGEST = 3.0
"""Seconds of processor that one request may take: ten times what the dearest page of ours does."""

QUESTIONS = ["id", "page", "search", "q", "sort", "next", "onglet", "file", "etat", "avant", "siret", "url"]
"""Names that lists and pages read in an address."""

PROPER = ["Quai", "2026-12-20", "1", "camille@example.org", "0235223344", "76600", "444608442"]
"""What stands in the fields that are not attacked."""


def field_names() -> list[str]:
    """The name of every field of every form."""
    names, kinds = set(), [Form]
    while kinds:
        kind = kinds.pop()
        kinds += kind.__subclasses__()
        names |= {name for name in dir(kind) if hasattr(getattr(kind, name, None), "_formfield")}
    return sorted(names | {"next", "id", "submission", "version", "action", "csrf_token"})


@dataclass
class Answer:
    """What was sent, and what came of it."""

    sent: str
    status: int
    processor: float
    written: set[str] = field(default_factory=set)
    """Tables."""

    @property
    def changed(self) -> bool:
        """Whether more than a trace was written."""
        return bool(self.written - TRACES)

    @property
    def broken(self) -> bool:
        """Whether no stranger may bring it about: a failure, a long one, a refusal that writes."""
        return self.status >= 500 or self.processor > LONGEST or (self.status >= 400 and self.changed)


class Stranger:
    """Asks as one person, or as nobody."""

    def __init__(
        self, app: Flask, person: Any, texts: list[str], commits: Commits, seed: int, *, console: bool
    ) -> None:
        self.app, self.person, self.commits, self.console = app, person, commits, console
        self.dice = random.Random(seed)
        self.values, self.names, self.number = [*NAUGHTY, *texts], field_names(), 0
        self.forms: dict[str, Pairs] = {}
        self._begin()

    def _begin(self) -> None:
        self.client = people.browser(self.app, self.person)
        home = "/console/mon-compte" if self.person else "/console/connexion"
        self.token = people.csrf(self.client, home if self.console else "/aide")

    def address(self, rule: Rule, *, valid: bool) -> str:
        """An address that the rule may match: of something that is there, or of what cannot be."""
        path = rule.rule
        for name in rule.arguments:
            choices = sorted(getattr(rule._converters[name], "items", ())) or there(path, name)
            value = str(self.dice.choice(choices if valid else self.values))
            [written] = [part for part in placeholders(path) if part.strip("<>").split(":")[-1] == name]
            path = path.replace(written, quoted(value) or "-")
        if valid and rule.rule.endswith("/edit/"):
            path += f"?id={there(path, 'id')[0]}"
        if valid and rule.rule.startswith("/console/migration/"):
            path += f"?structure={there(path, 'id')[0]}"
        return path

    def question(self) -> str:
        """A query string: names that lists and pages know, and values that they do not."""
        names = [*QUESTIONS, *self.names]
        pairs = [(self.dice.choice(names), self.dice.choice(self.values)) for _ in range(4)]
        if self.dice.random() < 0.05:
            pairs.append(("q", "x" * 9_000))
        return bodies.written(pairs)

    def pairs(self, address: str, values: list[str]) -> Pairs:
        """The fields of the page's own form and a few of others, some with one of these values."""
        if address not in self.forms:
            self.forms[address] = _form_of(self.client.get(address))
        own = [pair for pair in self.forms[address] if pair[0] != "csrf_token"]
        own += [(name, "") for name in self.dice.sample(self.names, 3 if own else 12)]
        attacked = self.dice.choice([0.2, 0.6, 1.0])
        filled = [(name, value or self.dice.choice(PROPER)) for name, value in own]
        changed = [
            (name, self.dice.choice(values) if self.dice.random() < attacked else value)
            for name, value in filled
            if name != "csrf_token"
        ]
        return [("csrf_token", self.token), *changed]

    def body(self, address: str, kind: str) -> Options:
        """Options of a request that brings a body of one kind, mostly with our own token."""
        pairs = self.pairs(address, VALUES.get(kind, self.values))
        return WRAPPINGS.get(kind, bodies.plain)(pairs, self.dice)

    def headers(self) -> dict[str, str]:
        """Those that pages read."""
        if self.dice.random() < 0.6:
            return {}
        return {
            "Referer": self.dice.choice(["http://[::1", "", "\xe9", "http://localhost/" + "a" * 3_000, "//"]),
            "User-Agent": self.dice.choice(["", "\xff" * 400, "<b>", "Mozilla/5.0 (X11)"]),
            "Accept-Language": self.dice.choice(["", "xx;q=a,,", "*" * 900]),
            "X-Forwarded-For": self.dice.choice(["", "a, b", "::1%eth0", "999.1.1.1"]),
            "Range": self.dice.choice(["", "bytes=-1", "bytes=9-1"]),
            "If-Modified-Since": self.dice.choice(["", "hier"]),
        }

    def ask(self, rule: Rule, method: str, kind: str = "") -> Answer:
        """Sends one, with a body of a kind; each from another source, whose limit hides nothing."""
        self.number += 1
        address = self.address(rule, valid=self.dice.random() < (0.8 if kind else 0.6))
        options: Options = self.body(address, kind) if kind else {}
        if self.dice.random() < (0.2 if kind else 0.6):
            address += ("&" if "?" in address else "?") + self.question()
        options["headers"] = {**self.headers(), **options.get("headers", {})}
        source = f"198.{18 + self.number // 62_500 % 2}.{self.number // 250 % 250}.{self.number % 250}"
        self.commits.look()
        begun = time.process_time()
        answer = self.client.open(
            address, method=method, environ_overrides={"REMOTE_ADDR": source}, **options
        )
        spent = time.process_time() - begun
        sent = (
            f"{method} {address[:200]!r} {options.get('content_type', '')} {options.get('data', '')!r:.400}"
        )
        if answer.status_code < 400:
            self.forms.clear()
        if "/connexion" in (answer.location or "") and self.person is not None:
            self._begin_again()
        return Answer(sent, answer.status_code, spent, self.commits.look())

    def _begin_again(self) -> None:
        db.session.refresh(self.person)
        if self.person.is_active:
            self._begin()


def _form_of(answer: Any) -> Pairs:
    if answer.status_code != 200 or answer.mimetype != "text/html" or not answer.text:
        return []
    forms = lxml.html.fromstring(answer.text).xpath("//main//form[@method='post']")
    longest = max(forms, key=lambda form: len(form.fields), default=None)
    return [] if longest is None else [(name, str(longest.fields.get(name) or "")) for name in longest.fields]
