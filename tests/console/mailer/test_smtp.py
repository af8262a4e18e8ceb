"""Mails leave by a real SMTP server that takes, refuses, postpones or dies."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from console import mailer
from console.mailer import smtp
from models.mails import OutboxEmail
from tests.support.letters import LETTER, send, settings
from tests.support.servers.site import free_port
from tests.support.servers.smtp import Sink


def test_a_server_gets_the_mail_as_it_was_written(tmp_path: Path, sink: Sink, mail: OutboxEmail) -> None:
    way = mailer.build(settings(tmp_path, mail_url=sink.url, mail_from="Le Havre <pro@example.org>"))
    send(way, mail)
    (got,) = sink.mails
    assert (got.sender, got.to) == ("pro@example.org", [LETTER.to])
    read = got.message
    assert (read["Subject"], read["From"]) == (LETTER.subject, "Le Havre <pro@example.org>")
    assert read.get_content() == LETTER.body
    assert read["Auto-Submitted"] == "auto-generated"
    assert all(byte < 128 for byte in got.raw)


@pytest.mark.parametrize("mode", ["rcpt 5xx", "data 5xx"])
def test_a_recipient_or_a_text_refused_for_good_is_refused(
    tmp_path: Path, sink: Sink, mail: OutboxEmail, mode: str
) -> None:
    sink.mode = mode
    with pytest.raises(mailer.Refused, match=r"^55\d 5\.\d\.\d .*"):
        send(mailer.build(settings(tmp_path, mail_url=sink.url)), mail)


@pytest.mark.parametrize("mode", ["rcpt 4xx", "data 4xx", "sender 5xx", "drop", "drop after data", "busy"])
def test_whatever_may_pass_postpones(tmp_path: Path, sink: Sink, mail: OutboxEmail, mode: str) -> None:
    sink.mode = mode
    with pytest.raises(mailer.Postponed):
        send(mailer.build(settings(tmp_path, mail_url=sink.url)), mail)


def test_a_server_that_nobody_answers_for_postpones(tmp_path: Path, mail: OutboxEmail) -> None:
    with pytest.raises(mailer.Postponed, match="ConnectionRefused"):
        send(mailer.build(settings(tmp_path, mail_url=f"smtp://127.0.0.1:{free_port()}")), mail)


def test_a_slow_server_is_not_waited_for_long(
    tmp_path: Path, sink: Sink, mail: OutboxEmail, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(smtp, "SECONDS", 0.3)
    sink.mode = "slow"
    with pytest.raises(mailer.Postponed, match="(?i)timed? ?out"):
        send(mailer.build(settings(tmp_path, mail_url=sink.url)), mail)


def test_after_a_refusal_the_next_mail_leaves(tmp_path: Path, sink: Sink, mail: OutboxEmail) -> None:
    way = mailer.build(settings(tmp_path, mail_url=sink.url))
    message = way.compose(mail, LETTER)
    with way.opened() as post:
        sink.mode = "rcpt 5xx"
        with pytest.raises(mailer.Refused):
            post.send(message, "a")
        sink.mode = ""
        post.send(message, "b")
    assert len(sink.mails) == 1


def test_a_password_goes_to_loopback_or_over_tls_alone(
    tmp_path: Path, mail: OutboxEmail, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[str, str]] = []

    class Authenticator:
        def __call__(self, server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> Any:
            from aiosmtpd.smtp import AuthResult

            seen.append((data.login.decode(), data.password.decode()))
            return AuthResult(success=True)

    port = free_port()
    sink = Sink()
    server = Controller(
        sink, hostname="127.0.0.1", port=port, authenticator=Authenticator(), auth_require_tls=False
    )
    server.start()
    try:
        way = mailer.build(settings(tmp_path, mail_url=f"smtp://pro:s%40cret@127.0.0.1:{port}"))
        send(way, mail)
        assert seen == [("pro", "s@cret")]
        monkeypatch.setattr(smtp, "is_loopback", lambda _: False)
        with pytest.raises(mailer.Postponed, match="password was not sent") as postponed:
            send(way, mail)
        assert "s@cret" not in str(postponed.value)
        assert len(seen) == 1
    finally:
        server.stop()
