"""Secrets of known value, searched in every page, log, mail, export, report and backup of a whole journey."""

from __future__ import annotations

import logging
import re
from typing import Any

import pytest

from models import accounts
from models.permissions import Role
from tests.support import people
from tests.support.records import concession, of
from tests.support.visitor import Visitor

CODE, WRONG, IMPORTED = "7391", "8264", "9047"
PASSWORD, WRONG_PASSWORD = "Vareuse-mouillée-au-môle-31", "Cabestan-grinçant-du-bassin-58"


class Recorder:
    """A client that keeps all that it was answered."""

    def __init__(self, client: Any, texts: dict[str, str]) -> None:
        self.client, self.texts = client, texts

    def __getattr__(self, name: str) -> Any:
        method = getattr(self.client, name)
        if name not in ("get", "post"):
            return method

        def ask(address: str, **options: Any) -> Any:
            answer = method(address, **options)
            if not address.startswith("/static"):
                headers = "".join(f"{key}: {value}\n" for key, value in answer.headers if key != "Set-Cookie")
                self.texts[f"{name} {address} #{len(self.texts)}"] = headers + answer.text
            return answer

        return ask


@pytest.fixture
def texts(app, browser, bascule, house, agent, supervisor, account, caplog, tmp_path):
    """Everything that the product said while everything was done with the secrets."""
    caplog.set_level(logging.DEBUG)
    found: dict[str, str] = {}
    record = concession(code=CODE, tallied=True)
    accounts.change_password(
        account, current_password=people.PRO_PASSWORD, password=PASSWORD, actor=of(account)
    )
    stranger = Visitor(Recorder(browser(), found))
    stranger.open("/").send(identifier=account.identifier, password=WRONG_PASSWORD)
    stranger.open("/").send(identifier=account.identifier, password=PASSWORD)
    company = Visitor(Recorder(browser(account), found))
    for title, code in ((record.title, WRONG), ("Inconnu au bataillon", CODE), (record.title, "73915")):
        company.open("/rattachements/voirie/nouveau").send(title=title, access_code=code)
    staff = Visitor(Recorder(browser(agent), found))
    attach = staff.open(f"/console/concessions/{record.id}/rattacher")
    attach.send(account=account.identifier, evidence="code", access_code=WRONG)
    attach.send(account=account.identifier, evidence="code", access_code=CODE)
    for address in (
        "",
        "concessions/",
        "rattachements/",
        "courriels/",
        "comptes/",
        "structures/",
        "dossiers/",
    ):
        staff.open(f"/console/{address}")
    staff.open(f"/console/concessions/details/?id={record.id}")
    boss = Visitor(Recorder(browser(supervisor), found))
    for address in (
        "journal/",
        "journal/export/csv/",
        "concessions/export/csv/",
        "rattachements/export/csv/",
    ):
        boss.open(f"/console/{address}")
    for address in ("/tableau-de-bord", "/mon-compte", "/mon-compte/export"):
        company.open(address)

    lines = "reference;intitule;code_acces;statut\nA1;Un titre;{0};actif\nA2;Autre;{0};peut-être\nA3;;{0};\n"
    (tmp_path / "records.csv").write_text(lines.format(IMPORTED), encoding="utf-8")
    report, export = tmp_path / "report.csv", tmp_path / "trail.jsonl"
    imported = bascule("import", "concessions", tmp_path / "records.csv", "--report", report)
    found["import"] = imported.output + report.read_text(encoding="utf-8-sig")
    found["worker"] = bascule("worker", "--once").output
    bascule("audit", "export", export)
    found["trail"] = export.read_text(encoding="utf-8")
    found["doctor"] = bascule("doctor").output
    mails = list((house.folder / "mail").rglob("*.eml"))
    assert mails, "no mail was written"
    found |= {mail.name: mail.read_text(encoding="utf-8", errors="replace") for mail in mails}
    found["log"] = caplog.text
    return found


def test_no_page_mail_log_export_or_report_repeats_a_secret(texts, agent, account):
    from tests.conftest import KEYS

    assert len(texts) > 25 and agent.role == Role.AGENT
    secrets = [PASSWORD, WRONG_PASSWORD, people.PRO_PASSWORD, people.STAFF_PASSWORD, agent.totp_secret]
    secrets += [*KEYS.values(), account.password_hash]
    for where, text in texts.items():
        held = [secret for secret in secrets if secret and secret.lower() in text.lower()]
        assert not held, f"{where} holds {held}"


@pytest.mark.parametrize("code", [CODE, WRONG, IMPORTED, "73915"])
def test_no_page_mail_log_export_or_report_repeats_a_code(texts, code):
    alone = re.compile(rf"(?<![0-9A-Za-z]){code}(?![0-9A-Za-z])")
    for where, text in texts.items():
        assert not alone.search(text), (
            f"{where} repeats a code: …{text[max(0, alone.search(text).start() - 60) :][:120]}…"
        )
