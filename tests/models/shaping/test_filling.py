"""What is typed into an added field is kept, found, trace, and lost by nothing that anybody does later."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models import companies, shaping
from models.kernel.base import db
from models.kernel.errors import NotAllowed, Stale
from models.permissions import Role
from models.shaping import LosesValues, ShapeUnknown
from models.shaping.fields.body import FieldType, Noun, Option
from models.shaping.fields.tables import VALUES
from models.shaping.fields.values import FieldValueRefused, key_of
from models.shaping.filling import FieldNeeded, fields_of, fill, in_words, values_of
from models.shaping.kinds import custom_field
from models.shaping.kinds.custom_field import NAME as KIND
from models.shaping.live import ever, in_use
from tests.support import people
from tests.support.added_fields import CONTRACT, OPTIONS, SIGNS, add, change
from tests.support.records import actions, by, concession, detail, events, of


def kept(row, key=CONTRACT):
    return values_of(Noun(row.audit_kind), [row.id], [key]).get(row.id, {}).get(key, [])


def write(row, typed, *, key=CONTRACT, actor):
    return fill(row, {key: typed}, version=row.version, actor=actor)


@pytest.mark.parametrize("type", SIGNS)
@pytest.mark.parametrize("noun", Noun)
def test_what_is_typed_is_kept_and_said_again(asker, agent, account, noun, type):
    row = concession() if noun is Noun.CONCESSION else account.company
    field = add(type=type, noun=noun, actor=asker)
    assert write(row, SIGNS[type], actor=by(agent))
    words = in_words(field, kept(row))
    assert write(row, words, actor=by(agent)) is False  # it reads as what it is
    assert words and not write(row, SIGNS[type], actor=by(agent))


def test_each_change_counts_as_an_edit_and_stands_in_the_trail_with_before_and_after(asker, agent):
    row = concession()
    add(actor=asker)
    version = row.version
    write(row, "V-1", actor=by(agent))
    write(row, "V-2", actor=by(agent))
    trace = detail(events("fields-filled")[-1])
    assert row.version == version + 2
    assert (json.loads(trace.before), json.loads(trace.after)) == (
        {"champ:numero-de-marche": "V-1"},
        {"champ:numero-de-marche": "V-2"},
    )


def test_nobody_overwrites_what_they_never_saw(asker, agent):
    row = concession()
    add(actor=asker)
    version = row.version
    write(row, "V-1", actor=by(agent))
    with pytest.raises(Stale):
        fill(row, {CONTRACT: "V-2"}, version=version, actor=by(agent))
    assert kept(row) == ["V-1"]


def test_another_page_that_saves_the_row_loses_no_field(asker, agent, account):
    company = account.company
    add(noun=Noun.COMPANY, actor=asker)
    write(company, "V-1", actor=by(agent))
    companies.correct(company, version=company.version, acronym="EDL", actor=by(agent))
    add("autre", "Autre", noun=Noun.COMPANY, actor=asker)
    fill(company, {"autre": "x"}, version=company.version, actor=by(agent))
    assert kept(company) == ["V-1"] and kept(company, "autre") == ["x"]


def test_an_old_row_is_not_told_changed_since_a_field_was_added(asker):
    row = concession()
    version, before = row.version, actions().count("concession-updated")
    add(default="rien", actor=asker)
    db.session.refresh(row)
    assert (row.version, kept(row), actions().count("concession-updated")) == (version, [], before)


def test_a_retired_field_is_hidden_kept_and_comes_back_with_its_values(asker, agent):
    row = concession()
    add(actor=asker)
    write(row, "V-1", actor=by(agent))
    shaping.retire(KIND, CONTRACT, actor=asker)
    assert fields_of(Noun.CONCESSION, "agent") == {}
    with pytest.raises(ShapeUnknown):
        write(row, "V-2", actor=by(agent))
    shaping.bring_back(KIND, CONTRACT, actor=asker)
    assert kept(row) == ["V-1"]


def test_a_renamed_field_keeps_its_values(asker, agent):
    row = concession()
    add(actor=asker)
    write(row, "V-1", actor=by(agent))
    change(label="N° du marché public", actor=asker)
    assert kept(row) == ["V-1"]


def test_a_type_changes_where_every_value_converts(asker, agent):
    rows = [concession(reference=f"R-{number}") for number in range(3)]
    add(actor=asker)
    for number, row in enumerate(rows):
        write(row, f"{number},50", actor=by(agent))
    assert change(type=FieldType.NUMBER, actor=asker).rewritten == 3
    assert [kept(row) for row in rows] == [["0.5"], ["1.5"], ["2.5"]]
    table = VALUES[Noun.CONCESSION]
    number = in_use(KIND)[CONTRACT]
    assert {entry.key for entry in db.session.scalars(db.select(table))} == {
        key_of(number, value) for value in ("0.5", "1.5", "2.5")
    }


def test_a_type_does_not_change_under_a_value_that_would_be_lost(asker, agent):
    rows = [concession(reference=f"R-{number}") for number in range(2)]
    add(actor=asker)
    write(rows[0], "12", actor=by(agent))
    write(rows[1], "douze", actor=by(agent))
    with pytest.raises(LosesValues) as refused:
        change(type=FieldType.NUMBER, actor=asker)
    assert (refused.value.facts["count"], refused.value.facts["example"]) == (1, "douze")
    assert [kept(row) for row in rows] == [["12"], ["douze"]]


def test_a_choice_that_rows_have_is_retired_and_not_taken_away(asker, agent):
    row = concession()
    add(type=FieldType.CHOICE, actor=asker)
    write(row, "eau", actor=by(agent))
    with pytest.raises(LosesValues):
        change(choices=OPTIONS[:1], actor=asker)
    change(choices=[OPTIONS[0], Option("eau", "Eau", retired=True)], actor=asker)
    assert in_words(in_use(KIND)[CONTRACT], kept(row)) == "Eau"


def test_a_choice_that_rows_have_is_not_replaced_by_another_of_its_words(asker, agent):
    row, water = concession(), "Eau"
    add(type=FieldType.CHOICE, choices=[OPTIONS[0], Option("eau", water)], actor=asker)
    write(row, "eau", actor=by(agent))
    with pytest.raises(LosesValues) as refused:
        change(choices=[OPTIONS[0], Option("eau-potable", water)], actor=asker)
    assert refused.value.facts["count"] == 1
    assert kept(row) == ["eau"]


def test_one_more_choice_is_offered_without_a_look_at_the_values(asker, agent, monkeypatch):
    row = concession()
    add(type=FieldType.CHOICE, actor=asker)
    write(row, "eau", actor=by(agent))
    monkeypatch.setattr(custom_field, "_values", lambda wish: pytest.fail("as many as there are rows"))
    change(choices=[*OPTIONS, Option("vapeur", "Vapeur")], actor=asker)
    assert kept(row) == ["eau"]


def test_several_choices_stand_in_the_order_of_the_field_and_become_one_only_where_one_is(asker, agent):
    row, other = concession(), concession(reference="R-2")
    add(type=FieldType.CHOICES, actor=asker)
    write(row, ["Eau potable", "gaz"], actor=by(agent))
    assert kept(row) == ["gaz", "eau"]
    with pytest.raises(LosesValues):
        change(type=FieldType.CHOICE, actor=asker)
    write(row, ["eau"], actor=by(agent))
    write(other, ["gaz"], actor=by(agent))
    change(type=FieldType.CHOICE, actor=asker)
    assert (kept(row), kept(other)) == (["eau"], ["gaz"])


def test_a_compulsory_field_is_not_left_empty(asker, agent):
    row = concession()
    add(compulsory=True, actor=asker)
    with pytest.raises(FieldNeeded):
        write(row, " ", actor=by(agent))


@pytest.mark.parametrize(
    "type", [type for type in SIGNS if type not in (FieldType.TEXT, FieldType.LONG_TEXT)]
)
def test_what_is_no_value_of_the_type_is_refused(asker, agent, type):
    row = concession()
    add(type=type, actor=asker)
    for typed in ("n’importe quoi", "-", "9" * 30, "2026-02-30"):
        with pytest.raises(FieldValueRefused):
            write(row, typed, actor=by(agent))


@pytest.mark.parametrize("seen", [[], [Role.AGENT], [Role.SUPERVISOR, Role.ADMIN]], ids=str)
@pytest.mark.parametrize("written", [[], [Role.SUPERVISOR], [Role.ADMIN]], ids=str)
def test_who_sees_a_field_and_who_writes_it(asker, seen, written):
    row = concession()
    add(seen_by=seen, written_by=written, actor=asker)
    for role in Role:
        sees = not seen or role in seen
        writes = sees and role is not Role.ADMIN and (not written or role in written)
        assert (CONTRACT in fields_of(Noun.CONCESSION, role)) is sees
        assert (CONTRACT in fields_of(Noun.CONCESSION, role, writing=True)) is writes
        actor = by(people.staff(role))
        if writes:
            assert write(row, f"par {role}", actor=actor)
        else:
            with pytest.raises(NotAllowed):
                write(row, "x", actor=actor)


def test_a_companys_person_writes_no_field(asker, account):
    add(noun=Noun.COMPANY, actor=asker)
    with pytest.raises(NotAllowed):
        write(account.company, "x", actor=of(account))


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("write"), st.integers(0, 1), st.sampled_from(["", "1", "2,5", "oui", "gaz", "x"])),
        st.tuples(st.just("type"), st.sampled_from([FieldType.TEXT, FieldType.NUMBER, FieldType.YES_NO])),
        st.tuples(st.just("retire")),
        st.tuples(st.just("return")),
        st.tuples(st.just("rename"), st.sampled_from(["Un", "Deux"])),
    ),
    max_size=12,
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_no_sequence_of_shaping_and_edits_loses_a_value(asker, agent, steps):
    number = next(COUNTER)
    key = f"champ-{number}"
    rows = [concession(reference=f"H-{number}-{place}") for place in range(2)]
    add(key, f"Champ {number}", actor=asker)
    held = ["", ""]
    for step in steps:
        try:
            if step[0] == "write":
                write(rows[step[1]], step[2], key=key, actor=by(agent))
                held[step[1]] = step[2]
            elif step[0] == "type":
                change(key, type=step[1], actor=asker)
            elif step[0] == "rename":
                change(key, label=f"{step[1]} {number}", actor=asker)
            else:
                (shaping.retire if step[0] == "retire" else shaping.bring_back)(KIND, key, actor=asker)
        except (LosesValues, FieldValueRefused, ShapeUnknown, shaping.NothingChanges):
            db.session.rollback()
    shapes = ever(KIND)
    words = [in_words(shapes[key], kept(row, key)).replace(".", ",") for row in rows]
    assert words == held


COUNTER = iter(range(10**6))
