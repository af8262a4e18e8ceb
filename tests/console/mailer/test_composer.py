"""A message says what its letter says, and carries nothing that was smuggled in."""

from __future__ import annotations

import email
import email.policy
from dataclasses import replace
from pathlib import Path

import pytest

from console import mailer
from models.mails import OutboxEmail
from tests.support.letters import LETTER, a_mail, send, settings
from tests.support.servers.smtp import Sink
from views.mails import Letter


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


def test_a_repeated_mail_bears_the_same_number_and_another_mail_another(
    tmp_path: Path, sink: Sink, mail: OutboxEmail
) -> None:
    way = mailer.build(settings(tmp_path, mail_url=sink.url))
    send(way, mail)
    send(way, mail)
    send(way, a_mail(8))
    first, second, third = (got.message["Message-ID"] for got in sink.mails)
    assert first == second != third


@pytest.mark.parametrize("to", ["", "x", "x@", "é@example.org", "x@example.org\nBcc: y@example.org", "<>"])
def test_what_is_no_address_is_refused_before_any_server_sees_it(
    tmp_path: Path, mail: OutboxEmail, to: str
) -> None:
    with pytest.raises(mailer.Refused):
        mailer.build(settings(tmp_path)).compose(mail, Letter(to, "Objet", "Bonjour"))


def test_a_subject_cannot_carry_a_header(tmp_path: Path, mail: OutboxEmail) -> None:
    with pytest.raises(ValueError, match="linefeed"):
        mailer.build(settings(tmp_path)).compose(mail, Letter(LETTER.to, "a\r\nBcc: x@example.org", "b"))


def test_the_reader_of_an_invitation_is_offered_to_stop_in_one_click_and_of_no_other_mail(
    tmp_path: Path, sink: Sink, mail: OutboxEmail
) -> None:
    way = mailer.build(settings(tmp_path, mail_url=sink.url, public_url="https://hariane.example.org"))
    key = "q2AjThxmmvVzZsJewXYW4LwL7y4qOPkv"
    send(way, OutboxEmail(id=8, kind="outreach", to=LETTER.to, params={"stop": key}))
    send(way, mail)
    invitation, other = (got.message for got in sink.mails)
    # RFC 8058: an https address alone, and the very words that the program posts there.
    assert invitation["List-Unsubscribe"] == f"<https://hariane.example.org/ne-plus-recevoir/{key}>"
    assert invitation["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert other["List-Unsubscribe"] is other["List-Unsubscribe-Post"] is None


def test_a_long_address_to_stop_leaves_as_it_is(tmp_path: Path) -> None:
    way = mailer.build(settings(tmp_path, public_url=f"https://{'concessions.' * 6}example.org"))
    mail = OutboxEmail(
        id=8, kind="outreach", to=LETTER.to, params={"stop": "q2AjThxmmvVzZsJewXYW4LwL7y4qOPkv"}
    )
    message = way.compose(mail, LETTER)
    line = f"List-Unsubscribe: {message['List-Unsubscribe']}"
    assert len(line) > 78 and line.encode() + b"\r\n" in message.as_bytes() and line in message.as_string()
