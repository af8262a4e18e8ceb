"""An archive has every document that its database names, from whatever store, or says which it lacks."""

from __future__ import annotations

import json
import tarfile

import pytest

import config
from console.documents import build
from models import documents
from models.documents import contents
from models.documents.imports import files
from models.documents.stores.database import DatabaseStore
from models.kernel import heartbeats
from models.kernel.base import db
from models.staff import Agent
from tests.conftest import KEYS
from tests.support import people
from tests.support.servers import objects

PDF = b"%PDF-1.7\nmandat"


@pytest.fixture(params=["folder", "database", "s3"])
def place(request):
    """The settings of a store."""
    return objects.new_bucket() if request.param == "s3" else {"documents": request.param}


@pytest.fixture
def store(app, house, place, monkeypatch):
    """That store, installed."""
    names = {f"BASCULE_{name.upper()}": value for name, value in place.items()}
    settings = config.read({**KEYS, "BASCULE_INSTANCE": str(house.folder), **names})
    monkeypatch.setattr(contents, "_store", build(settings, settings.documents))
    return contents.installed()


def put_back(bascule, path, *words, **settings):
    db.session.rollback()
    db.engine.dispose()
    return bascule("restore", path, *words, **settings)


def test_documents_come_back_into_the_store_that_the_settings_name(bascule, store, place, tmp_path):
    sent = documents.store("mandat.pdf", PDF, actor=people.SYSTEM)
    digest = sent.sha256
    path = tmp_path / "copie.bak"
    assert bascule("backup", path, **place).exit_code == 0
    assert heartbeats.last_beat(heartbeats.BACKUP)
    store.delete(digest)
    result = put_back(bascule, path, **place)
    assert result.exit_code == 0 and "verified" in result.stdout, result.output
    assert b"".join(store.read(digest)) == PDF
    assert bascule("documents", "check", **place).exit_code == 0


def test_an_archive_of_one_store_is_put_back_into_another(bascule, app, tmp_path):
    digest = documents.store("mandat.pdf", PDF, actor=people.SYSTEM).sha256
    path = tmp_path / "copie.bak"
    assert bascule("backup", path).exit_code == 0
    assert put_back(bascule, path, documents="database").exit_code == 0
    assert b"".join(DatabaseStore("documents").read(digest)) == PDF


def test_a_backup_names_what_is_missing_or_changed_and_is_no_success(bascule, app, tmp_path):
    store = contents.installed()
    gone = documents.store("mandat.pdf", PDF, actor=people.SYSTEM)
    other = documents.store("plan.pdf", PDF + b"plan", actor=people.SYSTEM)
    digests = gone.sha256, other.sha256
    store.delete(digests[0])
    store.put(digests[1], [b"%PDF-autre"])
    path = tmp_path / "copie.bak"
    result = bascule("backup", path)
    assert result.exit_code == 1 and heartbeats.last_beat(heartbeats.BACKUP) is None
    assert f"mandat.pdf (document {gone.id}) is missing" in result.stderr
    assert f"plan.pdf (document {other.id}) is changed" in result.stderr
    refused = put_back(bascule, path)
    assert refused.exit_code == 1 and "verified" not in refused.output
    assert f"mandat.pdf (document {gone.id}) is missing" in refused.stderr
    result = put_back(bascule, path, "--incomplete")
    assert result.exit_code == 0 and "verified" not in result.output and "2 lost" in result.stderr
    assert bascule("backup", path, "--incomplete").exit_code == 0


def test_what_the_archive_lacks_and_the_store_has_is_no_loss(bascule, app, tmp_path):
    sent = documents.store("mandat.pdf", PDF, actor=people.SYSTEM)
    contents.installed().delete(sent.sha256)
    path = tmp_path / "copie.bak"
    assert bascule("backup", path).exit_code == 1
    contents.installed().put(sent.sha256, [PDF])
    assert put_back(bascule, path).exit_code == 0


def test_what_was_swept_while_the_archive_was_made_is_no_loss(bascule, app, tmp_path, monkeypatch):
    sent = documents.store("mandat.pdf", PDF, actor=people.SYSTEM)
    contents.installed().delete(sent.sha256)
    monkeypatch.setattr("models.documents.forgetting.held", lambda digests: set())
    path = tmp_path / "copie.bak"
    assert bascule("backup", path).exit_code == 0
    assert put_back(bascule, path).exit_code == 0


def test_files_that_wait_to_be_taken_in_are_in_no_archive(bascule, app, tmp_path, monkeypatch):
    monkeypatch.setattr(files, "_store", DatabaseStore("imports"))
    key = files.keep(b"reference;code")
    path = tmp_path / "copie.bak"
    assert bascule("backup", path, documents="database").exit_code == 0
    with tarfile.open(path) as archive:
        names = archive.getnames()
        manifest = json.load(archive.extractfile("manifest.json"))
    assert not [name for name in names if "stored_" in name] and "stored_files" not in manifest["columns"]
    assert files.read(key) == b"reference;code"


def test_an_archive_goes_to_a_server_and_comes_back_from_there(bascule, app, agent, tmp_path):
    documents.store("mandat.pdf", PDF, actor=people.SYSTEM)
    bucket = objects.new_bucket()
    url = bucket.pop("documents") + "/copie.bak"
    result = bascule("backup", url, **bucket)
    assert result.exit_code == 0, result.output
    later = people.staff("agent").id
    assert put_back(bascule, url, **bucket).exit_code == 0
    assert db.session.get(Agent, later) is None, "what came after is gone"
    assert put_back(bascule, f"{url}.absent", **bucket).exit_code == 1
    assert bascule("backup", "s3://pieces/", **bucket).exit_code == 2
