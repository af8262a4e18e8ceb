"""The supervisors' queue: what stands in it, and what it shows of each."""

from __future__ import annotations

from datetime import timedelta

import pytest

from models import attachments, documents
from models.attachments import Turn
from models.kernel.actors import Actor
from models.kernel.transactions import transaction
from models.reports.agreement import Accord, Compared
from models.reports.risk_flags import Doubt
from tests.support import people
from tests.support.uploads import path_of
from tests.views.backoffice.attachments.conftest import QUEUE, contested
from tests.views.backoffice.conftest import JUSTIFICATION, PDF
from views.messages import LABELS, TAGS
from views.messages.reports import RISK_FLAGS, halves, lasting, named


def queue(console, **filters):
    return console.client.get(QUEUE, query_string=filters)


# -- what stands there


def test_the_queue_holds_what_waits_what_is_contested_and_what_was_never_seen(app, desk, supervisor, bound):
    waits, unseen, seen = bound(), bound("callback"), bound("callback")
    doubted = contested(bound("callback"), people.staff("supervisor"))
    attachments.approve(seen, actor=Actor.of_agent(supervisor))
    console = desk(supervisor)
    page = console.open(QUEUE)
    assert page.ids == [str(doubted.id), str(waits.id), str(unseen.id)]
    assert page.doc.xpath(f"//a[@href='{QUEUE}?rattachement={waits.id}']")
    assert page.doc.xpath("//li[@data-id]/a[@aria-current='true']")[0].text == doubted.concession.title
    assert console.open(f"{QUEUE}?search={waits.concession.reference}").ids == [str(waits.id)]
    for group, row in (("contestes", doubted), ("avant", waits), ("apres", unseen)):
        assert console.open(f"{QUEUE}?quoi={group}").ids == [str(row.id)]
    assert console.open(f"{QUEUE}?quoi=echantillon").ids == []
    several = console.open(f"{QUEUE}?quoi=apres").doc.xpath("//a[contains(., 'plusieurs')]/@href")
    assert console.open(several[0]).ids == [str(unseen.id)]
    assert "1 contrôlé par vous aujourd’hui" in page.text.replace("\xa0", " ")
    assert "3 rattachements à contrôler. 1 ne prend effet que si vous approuvez." in page.text.replace(
        "\xa0", " "
    )


def test_the_queue_is_the_supervisors_alone(app, desk):
    for role, status in (("agent", 403), ("supervisor", 200), ("admin", 403)):
        assert desk(people.staff(role)).open(QUEUE).status == status


@pytest.mark.parametrize(
    "query", ["?rattachement=abc", "?rattachement=999", "?page=2", "?page=x", "?quoi=rien"]
)
def test_what_the_queue_never_gave_is_404(app, desk, supervisor, query):
    assert desk(supervisor).open(QUEUE + query).status == 404


def test_an_empty_queue_says_so_and_one_of_ones_own_says_whose_turn_it_is(app, desk, supervisor, bound):
    console = desk(supervisor)
    assert "Rien à contrôler" in console.open(QUEUE).text
    bound(by=supervisor)
    page = console.open(QUEUE)
    assert page.ids == [] and "personne ne contrôle ce qu’il a rattaché" in page.text
    bound()
    assert "1 autre attend un collègue" in console.open(QUEUE).text.replace("\xa0", " ")


def test_what_lapses_is_counted_down_and_stands_first(app, desk, supervisor, bound, clock):
    first = bound()
    clock.move_to(first.review_due_at - timedelta(hours=3, minutes=10), tick=False)
    doubted = contested(bound("callback"), people.staff("supervisor"))
    page = desk(people.staff("supervisor")).open(QUEUE)
    assert page.ids == [str(first.id), str(doubted.id)]
    assert "Expire dans 3 h" in page.text.replace("\xa0", " ")


def test_a_long_queue_has_pages_and_the_way_on_leads_through_them(app, desk, supervisor, bound, monkeypatch):
    monkeypatch.setattr("views.backoffice.attachments.review_queue.SHOWN", 2)
    rows = [bound("callback") for _ in range(3)]
    console = desk(supervisor)
    page = console.open(QUEUE)
    assert page.ids == [str(row.id) for row in rows[:2]]

    def way(page):
        return page.doc.xpath("//a[@data-way='next']/@href")

    assert way(page) == [f"{QUEUE}?rattachement={rows[1].id}"]
    page = console.open(way(page)[0])
    assert way(page) == [f"{QUEUE}?page=2"]
    page = console.open(way(page)[0])
    assert page.ids == [str(rows[2].id)] and way(page) == []


# -- what is seen of one


def test_one_is_seen_with_the_agents_words_both_sides_and_what_makes_one_wonder(
    app, desk, agent, supervisor, account, bound
):
    row = bound()
    with transaction():
        row.concession.holder, row.company.directory_state = "COBALT ALBATROS", "closed"
    page = desk(supervisor).open(f"{QUEUE}?rattachement={row.id}")
    text = page.text.replace("\xa0", " ")
    for words in (agent.name, JUSTIFICATION, account.identifier, account.company.name, "COBALT ALBATROS"):
        assert words in text, words
    assert "Les noms sont éloignés." in text and "La structure est fermée." in text
    table = page.doc.xpath("//table[contains(@class,'b-fold')]")[0]
    facts = {
        tr.xpath("string(th)"): tr.xpath("string(td[last()])").strip() for tr in table.xpath(".//tbody/tr")
    }
    assert facts["Raison sociale"] == "Différent" and facts["Téléphone"] == "Identique"
    assert list(facts) == list(LABELS["Compared"].values())


def test_what_else_happened_is_linked_and_leads_to_all_of_it(app, desk, agent, supervisor, account, bound):
    before, row = bound("callback"), bound()
    console = desk(supervisor)
    page = console.open(f"{QUEUE}?rattachement={row.id}")
    assert page.doc.xpath(f"//section[@aria-labelledby='ailleurs']//a[contains(@href, 'id={before.id}')]")
    for query in (f"agent={agent.id}", f"compte={account.id}", f"search={account.company.siren}"):
        found = page.doc.xpath(f"//section[@aria-labelledby='ailleurs']//a[contains(@href, '{query}')]/@href")
        assert set(console.open(found[0]).ids) == {str(before.id), str(row.id)}, query


def test_a_document_is_described_and_only_ever_downloaded(app, desk, supervisor, bound):
    many = PDF.replace(
        b"%%EOF", b"1 0 obj<</Type/Pages/Count 6>>endobj\n2 0 obj<</S/JavaScript>>endobj\n%%EOF"
    )
    document = documents.store("mandat.pdf", many, actor=people.SYSTEM)
    row = bound("mandate", document=document)
    console = desk(supervisor)
    page = console.open(f"{QUEUE}?rattachement={row.id}")
    text = page.text.replace("\xa0", " ")
    assert "PDF, 1 Ko, 6 pages" in text and "ouvrez-le avec prudence" in text
    answer = console.client.get(f"/console/rattachements/{row.id}/piece")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert not page.doc.xpath("//main//img | //iframe | //object | //embed")


def test_an_image_is_shown_as_an_image_once_it_is_asked_for(app, desk, supervisor, bound):
    png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\4\xd8\0\0\6\xda\x08\2\0\0\0"
    row = bound("mandate", document=documents.store("mandat.png", png, actor=people.SYSTEM))
    page = desk(supervisor).open(f"{QUEUE}?rattachement={row.id}")
    (image,) = page.doc.xpath("//main//details/img")
    assert (image.get("loading"), image.get("width"), image.get("height")) == ("lazy", "1240", "1754")
    assert image.get("src") == f"/console/rattachements/{row.id}/piece" and "mandat.png" in image.get("alt")


def test_a_file_that_is_gone_is_said_to_be(app, desk, supervisor, bound):
    document = documents.store("perdu.pdf", PDF + b"%unique", actor=people.SYSTEM)
    row = bound("mandate", document=document)
    path_of(document).unlink()
    assert "Le fichier n’est plus là." in desk(supervisor).open(f"{QUEUE}?rattachement={row.id}").text


# -- deciding there


# -- asking the agent


# -- words


def test_every_turn_accord_field_and_doubt_has_its_words():
    assert set(TAGS["Turn"]) == {turn.value for turn in Turn}
    assert set(TAGS["Accord"]) == {accord.value for accord in Accord}
    assert set(LABELS["Compared"]) == {field.value for field in Compared}
    assert set(RISK_FLAGS) == {doubt.value for doubt in Doubt}


def test_figures_are_told_as_people_read_them():
    assert [lasting(minutes).replace("\xa0", " ") for minutes in (0, 42, 61, 1439)] == [
        "0 minute",
        "42 minutes",
        "1 heure",
        "23 heures",
    ]
    assert (halves(4.0), halves(4.5)) == ("4", "4,5")
    assert named(list("ABCDE"), 4).replace("\xa0", " ") == "A, B, C, D et 1 autre"
