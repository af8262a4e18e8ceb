"""What is sent in one go is kept in one go: answers, files and the filing, or nothing of them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from models import road_openings
from models.documents import Document, DocumentRefused
from models.documents.stores.folder import FolderStore
from models.kernel.errors import Stale
from models.road_openings import (
    RequestIncomplete,
    RequestState,
    RoadOpeningRequest,
    Sending,
    Upload,
)
from tests.support import road_works
from tests.support.records import count, of


@pytest.fixture
def sending(account, tmp_path, monkeypatch):
    monkeypatch.setattr("models.documents.contents._store", FolderStore(tmp_path))
    return Sending(road_works.held(account), road_works.works(), (Upload("plan.png", road_works.PNG),))


def begin(account, sending, submission="a-form-that-is-sent-twice"):
    return road_openings.begin(account, sending, submission=submission, actor=of(account))


def test_a_draft_keeps_the_files_that_came_with_it(account, sending):
    request = begin(account, sending)
    assert request.state == RequestState.DRAFT
    assert [document.name for document in request.documents] == ["plan.png"]


def test_a_form_sent_twice_begins_one_request_with_one_file(account, sending):
    assert begin(account, sending).id == begin(account, sending).id
    assert count(RoadOpeningRequest) == 1
    assert len(begin(account, sending).documents) == 1


def test_what_is_filed_at_once_is_filed(account, sending):
    assert begin(account, replace(sending, is_filing=True)).state == RequestState.FILED


def test_what_cannot_be_filed_leaves_no_draft_either(account, sending):
    lacking = replace(sending, works=road_works.works(purpose=""), is_filing=True)
    with pytest.raises(RequestIncomplete):
        begin(account, lacking)
    assert count(RoadOpeningRequest) == 0


def test_a_file_of_another_kind_begins_nothing(account, sending):
    with pytest.raises(DocumentRefused):
        begin(account, replace(sending, uploads=(Upload("plan.exe", b"MZ"),)))
    assert count(RoadOpeningRequest) == 0
    assert count(Document) == 0


def test_a_request_is_changed_and_filed_in_one_go(account, sending):
    request = begin(account, sending)
    changed = replace(sending, works=road_works.works(purpose="Autre objet"), uploads=(), is_filing=True)
    road_openings.save(request, changed, version=request.version, actor=of(account))
    assert (request.purpose, request.state) == ("Autre objet", RequestState.FILED)


def test_what_somebody_else_saved_meanwhile_is_neither_changed_nor_filed(account, sending):
    request = begin(account, sending)
    seen = request.version
    road_openings.save(request, sending, version=seen, actor=of(account))
    late = replace(sending, works=road_works.works(purpose="Autre objet"), is_filing=True)
    with pytest.raises(Stale):
        road_openings.save(request, late, version=seen, actor=of(account))
    assert request.purpose != "Autre objet"
    assert request.state == RequestState.DRAFT
