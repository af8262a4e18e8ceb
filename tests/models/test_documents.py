"""Documents: taken for what they contain, kept once under their digest."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import documents
from models.base import transaction
from models.documents import LARGEST, Document, DocumentRefused
from tests import people
from tests.support.records import count

PDF = b"%PDF-1.7\nmandat"


@pytest.fixture
def folder(app, tmp_path, monkeypatch):
    monkeypatch.setattr(documents, "_folder", tmp_path)
    return tmp_path


def store(data=PDF, name="mandat.pdf"):
    return documents.store(name, data, actor=people.SYSTEM)


def test_a_document_is_kept_under_its_digest(folder):
    document = store()
    assert document.sha256 == hashlib.sha256(PDF).hexdigest() and document.size == len(PDF)
    assert documents.path(document).read_bytes() == PDF
    assert documents.find(document.id).name == "mandat.pdf" and documents.find(999) is None


def test_the_same_bytes_are_kept_once(folder):
    one, two = store(), store(name="copie.pdf")
    assert documents.path(one) == documents.path(two)
    assert len([path for path in folder.rglob("*") if path.is_file()]) == 1 and count(Document) == 2


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (PDF, "application/pdf"),
        (b"\x89PNG\r\n\x1a\n123", "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
    ],
)
def test_the_type_is_what_the_content_shows(folder, data, kind):
    assert store(data, "peu.importe").content_type == kind


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "empty"),
        (b"<html>", "type"),
        (b"MZ\x90", "type"),
        (b" %PDF-1.7", "type"),
        (b"%PDF-" + b"0" * LARGEST, "size"),
    ],
)
def test_anything_else_is_refused_whatever_its_name(folder, data, why):
    with pytest.raises(DocumentRefused) as refused:
        store(data)
    assert refused.value.facts["why"] == why
    assert count(Document) == 0 and list(folder.iterdir()) == []


@given(st.text(max_size=300))
def test_a_name_is_shown_and_never_a_path(name):
    safe = documents.safe_name(name)
    assert 0 < len(safe) <= 160 and "/" not in safe and "\\" not in safe
    assert safe not in (".", "..") and safe.isprintable()


def test_a_path_is_no_name():
    assert documents.safe_name("..\\..\\etc/passwd") == "passwd"
    assert documents.safe_name("C:\\mandats\\mandat signé.pdf") == "mandat signé.pdf"


def test_no_disk_is_waited_for_inside_a_transaction(folder):
    with transaction(), pytest.raises(RuntimeError):
        store()
