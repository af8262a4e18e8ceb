"""What every place for files does alike: a folder, the database, a server that speaks S3."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from itertools import repeat

import pytest

import config
from console.documents import Space, build
from models import documents
from models.documents import Document, DocumentLost, contents
from models.documents.stores import NotKept
from models.documents.stores.store import BLOCK
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.transactions import transaction
from tests.conftest import KEYS
from tests.support import people
from tests.support.records import count
from tests.support.servers import objects

PDF = b"%PDF-1.7\nmandat"
LONG = 2 * BLOCK + 17
KEY, OTHER = "ab" * 32, "cd" * 32


@pytest.fixture(params=["folder", "database", "s3"])
def spaces(app, request, tmp_path):
    """Both spaces of one place: for documents, for files that wait to be taken in."""
    chosen = objects.new_bucket() if request.param == "s3" else {"documents": request.param}
    names = {f"BASCULE_{name.upper()}": value for name, value in chosen.items()}
    settings = config.read({**KEYS, "BASCULE_INSTANCE": str(tmp_path), **names})
    return [build(settings, settings.documents, space) for space in Space]


@pytest.fixture
def store(spaces, monkeypatch):
    """The documents' place, installed."""
    monkeypatch.setattr(contents, "_store", spaces[0])
    return spaces[0]


def spoil(store, key):
    """Other bytes under the same key, as a disk or a person would leave them."""
    store.put(key, [b"%PDF-1.7\nautre"])


def test_what_was_put_is_given_back_in_blocks_whatever_the_blocks_that_it_came_in(store):
    whole = hashlib.sha256(b"seine").digest() * (LONG // 32 + 1)
    store.put(KEY, (whole[at : at + 1_000] for at in range(0, LONG, 1_000)))
    blocks = list(store.read(KEY))
    assert b"".join(blocks) == whole[: len(whole) // 1_000 * 1_000 + 1_000] and len(blocks) > 1
    assert store.find(KEY).size == len(b"".join(blocks))


def test_an_empty_file_is_a_file(store):
    store.put(KEY, [])
    assert b"".join(store.read(KEY)) == b"" and store.find(KEY).size == 0


def test_what_is_not_there_has_no_size_and_no_bytes(store):
    assert store.find(KEY) is None and not store.delete(KEY)
    with pytest.raises(NotKept):
        next(store.read(KEY))


def test_what_is_put_again_replaces_what_was_there(store):
    store.put(KEY, repeat(b"x" * BLOCK, 3))
    store.put(KEY, [b"court"])
    assert b"".join(store.read(KEY)) == b"court" and store.find(KEY).size == 5


def test_a_file_that_breaks_off_is_not_there(store):
    def broken():
        yield b"x" * BLOCK
        raise OSError("the disk of the sender")

    with pytest.raises(OSError, match="sender"):
        store.put(KEY, broken())
    assert store.find(KEY) is None and list(store.walk()) == []


def test_what_is_deleted_is_gone_and_what_was_put_since_stays(store):
    store.put(KEY, [PDF])
    assert not store.delete(KEY, put_before=now() - timedelta(hours=1)) and store.find(KEY)
    assert store.delete(KEY, put_before=now() + timedelta(hours=1)) and store.find(KEY) is None
    store.put(KEY, [PDF])
    assert store.delete(KEY) and not store.delete(KEY)


def test_a_walk_meets_each_file_of_its_space_once(spaces):
    ours, theirs = spaces
    for key in (KEY, OTHER):
        ours.put(key, [PDF])
    theirs.put("ef" * 16, [b"codes"])
    assert sorted(kept.key for kept in ours.walk()) == [KEY, OTHER]
    [kept] = theirs.walk()
    assert (kept.key, kept.size) == ("ef" * 16, 5) and abs(kept.at - now()) < timedelta(minutes=5)


def test_it_says_that_it_answers(store):
    assert store.check()


def test_a_document_has_its_bytes_before_its_row(store, monkeypatch):
    def refused(*_):
        raise OSError("full")

    monkeypatch.setattr(type(store), "put", refused)
    with pytest.raises(OSError, match="full"):
        documents.store("mandat.pdf", PDF, actor=people.SYSTEM)
    assert count(Document) == 0


def test_bytes_without_a_row_are_swept_after_a_week_and_those_of_a_document_never(store, clock):
    kept = documents.store("mandat.pdf", PDF, actor=people.SYSTEM)
    store.put(OTHER, [PDF])
    assert documents.sweep_orphans() == 0
    clock.shift(8 * 86_400)
    assert documents.sweep_orphans() == 1
    assert [found.key for found in store.walk()] == [kept.sha256]


def test_a_document_that_is_gone_or_another_is_named_and_not_given(store):
    kept = documents.store("mandat.pdf", PDF, actor=people.SYSTEM)
    with contents.fetch(kept.sha256) as file:
        assert file.read() == PDF
    spoil(store, kept.sha256)
    with pytest.raises(DocumentLost) as lost:
        contents.fetch(kept.sha256)
    assert lost.value.facts["why"] == "changed"
    store.delete(kept.sha256)
    with pytest.raises(DocumentLost) as lost:
        contents.fetch(kept.sha256)
    assert lost.value.facts["why"] == "missing"


def test_a_spoiled_document_that_is_sent_again_is_sound_again(store):
    kept = documents.store("mandat.pdf", PDF, actor=people.SYSTEM)
    spoil(store, kept.sha256)
    documents.store("copie.pdf", PDF, actor=people.SYSTEM)
    with contents.fetch(kept.sha256) as file:
        assert file.read() == PDF


def test_unused_documents_go_with_their_bytes(store, clock):
    documents.store("mandat.pdf", PDF, actor=people.SYSTEM)
    clock.shift(2 * 86_400)
    assert documents.forget_unused() == 1
    assert count(Document) == 0 and list(store.walk()) == []
    db.session.rollback()


def test_a_store_in_the_database_goes_with_the_transaction_that_it_stands_in(spaces):
    if spaces[0].name != "database":
        return
    with pytest.raises(RuntimeError), transaction():
        spaces[0].put(KEY, [PDF])
        raise RuntimeError
    assert spaces[0].find(KEY) is None
