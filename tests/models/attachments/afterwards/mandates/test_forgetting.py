"""A mandate's papers and people go five years after its end; that it was stays known."""

from __future__ import annotations

from datetime import timedelta

import pytest

from models import documents
from models.attachments.afterwards.mandates import MandatePerson
from models.attachments.afterwards.mandates.ending import end
from models.attachments.afterwards.mandates.forgetting import forget_papers
from models.attachments.afterwards.mandates.signing import sign
from models.documents import contents
from models.documents.stores.folder import FolderStore
from models.storage import retention
from tests.support import people, road_works
from tests.support.mandates import given
from tests.support.records import WHY, by, count, of

YEAR = timedelta(days=366)


@pytest.fixture(autouse=True)
def folder(app, tmp_path, monkeypatch):
    """Where documents lie."""
    monkeypatch.setattr(contents, "_store", FolderStore(tmp_path))


def test_its_papers_and_people_go_five_years_after_its_end(app, account, agent, clock):
    made, other = given(account, people.active()), given(account, people.active())
    sign(made, documents.store("signe.pdf", road_works.PDF, actor=people.SYSTEM), actor=of(account))
    end(made, reason=WHY, actor=by(agent))
    assert forget_papers(actor=people.SYSTEM) == 0
    clock.shift(6 * YEAR)
    assert forget_papers(actor=people.SYSTEM) == 1
    assert forget_papers(actor=people.SYSTEM) == 0
    assert (made.document, made.ended_reason, made.facts, made.people) == (None, "", {}, [])
    assert made.ended_how == "staff" and made.forgotten_at is not None
    assert count(MandatePerson) == len(other.people) == 1


def test_retention_does_so(app, account, clock):
    made = given(account, people.active())
    end(made, actor=of(account))
    clock.shift(6 * YEAR)
    retention.evidence(people.SYSTEM)
    assert made.forgotten_at is not None
