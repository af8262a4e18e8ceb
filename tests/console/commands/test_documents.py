"""`bascule documents`: whether all are there, and their move from one store to another."""

from __future__ import annotations

import pytest

from models import documents
from models.documents import contents
from models.documents.stores.database import DatabaseStore, StoredFile
from models.kernel.base import db
from tests.support import people
from tests.support.records import count
from tests.support.servers import objects

PDF = b"%PDF-1.7\nmandat"


@pytest.fixture
def sent(app):
    """Three documents, of which two have the same bytes."""
    names = {"mandat.pdf": PDF, "copie.pdf": PDF, "plan.pdf": PDF + b"plan"}
    return [documents.store(name, data, actor=people.SYSTEM) for name, data in names.items()]


def test_a_check_reads_them_all_and_names_what_is_lost(bascule, sent):
    result = bascule("documents", "check")
    assert result.exit_code == 0 and result.stdout.startswith("3 of 3 documents")
    contents.installed().put(sent[2].sha256, [b"%PDF-autre"])
    result = bascule("documents", "check")
    assert result.exit_code == 1 and f"plan.pdf (document {sent[2].id}): changed" in result.stderr
    contents.installed().delete(sent[2].sha256)
    assert f"plan.pdf (document {sent[2].id}): missing" in bascule("documents", "check").stderr


def test_they_move_and_what_stopped_goes_on_where_it_was(bascule, sent):
    folder, target = contents.installed(), DatabaseStore("documents")
    contents.copy(sent[0].sha256, folder, target)  # then it was stopped
    result = bascule("documents", "move", "--to", "database")
    assert result.exit_code == 0, result.output
    assert result.stdout == "1 documents copied to database, 2 were there already.\n"
    db.session.rollback()
    assert count(StoredFile) == 2 and folder.find(sent[0].sha256)
    contents.install(target)  # which the commands do by the setting
    late = documents.store("tard.pdf", PDF + b"tard", actor=people.SYSTEM)
    folder.put(late.sha256, [PDF + b"tard"])
    result = bascule("documents", "move", "--from", "folder", "--delete", documents="database")
    assert result.exit_code == 0 and "3 deleted from folder" in result.stdout
    assert not [kept for kept in folder.walk() if kept.key in {each.sha256 for each in [*sent, late]}]
    assert bascule("documents", "check", documents="database").stdout.startswith("4 of 4")


def test_what_the_first_has_lost_is_named_and_nothing_is_deleted_for_it(bascule, sent):
    contents.installed().delete(sent[2].sha256)
    result = bascule("documents", "move", "--to", "database", "--delete")
    assert result.exit_code == 1 and f"plan.pdf (document {sent[2].id}): missing" in result.stderr
    assert bascule("documents", "move").exit_code == 2
    assert bascule("documents", "move", "--to", "drawer").exit_code == 2


def test_they_move_to_a_server_that_speaks_s3_and_a_server_that_is_away_is_said(bascule, sent):
    bucket = objects.new_bucket()
    place = bucket.pop("documents")
    result = bascule("documents", "move", "--to", place, **bucket)
    assert result.exit_code == 0, result.output
    assert bascule("documents", "check", documents=place, **bucket).exit_code == 0
    away = {**bucket, "s3_endpoint": "http://127.0.0.1:1"}
    result = bascule("documents", "check", documents=place, **away)
    assert result.exit_code == 1 and "Files cannot be reached" in result.stderr
    assert "BAD  documents" in bascule("doctor", documents=place, **away).stdout
