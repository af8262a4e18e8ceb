"""The lists that close the old accounts: each record is handed over once, and a list can be had again."""

from __future__ import annotations

import csv
import io

from models import attachments
from models.reports.handovers import Handover
from tests.support.records import CODE, actions, concession, count, of

AT = "/console/pilotage/fermetures/"


def attach(account, title):
    record = concession(title=title)
    attachments.claim(account, kind="voirie", title=record.title, access_code=CODE, actor=of(account))


def titles(console, number):
    text = console.client.get(f"{AT}{number}/liste").get_data(as_text=True)
    return [row["intitule"] for row in csv.DictReader(io.StringIO(text[1:]), delimiter=";")]


def test_each_list_holds_what_none_before_it_held(desk, supervisor, account):
    console = desk(supervisor)
    attach(account, "Quai Nord")
    page = console.post(AT, console.open(AT).form("filed"))
    assert page.status == 303 and "La liste 1 est prête" in page.follow().text
    assert console.post(AT, console.open(AT).form("filed")).follow().text.count("déjà été remises") == 1
    attach(account, "Quai Sud")
    console.post(AT, console.open(AT).form("filed"))
    assert (titles(console, 1), titles(console, 2)) == (["Quai Nord"], ["Quai Sud"])
    assert console.open(f"{AT}9/liste").status == 404 and actions()[-1] == "exported"


def test_a_form_that_is_sent_twice_makes_one_list(desk, supervisor, account):
    console = desk(supervisor)
    attach(account, "Quai Nord")
    form = console.open(AT).form("filed")
    console.post(AT, form)
    assert console.post(AT, form).status == 303 and count(Handover) == 1


def test_those_without_a_first_request_wait_where_only_the_others_are_meant(desk, supervisor, account):
    console = desk(supervisor)
    attach(account, "Quai Nord")
    page = console.post(AT, {**console.open(AT).form("filed"), "filed": "y"})
    assert "déjà été remises" in page.follow().text and count(Handover) == 0


def test_agents_hand_nothing_over(desk, agent):
    assert desk(agent).open(AT).status == 403
