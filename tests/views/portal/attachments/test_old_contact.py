"""A company without its code: the link and the key on the portal's pages; one answer, whatever there is."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from models.accounts import ProAccount
from models.attachments.old_contact import print_next
from models.concessions import Concession
from models.kernel.access import tokens
from models.kernel.transactions import transaction
from models.staff import Agent
from tests.support import people
from tests.support.records import by, mails_of
from tests.support.visitor import Signed

Made = Callable[..., Concession]

ASK, KEY = "/rattachements/voirie/sans-code", "/rattachements/voirie/cle"


def settled(concession: Made) -> Concession:
    """A record with an e-mail and the whole address of its old contact."""
    record = concession(email="ancien@example.org")
    with transaction():
        record.address, record.postcode, record.city = "12 rue du Perrey", "76600", "Le Havre"
    return record


def link() -> str:
    token = mails_of("record-link")[-1].token
    assert token is not None
    return f"/rattachements/preuve/{tokens.secret_of(token)}"


def test_the_link_of_the_old_contact_attaches_and_consumes_nothing_before(
    signed: Signed, account: ProAccount, concession: Made
) -> None:
    visitor, record = signed(account), settled(concession)
    page = visitor.open(ASK).send(title=record.title, way="courriel").follow()
    assert page.says("Votre demande est prise en compte") and record.email not in page.text
    for _ in range(2):
        page = visitor.open(link())
        assert page.status == 200 and page.says(record.title)
    page = page.send(page.doc.xpath("//main//form")[0]).follow()
    assert page.says("Le compte a bien été ajouté.") and record.title in "".join(page.rows.values())
    assert visitor.open(link()).status == 410


def test_nobody_else_opens_the_link(signed: Signed, account: ProAccount, concession: Made) -> None:
    visitor, record = signed(account), settled(concession)
    visitor.open(ASK).send(title=record.title, way="courriel")
    assert signed(people.active()).open(link()).status == 404
    assert visitor.open("/rattachements/preuve/jamais-envoye").status == 404


@pytest.mark.parametrize("way", ["courriel", "lettre"])
def test_the_answer_is_one_whatever_the_title_leads_to(
    signed: Signed, account: ProAccount, concession: Made, way: str
) -> None:
    visitor, texts = signed(account), set()
    for title in (settled(concession).title, concession().title, "Aucun dossier de ce nom"):
        texts.add(visitor.open(ASK).send(title=title, way=way).follow().text)
    assert len(texts) == 1


def test_too_many_askings_are_told_plainly(signed: Signed, account: ProAccount, concession: Made) -> None:
    visitor, title = signed(account), settled(concession).title
    for _ in range(3):
        visitor.open(ASK).send(title=title, way="courriel")
    page = visitor.open(ASK).send(title=title, way="courriel")
    assert page.status == 422 and page.says("revenez demain") and page.value("title") == title


def test_the_key_of_the_letter_attaches_and_a_wrong_one_leads_to_an_agent(
    signed: Signed, account: ProAccount, agent: Agent, concession: Made
) -> None:
    visitor, record = signed(account), settled(concession)
    visitor.open(ASK).send(title=record.title, way="lettre")
    (letter,) = print_next(actor=by(agent))
    page = visitor.open(KEY).send(title=record.title, key="ABCD EFGH")
    assert page.status == 422 and "Intitulé ou clé incorrect" in page.errors("key")
    assert page.value("key") in (None, "")
    assert page.doc.xpath("//form[contains(@action, '/demander')]")
    page = visitor.open(KEY).send(title=record.title, key=letter.key.lower())
    assert page.follow().says("Le compte a bien été ajouté.")
