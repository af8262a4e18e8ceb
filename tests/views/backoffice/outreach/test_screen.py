"""The screen of outreach: a dry run, its numbers with their lists, confirmed, held, printed."""

from __future__ import annotations

import io

import pypdf
import pytest

from models.concessions import Concession, outreach
from models.kernel.base import db
from tests.support.records import concession, mails_of
from views import mails

AT = "/console/relances"
POST = {"address": "12 rue du Perrey", "postcode": "76600", "city": "Le Havre"}


@pytest.fixture
def made(desk, agent):
    concession(email="a@example.org", title="Quai Nord")
    concession(email="", title="Quai Sud", **POST)
    page = desk(agent).send(f"{AT}/new/", filter="quai", channel="courriel")
    assert page.status == 303
    return page.follow()


def number_of(page):
    return page.doc.xpath("//h1")[0].text_content().split()[-1]


def test_every_number_of_a_dry_run_opens_its_list(desk, agent, made):
    links = made.doc.xpath("//section[@aria-labelledby='chiffres']//a/@href")
    assert "rien n’est parti" in made.text and len(links) == 2
    for href in links:
        assert len(desk(agent).open(href).ids) == 1
    assert len(desk(agent).open(f"{AT}/").ids) == 1
    assert desk(agent).open(f"{AT}/{number_of(made)}/contacts?etat=rien").status == 404


def printed(desk, agent, number):
    """The first page of the letters that are printed next."""
    page = desk(agent).open(f"{AT}/{number}/lettres")
    answer = page.client.post(f"{AT}/{number}/lettres", data=page.form())
    return pypdf.PdfReader(io.BytesIO(answer.get_data())).pages[0].extract_text()


def test_the_facts_of_a_batch_are_a_filter_above_its_list_each_with_its_number(desk, agent, made):
    number = number_of(made)
    for standing, title in (("attente", "Quai Nord"), ("a-imprimer", "Quai Sud")):
        page = desk(agent).open(f"{AT}/{number}/contacts?etat={standing}")
        here = page.doc.xpath("//nav[@aria-label='Où ils en sont']/a[@aria-current]/@href")
        assert (
            here == [f"{AT}/{number}/contacts?etat={standing}"] and len(page.ids) == 1 and title in page.text
        )
        links = page.doc.xpath("//nav[@aria-label='Où ils en sont']/a")
        assert [link.xpath("small")[0].text for link in links] == ["1", "1"]
        assert all(len(desk(agent).open(link.get("href")).ids) == 1 for link in links)


def test_a_reminder_by_letter_says_that_it_reminds(desk, agent, made, clock):
    number = number_of(made)
    desk(agent).send(f"{AT}/{number}/confirmer")
    first = printed(desk, agent, number)
    clock.shift(7 * 86_400)
    outreach.send_due()
    reminder = printed(desk, agent, number)
    assert "Rappel" in reminder and "Quai Sud" in reminder and "Rappel" not in first


def test_it_is_confirmed_held_and_resumed(desk, agent, made):
    number = number_of(made)
    for verb, words in (("confirmer", "En cours"), ("interrompre", "Interrompu"), ("reprendre", "En cours")):
        page = desk(agent).send(f"{AT}/{number}/{verb}")
        assert page.status == 303 and words in page.follow().text
    assert desk(agent).send(f"{AT}/{number}/confirmer").status == 422


def test_its_letters_are_one_file_with_their_list(desk, agent, made):
    number = number_of(made)
    desk(agent).send(f"{AT}/{number}/confirmer")
    page = desk(agent).open(f"{AT}/{number}/lettres")
    answer = page.client.post(f"{AT}/{number}/lettres", data=page.form())
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(answer.get_data())).pages]
    assert len(pages) == 2 and "Quai Sud" in pages[0] and "12 rue du Perrey" in pages[1]
    assert "Lettre imprimée" in desk(agent).open(f"{AT}/details/?id={number}").text


def test_a_filter_that_finds_nobody_says_so_and_a_channel_is_needed(desk, agent):
    page = desk(agent).send(f"{AT}/new/", filter="zzzz", channel="lettre").follow()
    assert "Aucune concession à rattacher" in page.text
    assert desk(agent).send(f"{AT}/new/", channel="pigeon").error("channel")


def test_administrators_read_and_send_nothing(desk, admin, made):
    console, number = desk(admin), number_of(made)
    assert console.open(f"{AT}/details/?id={number}").status == 200
    assert console.open(f"{AT}/new/").status == console.open(f"{AT}/{number}/confirmer").status == 403


def test_the_link_to_stop_asks_then_stops_and_mail_programs_press_it_alone(app, browser, desk, agent, made):
    desk(agent).send(f"{AT}/{number_of(made)}/confirmer")
    outreach.send_due()
    [mail] = mails_of("outreach")
    body = mails.render(mail).body
    address = f"/ne-plus-recevoir/{mail.params['stop']}"
    assert f"\n{app.config['PUBLIC_URL']}{address}\n" in body and "- Quai Nord" in body
    visitor = browser(None)
    assert "Ne plus recevoir ces invitations" in visitor.get(address).text
    answer = app.test_client().post(address, data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200 and "Vous ne recevrez plus" in answer.text
    assert visitor.get("/ne-plus-recevoir/" + "x" * 32).status_code == 404


ALL = f"{AT}/contacts/"


def test_one_list_tells_where_the_contacts_of_all_batches_stand(desk, agent, made):
    desk(agent).send(f"{AT}/new/", filter="nord", channel="lettre")
    page = desk(agent).open(ALL)
    assert len(page.ids) == 3 and "Lettres à imprimer" in page.text and "À inviter par courriel" in page.text
    assert len(desk(agent).open(f"{ALL}?etat=attente").ids) == 1
    assert len(desk(agent).open(f"{ALL}?lot={number_of(made)}").ids) == 2
    assert len(desk(agent).open(f"{ALL}?lot={number_of(made)}&etat=a-imprimer").ids) == 1
    assert desk(agent).open(f"{ALL}?etat=rien").status == 404


def test_the_page_of_a_record_tells_who_was_written_to_about_it(desk, agent, made):
    record = db.session.scalars(db.select(Concession).where(Concession.title == "Quai Nord")).one()
    page = desk(agent).open(f"/console/concessions/details/?id={record.id}")
    [line] = page.doc.xpath(f"//a[@href='{AT}/details/?id={number_of(made)}']")
    assert "quai" in line.text_content()
    assert len(desk(agent).open(f"{ALL}?concession={record.id}").ids) == 1


def test_batches_are_found_by_their_way_and_who_prepared_them(desk, agent, made):
    desk(agent).send(f"{AT}/new/", filter="quai", channel="lettre")
    for address, count in (("voie=lettre", 1), ("voie=courriel", 1), (f"agent={agent.id}", 2)):
        assert len(desk(agent).open(f"{AT}/?{address}").ids) == count, address
