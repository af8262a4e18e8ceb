"""The client of a server that speaks S3: what only it has; the rest is asked of every store."""

from __future__ import annotations

import hashlib
import importlib
import sys

import pytest

import config
from config import SettingError
from console.documents import bucket
from models.kernel.waiting.outages import StoreAway
from tests.conftest import KEYS
from tests.support.servers import objects

KEY = "ab" * 32


def store_of(tmp_path, **changes):
    chosen = objects.new_bucket() | changes
    names = {f"BASCULE_{name.upper()}": value for name, value in chosen.items()}
    settings = config.read({**KEYS, "BASCULE_INSTANCE": str(tmp_path), **names})
    return bucket.BucketStore(settings.objects, settings.documents, "documents")


def test_a_file_that_is_longer_than_a_part_goes_in_several_and_comes_back_whole(tmp_path, monkeypatch):
    monkeypatch.setattr(bucket, "PART", 5 * 1024 * 1024)  # servers take no smaller one
    store = store_of(tmp_path)
    piece = hashlib.sha256(b"seine").digest() * 8_192
    store.put(KEY, [piece] * (bucket.PART // len(piece) + 2))
    found = hashlib.sha256()
    for block in store.read(KEY):
        found.update(block)
    assert found.hexdigest() == hashlib.sha256(piece * (bucket.PART // len(piece) + 2)).hexdigest()
    assert store.find(KEY).size > bucket.PART


@pytest.mark.parametrize("wrong", [{"documents": "s3://pieces-rien"}, {"s3_endpoint": "http://127.0.0.1:1"}])
def test_a_bucket_that_is_missing_and_a_server_that_is_away_are_told(tmp_path, wrong):
    with pytest.raises(StoreAway, match="the file server"):
        store_of(tmp_path, **wrong).check()


def test_without_its_package_the_setting_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "obstore", None)
    monkeypatch.delitem(sys.modules, "console.documents.bucket")
    with pytest.raises(SettingError, match="obstore"):
        importlib.import_module("console.documents.bucket")
