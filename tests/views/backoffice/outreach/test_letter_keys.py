"""The page of keys by post: what waits, one file of letters, the same once more."""

from __future__ import annotations

import io

import pypdf

from models.attachments.old_contact import ask_letter
from models.attachments.old_contact.printing import print_again
from tests.support.records import by, concession, of

AT = "/console/relances/cles/"
PLACE = {"address": "12 rue du Perrey", "postcode": "76600", "city": "Le Havre"}


def words_of(answer):
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(answer.data)).pages)
    return " ".join(text.split())


def test_what_waits_is_printed_in_one_file_and_once_more(app, desk, agent, account):
    record, console = concession(title="Quai Nord", **PLACE), desk(agent)
    assert "Rien à imprimer" in console.open(AT).text
    ask_letter(account, kind="voirie", title=record.title, actor=of(account))
    page = console.open(AT)
    assert "1 lettre à imprimer" in page.text.replace("\u00a0", " ")
    printed = console.client.post(f"{AT}imprimer", data=page.form())
    assert printed.mimetype == "application/pdf"
    (letter,) = print_again(actor=by(agent))
    for part in ("Quai Nord", letter.key, "12 rue du Perrey", "21 jours"):
        assert part in words_of(printed), part
    page = console.open(AT)
    assert page.ids and "Rien à imprimer" in page.text
    again = console.client.post(f"{AT}reimprimer", data=page.form())
    assert letter.key in words_of(again)


def test_an_empty_turn_says_so(app, desk, agent):
    console = desk(agent)
    token = console.open("/console/relances/new/").token
    page = console.post(f"{AT}imprimer", {"csrf_token": token})
    assert page.status == 303 and "Aucune clé n’attend sa lettre" in page.follow().text
