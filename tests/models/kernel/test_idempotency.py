"""A double click makes one thing, whatever the browser sends as its key."""

from __future__ import annotations

import pytest

from models.cases import Case
from models.documents import Document
from models.kernel import idempotency
from models.kernel.clock import now
from models.kernel.idempotency import Submission, once
from models.kernel.transactions import transaction
from tests.support.records import count


def document():
    row = Document(name="a.pdf", content_type="application/pdf", size=1, sha256="0" * 64, created_at=now())
    with transaction() as session:
        session.add(row)
    return row


def case():
    moment = now()
    row = Case(kind="help", subject="Aide", created_at=moment, stirred_at=moment, search="")
    with transaction() as session:
        session.add(row)
    return row


def test_one_key_makes_one_thing(app):
    assert once("clé", Document, document).id == once("clé", Document, document).id
    assert count(Document) == 1


def test_two_keys_make_two(app):
    assert once("a", Document, document).id != once("b", Document, document).id


def test_a_key_is_spent_once_for_each_purpose_and_with_its_transaction_alone(app):
    with pytest.raises(KeyboardInterrupt), transaction():
        assert idempotency.spend("a", "load")
        raise KeyboardInterrupt
    with transaction():
        assert idempotency.spend("a", "load") and idempotency.spend("a", "other")
    with transaction():
        assert not idempotency.spend("a", "load")


def test_no_key_makes_one_each_time(app):
    for key in (None, ""):
        once(key, Document, document)
    assert count(Document) == 2 and count(Submission) == 0


def test_the_same_key_for_another_kind_makes_another_thing(app):
    once("clé", Document, document)
    assert isinstance(once("clé", Case, case), Case)


def test_what_fails_may_be_sent_again(app):
    def fail():
        document()
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        once("clé", Document, fail)
    assert count(Document) == count(Submission) == 0
    assert once("clé", Document, document)


@pytest.mark.parametrize("key", ["x" * 500, "nul\x00nul", "é\ud800"])
def test_any_key_will_do(app, key):
    assert once(key, Document, document).id == once(key, Document, document).id
    assert idempotency.find(key, Document) is not None
    assert idempotency.find(key, Case) is None
