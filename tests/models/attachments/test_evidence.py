"""The kinds of evidence: one rule each, in a file of its own, and the database takes exactly these."""

from __future__ import annotations

from dataclasses import fields

from models.attachments import Attachment
from models.attachments.evidence import EVIDENCE, OF_STAFF, Evidence, Proof
from models.attachments.evidence.rule import EvidenceRule, Need, Suggestion


def test_every_kind_has_its_rule_in_a_file_of_its_name():
    assert set(EVIDENCE) == set(Evidence)
    assert [rule.place for rule in EVIDENCE.values()] == list(range(1, len(EVIDENCE) + 1))
    homes = {kind: type(rule).__module__.rpartition(".")[2] for kind, rule in EVIDENCE.items()}
    assert homes == {kind: kind.value.replace("-", "_") for kind in Evidence}


def test_the_database_takes_these_kinds_and_no_other():
    checks = {
        check.name: str(check.sqltext)
        for check in Attachment.__table__.constraints
        if hasattr(check, "sqltext")
    }
    values = ",".join(f"'{kind.value}'" for kind in Evidence)
    assert checks["ck_attachments_evidence"] == f"evidence IN ({values})"


def test_what_may_be_needed_is_what_a_proof_may_bring():
    assert {need.value for need in Need} <= {field.name for field in fields(Proof)}
    assert all(EVIDENCE[kind].needs for kind in OF_STAFF)


def test_a_code_is_never_shown_with_its_proof():
    assert "4827" not in repr(Proof(concession=None, account=None, access_code="4827"))


def test_by_default_a_kind_is_reviewed_afterwards_and_nobody_proposes_it():
    rule = EvidenceRule()
    assert rule.review(None, None) == "after"
    assert rule.suggestion(None, None) is None
    assert list(Suggestion) == sorted(Suggestion)
