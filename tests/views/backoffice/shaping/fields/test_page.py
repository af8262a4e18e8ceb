"""An administrator adds a field alone; it stands on the row's page, in its form and in its history."""

from __future__ import annotations

import re

import pytest

from models.permissions import Role
from models.shaping.fields.body import FieldType, Noun
from models.shaping.filling import fill as write
from models.shaping.filling import values_of
from tests.support import people
from tests.support.added_fields import CONTRACT, SIGNS, add, held
from tests.support.records import concession

NEW = {"noun": "concession", "label": "Numéro de marché", "type": "text", "help": "Celui du bordereau."}
LINES = "gaz : Gaz de ville\nÉlectricité\neau : Eau (retiré)"
ADDRESS = "/console/reglages/champs/"


def post(client, address, page=None, **typed):
    return client.post(address, data={"csrf_token": people.csrf(client, page or address), **typed})


def version_on(client, address):
    return re.search(r'name="version"[^>]*value="(\d+)"', client.get(address).text)[1]


def fill(client, address, **typed):
    return post(client, address, version=version_on(client, address), **typed)


def test_a_stranger_adds_a_field_sees_it_everywhere_retires_it_and_brings_it_back(app, admin, agent, browser):
    record = concession()
    shapes, desk = browser(admin), browser(agent)
    page, form = f"/console/concessions/details/?id={record.id}", f"/console/concessions/{record.id}/champs"
    assert "Numéro de marché" not in desk.get(page).text and "Remplir les champs" not in desk.get(page).text
    made = post(shapes, f"{ADDRESS}nouveau", **NEW)
    assert made.status_code == 303 and made.location.endswith(f"{ADDRESS}{CONTRACT}")
    assert "Numéro de marché" in shapes.get(ADDRESS).text
    assert "Numéro de marché" in desk.get(page).text and "Celui du bordereau." in desk.get(form).text
    assert fill(desk, form, f_numero_de_marche="2026-V-014").status_code == 303
    shown = desk.get(page).text
    assert shown.count("2026-V-014") == 2 and "Champs remplis" in shown  # the fact, and its history
    field = f"{ADDRESS}{CONTRACT}"
    assert post(shapes, f"{field}/retirer", field, seen="1").status_code == 303
    assert "Autres champs" not in desk.get(page).text and "Retiré" in shapes.get(ADDRESS).text
    assert desk.get(page).text.count("2026-V-014") == 1  # what happened stays in the history
    assert post(shapes, f"{field}/remettre", field, seen="2").status_code == 303
    assert desk.get(page).text.count("2026-V-014") == 2


@pytest.mark.parametrize("type", SIGNS)
def test_each_type_has_its_input_and_is_shown_as_people_read_it(app, asker, agent, account, browser, type):
    add(type=type, noun=Noun.COMPANY, actor=asker)
    desk, number = browser(agent), account.company_id
    typed = "2026-12-01" if type is FieldType.DATE else SIGNS[type]
    typed = "yes" if type is FieldType.YES_NO else typed
    form = f"/console/structures/{number}/champs"
    assert fill(desk, form, f_numero_de_marche=typed).status_code == 303
    first = desk.get(form).text
    assert fill(desk, form, f_numero_de_marche=typed).status_code == 303  # again: nothing changes
    words = {
        FieldType.NUMBER: "1250,5",
        FieldType.DATE: "1er décembre 2026",
        FieldType.YES_NO: "oui",
        FieldType.CHOICE: "Gaz",
        FieldType.CHOICES: "Gaz",
        FieldType.EMAIL: "Marche@example.org",
    }
    shown = desk.get(f"/console/structures/details/?id={number}").text
    lean = re.compile(r"[\s\u00a0\u202f]")
    assert lean.sub("", words.get(type, typed.split("\n")[0])) in lean.sub("", shown)
    assert "f_numero_de_marche" in first


def test_what_is_no_value_stands_beside_its_field_and_nothing_is_written(app, asker, agent, browser):
    record = concession()
    add(type=FieldType.NUMBER, actor=asker)
    form = f"/console/concessions/{record.id}/champs"
    refused = fill(browser(agent), form, f_numero_de_marche="douze")
    assert refused.status_code == 422 and "« douze »" in refused.text.replace("\u00a0", " ")
    assert values_of(Noun.CONCESSION, [record.id], [CONTRACT]) == {}


def test_a_form_of_before_another_saved_writes_over_nothing(app, asker, agent, browser):
    record = concession()
    add(actor=asker)
    desk, form = browser(agent), f"/console/concessions/{record.id}/champs"
    seen = version_on(desk, form)
    fill(desk, form, f_numero_de_marche="V-1")
    late = post(desk, form, version=seen, f_numero_de_marche="V-2")
    assert late.status_code == 422 and "V-2" in late.text
    assert values_of(Noun.CONCESSION, [record.id], [CONTRACT])[record.id] == {CONTRACT: ["V-1"]}


@pytest.mark.parametrize("seen", [[], [Role.SUPERVISOR], [Role.AGENT]], ids=str)
@pytest.mark.parametrize("written", [[], [Role.SUPERVISOR]], ids=str)
def test_a_field_is_seen_and_written_by_its_roles_alone_in_each_place(app, asker, browser, seen, written):
    record = concession()
    add("ouvert", "Champ ouvert", actor=asker)
    add(seen_by=seen, written_by=written, actor=asker)
    writer = people.SYSTEM
    write(record, {CONTRACT: "2026-V-014"}, version=record.version, actor=writer)
    for role in Role:
        client = browser(people.staff(role))
        sees = not seen or role in seen
        page = client.get(f"/console/concessions/details/?id={record.id}").text
        assert ("2026-V-014" in page) is sees, role
        form = client.get(f"/console/concessions/{record.id}/champs")
        writes = sees and (not written or role in written)
        if role is Role.ADMIN:
            assert form.status_code == 403
        else:
            assert ("Numéro de marché" in form.text) is writes
            posted = fill(client, f"/console/concessions/{record.id}/champs", f_numero_de_marche="x")
            assert posted.status_code == 303
        kept = values_of(Noun.CONCESSION, [record.id], [CONTRACT])[record.id][CONTRACT]
        assert kept == (["x"] if writes and role is not Role.ADMIN else kept)
        write(record, {CONTRACT: "2026-V-014"}, version=record.version, actor=writer)


@pytest.mark.parametrize("role", ["agent", "supervisor"])
def test_administrators_alone_add_fields(app, browser, role):
    client = browser(people.staff(role))
    assert client.get(f"{ADDRESS}nouveau").status_code == 403
    assert client.get(ADDRESS).status_code == (200 if role == "supervisor" else 403)


def test_a_field_is_changed_by_its_form_and_a_stale_one_is_refused(app, admin, asker, browser):
    add(type=FieldType.CHOICE, actor=asker)
    shapes, address = browser(admin), f"{ADDRESS}{CONTRACT}/modifier"
    typed = NEW | {"type": "choice", "label": "Marché", "choices": LINES}
    seen = version_on(shapes, address)
    assert post(shapes, address, version=seen, **typed).status_code == 303
    field = held()[CONTRACT]
    assert [(o.key, o.label, o.retired) for o in field.choices] == [
        ("gaz", "Gaz de ville", False),
        ("electricite", "Électricité", False),
        ("eau", "Eau", True),
    ]
    assert post(shapes, address, version=seen, **typed | {"label": "Autre"}).status_code == 422


def test_two_fields_of_one_name_are_refused_beside_the_name(app, admin, asker, browser):
    add(actor=asker)
    refused = post(browser(admin), f"{ADDRESS}nouveau", **NEW | {"label": "numéro de MARCHÉ"})
    assert refused.status_code == 422 and len(held()) == 1
