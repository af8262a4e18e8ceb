"""What a stranger may send instead of a form: bodies, questions and ids that no browser of ours makes."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, ClassVar
from urllib.parse import quote, quote_from_bytes

from flask import Flask
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from werkzeug.routing import Rule

from models.kernel.base import db
from models.storage import registry
from tests.support import people
from views import access
from views.fields import Form

LONGEST = 3.0
"""Seconds of processor that one request may take: ten times what the dearest page of ours does."""

SPARED = {"static", "bootstrap", "labels", "alive", "health", "metrics"}
LEAVING = ("sign_out", "erase", "disable", "desactiver", "deconnecter")
"""What ends the session that asks: other tests see to it."""

NAUGHTY = [
    *["", " ", "\x00", "a\x00b", "\ud800", "a\udfffb", "\ufffd", "\u202e\u202d", "\u200b", "é" * 5_000],
    *[
        "0",
        "-1",
        "9" * 30,
        str(2**63),
        str(2**64),
        "1e400",
        "NaN",
        "-0",
        "٣",
        "１２３",
        "𝟙𝟚",
        "0x10",
        "1_000",
    ],
    *["2026-02-30", "0000-00-00", "99999-01-01", "-0001-01-01", "2026-11-29T00:00", "29/11/2026"],
    *["<script>alert(1)</script>", "' OR 1=1 --", "%", "_", "\\", "{{7*7}}", "{row.name}", "%s%n", "=1+1"],
    *["../../etc/passwd", "//evil.example", "http://[::1", "javascript:1", "\r\nSet-Cookie: a=b", "\t"],
    *[
        "null",
        "true",
        "[]",
        "{}",
        "ı",
        "İ",
        "ﬀ",
        "ß",
        "\N{GRINNING FACE}",
        "x@y",
        "a@[127.0.0.1]",
        "a@b.c" * 90,
    ],
    *["00000000000000", "20008495200015", "0042", "voirie", "code", "accepter", "agent", "supervisor", "on"],
]
"""Values that broke somebody's form once."""

KEPT_OUT = {
    *("attempts", "audit_details", "audit_events", "delays", "heartbeats", "jobs", "sessions"),
    *("outbox_emails", "trusted_browsers", "submissions", "kept_counts", "count_changes", "impersonations"),
}
"""Tables in which a refusal may leave its trace: tries, events, sessions, mails that warn."""

VOLATILE = {"last_seen_at", "idle_told_at"}


def corpus(size: int) -> list[str]:
    """Texts of hypothesis' own making, the same each time."""
    made: list[str] = []

    @settings(max_examples=size, derandomize=True, database=None, phases=[Phase.generate])
    @given(st.text(max_size=40))
    def collect(text: str) -> None:
        made.append(text)

    collect()
    return made


def field_names() -> list[str]:
    """The name of every field of every form."""
    names, kinds = set(), [Form]
    while kinds:
        kind = kinds.pop()
        kinds += kind.__subclasses__()
        names |= {name for name in dir(kind) if hasattr(getattr(kind, name, None), "_formfield")}
    return sorted(names | {"next", "id", "submission", "version", "action", "csrf_token"})


def fingerprint() -> dict[str, int]:
    """What the database holds, save what a refusal may leave."""
    db.session.rollback()
    tables = [t for t in registry.load().metadata.sorted_tables if t.name not in KEPT_OUT]
    found = {}
    for table in tables:
        columns = [column for column in table.columns if column.name not in VOLATILE]
        found[table.name] = hash(tuple(sorted(map(repr, db.session.execute(select(*columns))))))
    db.session.rollback()
    return found


@dataclass
class Answer:
    """What was sent, and what came of it."""

    sent: str
    status: int
    processor: float
    changed: list[str] = field(default_factory=list)


class Stranger:
    """Asks as one person, or as nobody, what no page of ours would."""

    known: ClassVar[dict[str, int]] = {}
    """What the database holds, where nobody was let in since it was looked at."""

    def __init__(self, app: Flask, person: Any, texts: list[str], seed: int) -> None:
        self.app, self.person, self.dice = app, person, random.Random(seed)
        self.values = [*NAUGHTY, *texts]
        self.names = field_names()
        self.ids = sorted(
            {
                db.session.scalar(select(func.min(table.c.id)))
                for table in registry.load().metadata.sorted_tables
                if "id" in table.c
            }
            - {None}
        )
        db.session.rollback()
        self.number, Stranger.known = 0, {}
        self._begin()

    def _begin(self) -> None:
        self.client = people.browser(self.app, self.person)
        console = self.person is not None and self.person.audit_kind == "agent"
        self.token = people.csrf(self.client, "/console/mon-compte" if console else "/aide")

    def address(self, rule: Rule, *, valid: bool) -> str:
        """An address that the rule may match: of something that is there, or of what cannot be."""
        path = rule.rule
        for name in rule.arguments:
            converter = rule._converters[name]
            choices = sorted(getattr(converter, "items", ())) or ["voirie"]
            value = str(self.dice.choice([*self.ids, *choices]) if valid else self.dice.choice(self.values))
            written = next(
                part
                for part in _placeholders(path)
                if part.rstrip(">").split(":")[-1] == name or part.strip("<>") == name
            )
            path = path.replace(written, _quoted(value) or "-")
        return path

    def question(self) -> str:
        """A query string: names that lists and pages know, and values that they do not."""
        known = [
            "id",
            "page",
            "search",
            "q",
            "sort",
            "next",
            "onglet",
            "file",
            "etat",
            "avant",
            "siret",
            "url",
        ]
        pairs = [(self.dice.choice([*known, *self.names]), self.dice.choice(self.values)) for _ in range(4)]
        if self.dice.random() < 0.05:
            pairs.append(("q", "x" * 9_000))
        return "&".join(f"{_quoted(name)}={_quoted(value)}" for name, value in pairs)

    def body(self, names: list[str]) -> dict[str, Any]:
        """Options of a request that brings a body: mostly a form with our own token, else no form at all."""
        way = self.dice.choice(
            ["form", "form", "form", "twice", "files", "broken", "json", "bytes", "charset"]
        )
        pairs = [(name, self.dice.choice(self.values)) for name in names]
        pairs = [("csrf_token", self.token), *(pair for pair in pairs if pair[0] != "csrf_token")]
        if way == "twice":
            pairs = pairs + pairs[1:] + [("csrf_token", "")]
        written = "&".join(f"{_quoted(name)}={_quoted(value)}" for name, value in pairs)
        usual = "application/x-www-form-urlencoded"
        if way in ("form", "twice"):
            return {"data": written, "content_type": usual}
        if way == "charset":
            kind = self.dice.choice(
                ["charset=utf-7", "charset=\xfc", "charset=" + "x" * 300, ";;;=", "boundary=a"]
            )
            return {"data": written, "content_type": f"{usual}; {kind}"}
        if way == "json":
            deep = "[" * 20_000 + "]" * 20_000
            text = deep if self.dice.random() < 0.3 else json.dumps(dict(pairs))
            return {"data": text, "content_type": "application/json", "headers": {"X-CSRFToken": self.token}}
        if way == "bytes":
            ends = self.dice.choice(
                [b"&%ZZ=%&&=&=%00", b"&\xff\xfe=\x80", b"&a[b][c]=1&__proto__=1", b"&" * 400]
            )
            return {"data": written.encode("ascii") + ends, "content_type": usual}
        return self._multipart(pairs, broken=way == "broken")

    def _multipart(self, pairs: list[tuple[str, str]], *, broken: bool) -> dict[str, Any]:
        mark, parts = "bordure", []
        for name, value in pairs:
            as_file = name != "csrf_token" and self.dice.random() < 0.4
            label = name.encode("utf-8", "replace").decode().replace('"', "")
            head = f'Content-Disposition: form-data; name="{label}"'
            if as_file:
                head += '; filename="../a\x00b.pdf"\r\nContent-Type: application/pdf'
            raw = value.encode("utf-8", "surrogatepass")
            parts.append(f"--{mark}\r\n{head}\r\n\r\n".encode("utf-8", "replace") + raw + b"\r\n")
        whole = b"".join(parts) + f"--{mark}--\r\n".encode()
        if broken:
            whole = self.dice.choice(
                [whole[: len(whole) // 2], whole.replace(b"\r\n\r\n", b"\r\n"), b"", b"--"]
            )
            mark = self.dice.choice([mark, "", "autre", "x" * 300])
        return {"data": whole, "content_type": f"multipart/form-data; boundary={mark}"}

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

    def ask(self, rule: Rule, method: str) -> Answer:
        """Sends one; each comes from another source, so that no limit of a source hides what is behind it."""
        self.number += 1
        address = self.address(rule, valid=self.dice.random() < 0.6)
        if self.dice.random() < 0.5:
            address += "?" + self.question()
        options: dict[str, Any] = {}
        if method not in ("GET", "HEAD", "OPTIONS"):
            names = self.dice.sample(self.names, min(len(self.names), self.dice.choice([3, 12, 40])))
            options = self.body(names)
        options["headers"] = {**self.headers(), **options.get("headers", {})}
        source = f"198.{18 + self.number // 62_500 % 2}.{self.number // 250 % 250}.{self.number % 250}"
        writes = method not in ("GET", "HEAD", "OPTIONS")
        before = (Stranger.known or fingerprint()) if writes else {}
        begun = time.process_time()
        answer = self.client.open(
            address, method=method, environ_overrides={"REMOTE_ADDR": source}, **options
        )
        spent = time.process_time() - begun
        after = fingerprint() if writes and answer.status_code >= 400 else before
        changed = [name for name in after if after[name] != before[name]]
        if writes:
            Stranger.known = after if answer.status_code >= 400 else {}
        sent = (
            f"{method} {address[:200]!r} {options.get('content_type', '')} {options.get('data', '')!r:.400}"
        )
        if "/connexion" in (answer.location or "") and self.person is not None:
            self._begin_again()
        return Answer(sent, answer.status_code, spent, changed)

    def _begin_again(self) -> None:
        db.session.refresh(self.person)
        if self.person.is_active:
            self._begin()


def rules(app: Flask, *, console: bool) -> Iterator[tuple[Rule, str]]:
    """Every address behind one door, by every method: its own, and those that it does not take."""
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: (rule.rule, rule.endpoint)):
        if access.is_console(rule.rule) != console or rule.endpoint in SPARED:
            continue
        if any(word in rule.endpoint or word in rule.rule for word in LEAVING):
            continue
        for method in sorted({*(rule.methods or ()), "POST", "GET"} - {"HEAD", "OPTIONS"}):
            yield rule, method
        yield rule, "PUT"


def faults_of(answers: list[Answer]) -> list[str]:
    """What should not have come of them."""
    return [
        f"{answer.status}, {answer.processor:.1f} s, changed {answer.changed}: {answer.sent}"
        for answer in answers
        if answer.status >= 500 or answer.processor > LONGEST or answer.changed
    ]


def _placeholders(path: str) -> list[str]:
    return [f"<{part.split('>')[0]}>" for part in path.split("<")[1:]]


def _quoted(text: str) -> str:
    return quote_from_bytes(text.encode("utf-8", "surrogatepass"), safe="") if text else quote("")
