"""Agents who attach and people who read, through the door; what was acknowledged stands in a ledger."""

from __future__ import annotations

import http.client
import ssl
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import urlencode

import lxml.html

WHY = "Vu avec le titulaire au guichet, pièces examinées et conformes."
READ = ("/console/concessions/", "/console/rattachements/", "/console/structures/", "/connexion")
AGAIN = 0.5
"""Seconds before the same form is sent again; a page asks for ten, which a rehearsal has no time for."""


@dataclass
class Ledger:
    """What was acknowledged, what nobody knows yet, and each answer that was none, with its moment."""

    acknowledged: dict[int, int] = field(default_factory=dict)
    unknown: set[int] = field(default_factory=set)
    answers: int = 0
    errors: list[tuple[float, str, str]] = field(default_factory=list)
    sent: dict[int, datetime] = field(default_factory=dict)
    """When each record's form left first, and below when it was acknowledged."""
    settled: dict[int, datetime] = field(default_factory=dict)
    unread: list[int] = field(default_factory=list)
    """What its writer did not find in the list that they opened next."""
    guard: threading.Lock = field(default_factory=threading.Lock)

    def note(self, status: str, what: str) -> None:
        """An answer, or the name of what came instead."""
        with self.guard:
            self.answers += 1
            if status[0] not in "23":
                self.errors.append((time.monotonic(), status, what))


class Browser:
    """One person's browser, which opens a connection for each page, as a stranger's would."""

    def __init__(self, port: int, cookie: str, ledger: Ledger) -> None:
        self.port, self.ledger = port, ledger
        self.headers = {"Host": "pro.example.org", "Cookie": cookie}
        self.cookie = cookie.partition("=")[0]
        self.tls = ssl.create_default_context()
        self.tls.check_hostname, self.tls.verify_mode = False, ssl.CERT_NONE

    def ask(self, address: str, form: dict[str, str] | None = None) -> tuple[int, str]:
        """Status and text; status 0 where the connection broke."""
        what = "write" if form is not None else "read"
        line = http.client.HTTPSConnection("127.0.0.1", self.port, timeout=70, context=self.tls)
        try:
            if form is None:
                line.request("GET", address, headers=self.headers)
            else:
                headers = {**self.headers, "Content-Type": "application/x-www-form-urlencoded"}
                line.request("POST", address, urlencode(form), headers)
            answer = line.getresponse()
            text = answer.read().decode()
            for header in answer.headers.get_all("Set-Cookie") or ():
                if header.startswith(f"{self.cookie}="):
                    self.headers["Cookie"] = header.partition(";")[0]
        except (OSError, http.client.HTTPException) as broken:
            self.ledger.note(type(broken).__name__, what)
            return 0, ""
        finally:
            line.close()
        self.ledger.note(str(answer.status), what)
        return answer.status, text


def write(browser: Browser, identifier: str, records: Iterator[int], stop: threading.Event) -> None:
    """Attaches one record after the other; a form without an answer is sent again until it has one."""
    while not stop.is_set():
        number = next(records)
        address = f"/console/concessions/{number}/rattacher"
        status, text = browser.ask(address)
        if status != 200:
            stop.wait(AGAIN)
            continue
        [form] = lxml.html.fromstring(text).xpath("//form[.//*[@name='justification']]")
        typed = {name: str(value) for name, value in form.form_values() if value is not None}
        typed |= {"account": identifier, "evidence": "other", "justification": WHY}
        browser.ledger.unknown.add(number)
        browser.ledger.sent[number] = datetime.now(UTC)
        while True:
            status, text = browser.ask(address, typed)
            if status == 303:
                browser.ledger.settled[number] = datetime.now(UTC)
                browser.ledger.acknowledged[number] = browser.ledger.acknowledged.get(number, 0) + 1
                browser.ledger.unknown.discard(number)
                _look(browser, number)
                break
            if 400 <= status < 500:
                browser.ledger.unknown.discard(number)
                break  # refused, and told as an error
            if stop.wait(AGAIN):
                return


def _look(browser: Browser, number: int) -> None:
    """The list, newest first, as a person opens it after writing."""
    status, text = browser.ask("/console/rattachements/")
    if status == 200 and f"ECR-{number - 1:07d}" not in text:
        browser.ledger.unread.append(number)


def read(browser: Browser, stop: threading.Event) -> None:
    """Opens pages, one after the other."""
    while not stop.is_set():
        for address in READ:
            status, _ = browser.ask(address)
            if stop.wait(0.1 if status else AGAIN):
                return
