"""How mails leave: into a folder, or to a real SMTP server that takes, refuses, postpones or dies."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller

import config
from console import mailer
from models.kernel import keys
from models.mails import OutboxEmail
from models.storage import registry
from tests.conftest import KEYS
from tests.support.smtp import Sink, free_port
from views.mails import Letter

LETTER = Letter("lecteur@example.org", "Été & « Quai »", "Bonjour Élodie,\n\n.\nÀ bientôt.\n")


def settings(tmp_path: Path, **told: str) -> config.Settings:
    names = {f"BASCULE_{name.upper()}": value for name, value in told.items()}
    return config.read({**KEYS, "BASCULE_INSTANCE": str(tmp_path), **names})


@pytest.fixture
def sink() -> Iterator[Sink]:
    with Sink() as sink:
        yield sink


def a_mail(number: int) -> OutboxEmail:
    return OutboxEmail(id=number, kind="attached", to=LETTER.to, params={})


@pytest.fixture
def mail() -> OutboxEmail:
    registry.load()
    keys.install(keys.Keys(*KEYS.values()))
    return a_mail(7)


def send(way: mailer.Mailer, mail: OutboxEmail, letter: Letter = LETTER) -> Any:
    message = way.compose(mail, letter)
    with way.opened() as post:
        post.send(message, "a-mail")
    return message


def test_a_folder_gets_one_file_per_mail(tmp_path: Path, mail: OutboxEmail) -> None:
    way = mailer.build(settings(tmp_path, mail_url="folder:courriels"))
    send(way, mail)
    send(way, mail)
    (file,) = (tmp_path / "courriels").iterdir()
    assert file.name == "a-mail.eml"
    read = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
    assert (read["To"], read["Subject"]) == (LETTER.to, LETTER.subject)
    assert read["From"] == "Hariane PRO <ne-pas-repondre@localhost>"
    assert read.get_content().replace("\r\n", "\n") == LETTER.body
    assert "Élodie" in file.read_text()  # a person may read it as it is


@pytest.mark.parametrize(
    "subject",
    [
        "Rattachement : Walk Voirie Deux & Fils est rattachée à TRAVAUX DU PORT",
        "Demande OV-2026-0266 : une réponse est arrivée à été œuvre née là où çà décidée désirée à côté",
        "Rattachement : ΔΙΚΤΥΑ ΛΙΜΑΝΙΟΥ ΑΒΓ ΔΕΖ ΗΘΙ est rattachée à 日本 日本 日本",
        "An ASCII subject that is longer than one line of a mail may be, and hence is folded somewhere here",
    ],
)
def test_a_subject_keeps_its_spaces_wherever_it_is_folded(
    tmp_path: Path, sink: Sink, mail: OutboxEmail, subject: str
) -> None:
    for url in ("folder:courriels", sink.url):
        send(mailer.build(settings(tmp_path, mail_url=url)), mail, replace(LETTER, subject=subject))
    raw = (tmp_path / "courriels" / "a-mail.eml").read_bytes()
    for read in (email.message_from_bytes(raw, policy=email.policy.default), sink.mails[0].message):
        assert read["Subject"] == subject
    assert max(map(len, raw.partition(b"\r\n\r\n")[0].splitlines())) <= 78


def test_a_folder_whose_place_is_taken_by_a_file_postpones(tmp_path: Path, mail: OutboxEmail) -> None:
    (tmp_path / "courriels").write_text("")
    with pytest.raises(mailer.Postponed):
        send(mailer.build(settings(tmp_path, mail_url="folder:courriels")), mail)


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


def test_a_repeated_mail_bears_the_same_number_and_another_mail_another(
    tmp_path: Path, sink: Sink, mail: OutboxEmail
) -> None:
    way = mailer.build(settings(tmp_path, mail_url=sink.url))
    send(way, mail)
    send(way, mail)
    send(way, a_mail(8))
    first, second, third = (got.message["Message-ID"] for got in sink.mails)
    assert first == second != third


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
    monkeypatch.setattr(mailer, "SECONDS", 0.3)
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


@pytest.mark.parametrize("to", ["", "x", "x@", "é@example.org", "x@example.org\nBcc: y@example.org", "<>"])
def test_what_is_no_address_is_refused_before_any_server_sees_it(
    tmp_path: Path, mail: OutboxEmail, to: str
) -> None:
    with pytest.raises(mailer.Refused):
        mailer.build(settings(tmp_path)).compose(mail, Letter(to, "Objet", "Bonjour"))


def test_a_subject_cannot_carry_a_header(tmp_path: Path, mail: OutboxEmail) -> None:
    with pytest.raises(ValueError, match="linefeed"):
        mailer.build(settings(tmp_path)).compose(mail, Letter(LETTER.to, "a\r\nBcc: x@example.org", "b"))


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
        monkeypatch.setattr(mailer, "is_loopback", lambda _: False)
        with pytest.raises(mailer.Postponed, match="password was not sent") as postponed:
            send(way, mail)
        assert "s@cret" not in str(postponed.value)
        assert len(seen) == 1
    finally:
        server.stop()
