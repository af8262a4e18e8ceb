"""Mails go into a folder, one file each."""

from __future__ import annotations

import email
import email.policy
from pathlib import Path

import pytest

from console import mailer
from models.mails import OutboxEmail
from tests.support.letters import LETTER, send, settings


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


def test_a_folder_whose_place_is_taken_by_a_file_postpones(tmp_path: Path, mail: OutboxEmail) -> None:
    (tmp_path / "courriels").write_text("")
    with pytest.raises(mailer.Postponed):
        send(mailer.build(settings(tmp_path, mail_url="folder:courriels")), mail)
