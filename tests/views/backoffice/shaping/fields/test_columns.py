"""An added field in a list: a column by choice, a filter, and its cells in the files, for who sees it."""

from __future__ import annotations

import csv
import io

import pytest

from models import shaping
from models.kernel.base import db
from models.permissions import Role
from models.shaping.fields.body import FieldType, Noun
from models.shaping.filling import fill
from models.shaping.kinds.custom_field import NAME
from models.staff import list_columns
from tests.support import people
from tests.support.added_fields import CONTRACT, add, change
from tests.support.records import by, concession
from tests.support.statements.work import watched

LIST = "/console/concessions/"
COLUMN = f"champ-{CONTRACT}"


@pytest.fixture
def records(app, asker):
    made = [concession(title=f"Voirie {number}", reference=f"R-{number}") for number in range(3)]
    add(actor=asker)
    for number, row in enumerate(made[:2]):
        fill(row, {CONTRACT: f"2026-V-01{number}"}, version=row.version, actor=people.SYSTEM)
    return made


def choosing(person):
    """Whoever shows the field beside the title."""
    list_columns.choose(person, "concessions", ["Intitulé", COLUMN], actor=by(person))
    return person


def file_of(client, **args):
    text = client.get(f"{LIST}export/csv/", query_string=args).data.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def test_a_reader_chooses_the_column_which_costs_one_statement(records, agent, browser):
    desk = browser(agent)
    assert "2026-V-010" not in desk.get(LIST).text
    with watched(db.engine) as before:
        desk.get(LIST)
    assert "Numéro de marché" in desk.get("/console/colonnes?ecran=concessions").text
    choosing(agent)
    shown = desk.get(LIST).text
    assert "2026-V-010" in shown and "2026-V-011" in shown and "Numéro de marché" in shown
    with watched(db.engine) as after:
        desk.get(LIST)
    assert after.total == before.total + 1


def test_a_renamed_field_stays_chosen_and_a_retired_one_is_gone_from_the_list(records, agent, asker, browser):
    desk = browser(choosing(agent))
    change(label="N° du marché", actor=asker)
    assert "N° du marché" in desk.get(LIST).text and "Numéro de marché" not in desk.get(LIST).text
    shaping.retire(NAME, CONTRACT, actor=asker)
    assert "2026-V-010" not in desk.get(LIST).text
    shaping.bring_back(NAME, CONTRACT, actor=asker)
    assert "2026-V-010" in desk.get(LIST).text


@pytest.mark.parametrize(("typed", "count"), [("2026", 2), ("2026-v-011", 1), ("rien", 0)])
def test_a_filter_finds_by_the_beginning_whatever_the_case(records, agent, browser, typed, count):
    shown = browser(agent).get(LIST, query_string={COLUMN: typed}).text
    assert [f"Voirie {number}" in shown for number in range(3)].count(True) == count


def test_a_filter_of_choices_says_how_many_it_leaves(app, asker, agent, browser):
    add(type=FieldType.CHOICE, actor=asker)
    for number, kind in enumerate(("gaz", "gaz", "eau", "")):
        row = concession(title=f"Voirie {number}", reference=f"R-{number}")
        fill(row, {CONTRACT: kind}, version=row.version, actor=people.SYSTEM)
    shown = browser(agent).get(LIST, query_string={COLUMN: "gaz"}).text
    assert [f"Voirie {number}" in shown for number in range(4)] == [True, True, False, False]
    assert "2\N{NO-BREAK SPACE}concessions" in shown


def test_a_number_and_a_day_are_found_whole_and_nonsense_finds_nothing(app, asker, agent, browser):
    row = concession(title="Voirie 0")
    add(type=FieldType.NUMBER, actor=asker)
    fill(row, {CONTRACT: "1 250,5"}, version=row.version, actor=people.SYSTEM)
    desk = browser(agent)
    for typed, found in (("1250.50", True), ("1250", False), ("douze", False)):
        assert ("Voirie 0" in desk.get(LIST, query_string={COLUMN: typed}).text) is found


def test_files_hold_what_was_typed_and_hold_it_for_who_sees_it(records, asker, supervisor, admin, browser):
    row = records[2]
    fill(row, {CONTRACT: "=1+1 ; « é »"}, version=row.version, actor=people.SYSTEM)
    lines = {line["Référence"]: line["Numéro de marché"] for line in file_of(browser(supervisor))}
    assert lines["R-0"] == "2026-V-010" and lines["R-2"].lstrip("'") == "=1+1 ; « é »"
    assert len(file_of(browser(supervisor), **{COLUMN: "2026"})) == 2
    change(seen_by=[Role.ADMIN], actor=asker)
    assert "Numéro de marché" not in file_of(browser(supervisor))[0]
    assert file_of(browser(admin))[0]["Numéro de marché"] == "2026-V-010"


@pytest.mark.parametrize("role", Role)
def test_a_field_that_a_role_does_not_see_is_in_no_place_of_its_lists(records, asker, browser, role):
    change(seen_by=[other for other in Role if other is not role][:1], actor=asker)
    person = choosing(people.staff(role))
    client = browser(person)
    assert "Numéro de marché" not in client.get("/console/colonnes?ecran=concessions").text
    shown = client.get(LIST, query_string={COLUMN: "rien"}).text
    assert "2026-V-01" not in shown and "Voirie 2" in shown  # the filter is none of theirs


def test_companies_have_the_same(app, asker, agent, account, browser):
    add(noun=Noun.COMPANY, actor=asker)
    company = account.company
    fill(company, {CONTRACT: "2026-V-014"}, version=company.version, actor=people.SYSTEM)
    list_columns.choose(agent, "companies", ["Raison sociale", COLUMN], actor=by(agent))
    shown = browser(agent).get("/console/structures/", query_string={COLUMN: "2026-V"}).text
    assert shown.count("2026-V-014") == 1
