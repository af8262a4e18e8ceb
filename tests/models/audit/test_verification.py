"""A chain in which tampering is found and named, and which its lawful erasures leave whole."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import text

from models import audit
from models.audit import BrokenTrail
from models.audit.chain import GENESIS
from models.audit.erasing import _ranges
from models.audit.verification import _names
from models.audit.writing import CHAINED, SALTED
from models.kernel import keys
from models.kernel.transactions import transaction
from tests.support import people
from tests.support.audited import note
from tests.support.records import events


def broken():
    with pytest.raises(BrokenTrail) as found:
        audit.verify()
    return found.value.sequence


# -- what is found


def test_the_chain_is_bound_to_the_key(audit_log):
    keys.install(keys.Keys("a" * 40, "b" * 40, "d" * 40))
    assert broken() == 1


@pytest.mark.parametrize("column", [c for c in CHAINED if c != "sequence"] + ["digest"])
def test_an_altered_column_of_an_event_is_found_and_named(audit_log, tamper, column):
    numbers = {"actor_id", "subject_id", "company_id"}
    value = "coalesce({0}, 0) + 1" if column in numbers else "'x' || substr(coalesce({0}, ''), 2)"
    tamper(f"UPDATE audit_events SET {column} = {value.format(column)} WHERE sequence = 5")
    assert broken() == 5


@pytest.mark.parametrize("column", [*SALTED, "salt"])
def test_an_altered_column_of_a_detail_is_found_and_named(audit_log, tamper, column):
    tamper(f"UPDATE audit_details SET {column} = 'x' || substr(coalesce({column}, ''), 2) WHERE sequence = 5")
    assert broken() == 5


@pytest.mark.parametrize("column", [*SALTED[:-1]])
def test_an_emptied_column_of_a_detail_is_found_and_named(audit_log, tamper, column):
    before = [event.sequence for event in events() if getattr(event.detail, column) is not None]
    tamper(f"UPDATE audit_details SET {column} = NULL WHERE sequence = {before[0]}")
    assert broken() == before[0]


def test_a_time_moved_by_a_moment_is_found(audit_log, tamper, engine):
    later = (
        "substr(at, 1, 25) || CASE substr(at, 26, 1) WHEN '1' THEN '2' ELSE '1' END || substr(at, 27)"
        if engine == "sqlite"
        else "at + interval '1 microsecond'"
    )
    tamper(f"UPDATE audit_events SET at = {later} WHERE sequence = 5")
    assert broken() == 5


def test_bytes_that_are_no_time_and_no_text_are_found_too(audit_log, tamper, engine):
    if engine == "sqlite":
        tamper("UPDATE audit_events SET at = 'jamais' WHERE sequence = 6")
        assert broken() == 6
        tamper("UPDATE audit_details SET reason = CAST(x'ff41' AS TEXT) WHERE sequence = 5")
        assert broken() == 5
        tamper("UPDATE audit_events SET digest = 'é' || substr(digest, 2) WHERE sequence = 4")
        assert broken() == 4
        tamper("UPDATE audit_events SET at = replace(at, '+00:00', '-00:00') WHERE sequence = 3")
        assert broken() == 3
    else:
        tamper("UPDATE audit_events SET digest = 'é' || substr(digest, 2) WHERE sequence = 4")
        assert broken() == 4


def test_a_deleted_event_is_found_and_named(audit_log, tamper):
    tamper("DELETE FROM audit_details WHERE sequence = 5", "DELETE FROM audit_events WHERE sequence = 5")
    assert broken() == 5


def test_a_deleted_first_event_is_found_and_named(audit_log, tamper):
    tamper("DELETE FROM audit_details WHERE sequence = 1", "DELETE FROM audit_events WHERE sequence = 1")
    assert broken() == 1


def test_a_deleted_event_whose_followers_moved_up_is_found_and_named(audit_log, tamper):
    tamper(
        "DELETE FROM audit_details WHERE sequence = 5",
        "DELETE FROM audit_events WHERE sequence = 5",
        "UPDATE audit_events SET sequence = sequence + 1000 WHERE sequence > 5",
        "UPDATE audit_events SET sequence = sequence - 1001 WHERE sequence > 1000",
        "UPDATE audit_details SET sequence = sequence + 1000 WHERE sequence > 5",
        "UPDATE audit_details SET sequence = sequence - 1001 WHERE sequence > 1000",
    )
    assert broken() == 5


def test_swapped_events_are_found_and_named(audit_log, tamper):
    for table in ("audit_events", "audit_details"):
        tamper(
            f"UPDATE {table} SET sequence = 1000 WHERE sequence = 5",
            f"UPDATE {table} SET sequence = 5 WHERE sequence = 6",
            f"UPDATE {table} SET sequence = 6 WHERE sequence = 1000",
        )
    assert broken() == 5


def test_swapped_details_are_found_and_named(audit_log, tamper):
    tamper(
        "UPDATE audit_details SET sequence = 1000 WHERE sequence = 5",
        "UPDATE audit_details SET sequence = 7 - 2 WHERE sequence = 7",
        "UPDATE audit_details SET sequence = 7 WHERE sequence = 1000",
    )
    assert broken() == 5


INSERTED = (
    "INSERT INTO audit_events SELECT {0}, at, actor_kind, actor_id, role, action, subject_kind, subject_id,"
    " company_id, request_id, detail_digest, digest FROM audit_events WHERE sequence = 5",
    "INSERT INTO audit_details (sequence, salt, actor_name, subject_label, ip, before, after, reason, search)"
    " SELECT {0}, salt, actor_name, subject_label, ip, before, after, reason, search"
    " FROM audit_details WHERE sequence = 5",
)


def test_an_inserted_event_is_found_and_named(audit_log, tamper):
    tamper(*(statement.format(audit_log + 1) for statement in INSERTED))
    assert broken() == audit_log + 1


def test_a_deleted_detail_is_found_and_named(audit_log, tamper):
    tamper("DELETE FROM audit_details WHERE sequence = 5")
    assert broken() == 5


def test_a_detail_without_an_event_is_found_and_named(audit_log, tamper):
    tamper("DELETE FROM audit_events WHERE sequence = (SELECT max(sequence) FROM audit_events)")
    assert broken() == audit_log


def test_the_first_of_several_bad_events_is_named(audit_log, tamper):
    for sequence in (9, 4, 7):
        tamper(f"UPDATE audit_events SET action = 'x' WHERE sequence = {sequence}")
    assert broken() == 4


# -- heads


def test_a_kept_head_betrays_a_cut_tail(audit_log, tamper):
    head = audit.head()
    audit.matches_head(head)
    assert head["sequence"] == audit_log
    cut = "DELETE FROM {} WHERE sequence > " + str(audit_log - 3)
    tamper(cut.format("audit_details"), cut.format("audit_events"))
    assert audit.verify() == audit_log - 3
    with pytest.raises(BrokenTrail) as found:
        audit.matches_head(head)
    assert found.value.sequence == audit_log - 2


def test_a_kept_head_betrays_a_tail_that_was_cut_and_grew_again(audit_log, tamper):
    head = audit.head()
    cut = "DELETE FROM {} WHERE sequence > " + str(audit_log - 3)
    tamper(cut.format("audit_details"), cut.format("audit_events"))
    for _ in range(5):
        note("signed-out")
    assert audit.verify() == audit_log + 2
    with pytest.raises(BrokenTrail):
        audit.matches_head(head)


def test_a_head_of_an_earlier_day_still_matches(audit_log):
    head = audit.head()
    note("signed-out")
    audit.matches_head(head)
    audit.matches_head({"sequence": 0, "at": None, "digest": GENESIS})


def test_a_mangled_head_matches_nothing(audit_log):
    with pytest.raises(BrokenTrail):
        audit.matches_head(audit.head() | {"digest": "é" * 64})


def test_the_head_of_an_empty_trail_is_the_genesis(app):
    assert audit.head() == {"sequence": 0, "at": None, "digest": GENESIS}


# -- erasing


def test_an_erased_detail_leaves_the_trail_verifiable(audit_log):
    audit.erase([3, 4, 5, 8], reason="Douze mois", actor=people.SYSTEM)
    assert audit.verify() == audit_log + 1
    side = events()[3].detail
    assert all(getattr(side, name) is None for name in SALTED[:-1])
    assert side.search == "" and side.erased_by == audit_log + 1
    assert '"erased": [[3, 5], [8, 8]]' in events("trail-erased")[0].detail.after


def test_erasing_again_changes_nothing(audit_log):
    audit.erase([3], reason="Douze mois", actor=people.SYSTEM)
    audit.erase([3], reason="Encore", actor=people.SYSTEM)
    assert audit.verify() == audit_log + 1


def test_an_erasure_is_never_erased_itself(audit_log):
    audit.erase([3], reason="Douze mois", actor=people.SYSTEM)
    audit.erase(list(range(1, audit_log + 2)), reason="Tout", actor=people.SYSTEM)
    assert audit.verify() == audit_log + 2
    assert events("trail-erased")[0].detail.reason == "Douze mois"


ERASED = (
    "UPDATE audit_details SET actor_name = NULL, subject_label = NULL, ip = NULL, before = NULL,"
    " after = NULL, reason = NULL, search = '', erased_by = {} WHERE sequence = {}"
)


def test_a_forged_erasure_is_found_and_named(audit_log, tamper):
    tamper(ERASED.format(7, 5))
    assert broken() == 5


def test_an_erasure_that_names_others_does_not_excuse_this_one(audit_log, tamper):
    audit.erase([3], reason="Douze mois", actor=people.SYSTEM)
    tamper(ERASED.format(audit_log + 1, 5))
    assert broken() == 5


def test_even_without_taking_the_triggers_away(audit_log):
    audit.erase([3], reason="Douze mois", actor=people.SYSTEM)
    with transaction() as session:
        session.execute(text(ERASED.format(audit_log + 1, 5)))
    assert broken() == 5


def test_an_erasure_that_leaves_something_is_found(audit_log, tamper):
    audit.erase([3], reason="Douze mois", actor=people.SYSTEM)
    tamper("UPDATE audit_details SET reason = 'autre' WHERE sequence = 3")
    assert broken() == 3


def test_an_erased_erasure_is_found(audit_log, tamper):
    audit.erase([3], reason="Douze mois", actor=people.SYSTEM)
    audit.erase([4], reason="Douze mois", actor=people.SYSTEM)
    tamper(ERASED.format(audit_log + 2, audit_log + 1))
    assert broken() == 3


def test_runs_of_numbers_are_named_by_their_ends():
    assert _ranges([1, 2, 3, 7, 9, 10]) == [(1, 3), (7, 7), (9, 10)]
    assert _names([[1, 3], [7, 7]], 2) and not _names([[1, 3]], 4) and not _names(None, 1)


# -- reading it


def test_the_export_tells_each_event_in_the_fields_of_the_interface(audit_log):
    audit.erase([3], reason="Douze mois", actor=people.SYSTEM)
    lines = [json.loads(line) for line in audit.export_lines()]
    assert len(lines) == audit_log + 1
    assert list(lines[0]) == (
        "sequence at actor role action subject company before after reason request_id ip digest".split()
    )
    assert lines[2]["after"] is None and lines[2]["ip"] is None
    suspended = next(line for line in lines if line["action"] == "account-suspended")
    assert (suspended["ip"], suspended["request_id"]) == ("192.0.2.4", "r-1")
    assert suspended["reason"] == "Doute sur l’appelante"


def test_verifying_tells_how_far_it_has_come(app):
    with transaction():
        for _ in range(5_001):
            audit.record("signed-out", ("thing", 1), actor=people.SYSTEM)
    seen = []
    assert audit.verify(seen.append) == 5_001
    assert seen == [5_000]
