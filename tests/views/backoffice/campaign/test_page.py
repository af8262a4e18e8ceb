"""The campaign's page: three successes apart, and each number opens a list that shows as many rows."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import timedelta

import pytest

from console import demo
from models.reports import campaign, progress
from models.reports.campaign import Journey
from models.values.days import today
from tests.support import people
from tests.support.records import count, events

HERE = "/console/pilotage/"


@pytest.fixture
def story(app):
    """A small demonstration, with its staff."""
    demo.make(60, with_staff=True)


def number(text):
    return int(re.sub(r"[^0-9]", "", text.split(",")[0].split(" sur ")[0]))


def is_count(link):
    return "jour" not in link.text_content()


def shown_at(desk, link):
    (status,) = desk.open(link.get("href")).doc.xpath("//p[@role='status']/strong")
    return number(status.text_content())


def test_each_number_opens_a_list_that_shows_as_many_rows(app, story, desk, supervisor):
    desk = desk(supervisor)
    links = desk.open(HERE).doc.xpath("//main//table//td//a | //main//*[contains(@class, 'b-stat')]//a")
    links = [link for link in links if is_count(link)]
    assert len(links) > 40
    wrong = []
    for link in links:
        shown, expected = shown_at(desk, link), number(link.text_content().replace("\u00a0", ""))
        if shown != expected:
            wrong.append((link.get("href"), link.text_content(), shown))
    assert wrong == []


def test_no_number_of_a_table_stands_without_its_list_but_nought(app, story, desk, supervisor):
    cells = desk(supervisor).open(HERE).doc.xpath("//main//table//td[contains(@class, 'r')][not(.//a)]")
    assert {cell.text_content().strip() for cell in cells} <= {"0", "–"}


def test_a_median_opens_those_whose_days_it_tells(app, story, desk, supervisor):
    desk = desk(supervisor)
    page = desk.open(HERE)
    days = [link for link in page.doc.xpath("//*[@id='t-parcours']//td//a") if not is_count(link)]
    assert days and all(shown_at(desk, link) for link in days)
    rows = page.doc.xpath("//*[@id='t-parcours']/tbody/tr")
    for row, beyond in zip(rows, rows[1:], strict=False):
        spent = row.xpath("td[4]//a")
        assert not spent or spent[0].get("href") == beyond.xpath("td[1]//a")[0].get("href")


def test_the_drawings_open_the_lists_of_the_numbers_that_they_tell(app, story, desk, supervisor):
    desk = desk(supervisor)
    links = desk.open(HERE).doc.xpath("//main//svg//a")
    numbers = [number(link.get("aria-label", link.text_content()).replace("\u00a0", "")) for link in links]
    assert len(links) == 6 + 3 and numbers == [shown_at(desk, link) for link in links]


def test_what_is_left_to_attach_opens_the_list_of_what_is_left(app, story, desk, supervisor):
    desk = desk(supervisor)
    (link,) = desk.open(HERE).doc.xpath("//main//p/a[contains(@href, 'reste=attached')]")
    (done,) = desk.open(HERE).doc.xpath(
        "//main//a[contains(@href, 'atteint=attached')][1]/ancestor::div/b/a[1]"
    )
    assert shown_at(desk, link) == number(link.text_content()) > 0
    assert shown_at(desk, link) + shown_at(desk, done) == count(Journey)


def test_three_successes_are_told_apart_and_drawn_with_the_same_numbers_in_words(
    app, story, desk, supervisor
):
    page = desk(supervisor).open(HERE)
    cards = [card.text_content() for card in page.doc.xpath("//*[contains(@class, 'b-stat')]/span")]
    assert [words.split("\u00a0")[0] for words in cards] == [
        "Compte activé",
        "Concession rattachée",
        "Première demande déposée",
    ]
    for drawing in page.doc.xpath("//main//svg[contains(@class, 'b-chart')]"):
        title, words = drawing.get("aria-labelledby").split()
        assert page.doc.xpath(f"//*[@id='{title}']")[0].text_content()
        assert any(letter.isdigit() for letter in page.doc.xpath(f"//*[@id='{words}']")[0].text_content())


def test_the_file_holds_every_figure_and_leaves_an_event(app, story, browser, supervisor):
    answer = browser(supervisor).get(f"{HERE}export/csv/")
    rows = list(csv.reader(io.StringIO(answer.text.lstrip("\ufeff")), delimiter=";"))
    assert rows[0] == ["Tableau", "Ligne", "Mesure", "Nombre"]
    reached = {
        row[1]: row[3] for row in rows if row[0] == "Le parcours des concessions" and "atteinte" in row[2]
    }
    assert len(reached) == 6 and reached["Concessions à reprendre"] > "0"
    assert json.loads(events("exported")[-1].detail.after)["rows"] == len(rows) - 1


def test_the_closing_day_is_told_with_the_pace_that_it_asks(app, story, desk, supervisor, monkeypatch):
    desk = desk(supervisor)
    monkeypatch.setitem(app.extensions, "bascule.closes-on", None)
    assert "BASCULE_CLOSES_ON" in desk.open(HERE).text
    monkeypatch.setitem(app.extensions, "bascule.closes-on", today() + timedelta(days=70))
    words = desk.open(HERE).text.replace("\u00a0", " ")
    assert "dans 70 jours" in words and "par semaine" in words and "BASCULE_CLOSES_ON" not in words


@pytest.mark.parametrize(("role", "status"), [("agent", 403), ("supervisor", 200), ("admin", 200)])
def test_those_who_steer_the_campaign_see_its_figures(app, browser, role, status):
    answer = browser(people.staff(role)).get(HERE)
    assert answer.status_code == status and ("Rien à compter encore" in answer.text) == (status == 200)
    assert browser(people.staff(role)).get(f"{HERE}concessions/").status_code == status


def test_the_first_page_and_the_menu_lead_there_whoever_may_go(app, desk, agent, supervisor, record):
    record()
    progress.count()
    ways = "//a[@href='/console/pilotage/']"
    assert len(desk(supervisor).open("/console/").doc.xpath(ways)) >= 2
    assert desk(agent).open("/console/").doc.xpath(ways) == []


def test_what_changed_a_moment_ago_is_said_not_to_be_counted_yet(app, desk, supervisor, record):
    record()
    campaign.follow()
    campaign.follow_cases()
    assert "se comptent encore" not in desk(supervisor).open(HERE).text
    record()
    assert "se comptent encore" in desk(supervisor).open(HERE).text


@pytest.mark.parametrize(
    "args",
    [
        "par=x",
        "par=0",
        "semaine-demande=2026-11-24",
        "preuve=code2",
        "etape=closed",
        "atteint=record",
        "reste=account",
    ],
)
def test_a_list_that_no_figure_opens_is_a_page_that_does_not_exist(app, browser, supervisor, args):
    assert browser(supervisor).get(f"{HERE}concessions/?{args}").status_code == 404
