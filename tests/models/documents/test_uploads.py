"""Documents: taken for what they contain, kept once under their digest."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import documents
from models.documents import Document, DocumentRefused, contents, uploads
from models.documents.stores.folder import FolderStore
from models.documents.uploads import LARGEST
from models.kernel.transactions import transaction
from tests.support import people
from tests.support import uploads as samples
from tests.support.records import by, count, events

PDF = b"%PDF-1.7\nmandat"


@pytest.fixture
def folder(app, tmp_path, monkeypatch):
    monkeypatch.setattr(contents, "_store", FolderStore(tmp_path))
    return tmp_path


def store(data=PDF, name="mandat.pdf"):
    return documents.store(name, data, actor=people.SYSTEM)


def test_a_document_is_kept_under_its_digest(folder):
    document = store()
    assert document.sha256 == hashlib.sha256(PDF).hexdigest() and document.size == len(PDF)
    assert samples.path_of(document).read_bytes() == PDF
    assert documents.find(document.id).name == "mandat.pdf" and documents.find(999) is None


def test_the_same_bytes_are_kept_once(folder):
    first, second = store(), store(name="copie.pdf")
    assert samples.path_of(first) == samples.path_of(second)
    assert len([path for path in folder.rglob("*") if path.is_file()]) == 1 and count(Document) == 2


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (PDF, "application/pdf"),
        (b"\x89PNG\r\n\x1a\n123", "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (samples.png(9_933, 14_043), "image/png"),
        (samples.jpeg(4_000, 3_000), "image/jpeg"),
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
        (samples.png(40_000, 10), "pixels"),
        (samples.png(20_000, 20_000), "pixels"),
        (samples.jpeg(65_535, 65_535), "pixels"),
    ],
)
def test_anything_else_is_refused_whatever_its_name(folder, data, why):
    with pytest.raises(DocumentRefused) as refused:
        store(data)
    assert refused.value.facts["why"] == why
    assert count(Document) == 0 and list(folder.iterdir()) == []


@given(st.text(max_size=300), st.sampled_from(sorted(uploads.ENDS)))
def test_a_name_is_shown_and_never_a_path(name, kind):
    safe = documents.safe_name(name, kind)
    assert len(safe) <= 160 and "/" not in safe and "\\" not in safe
    assert safe.isprintable() and safe.lower().endswith(uploads.ENDS[kind]) and not safe.startswith(".")


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("..\\..\\etc/passwd", "passwd.pdf"),
        ("C:\\mandats\\mandat signé.pdf", "mandat signé.pdf"),
        ("plan.html", "plan.html.pdf"),
        ("plan.pdf.exe", "plan.pdf.exe.pdf"),
        ("PLAN.PDF", "PLAN.PDF"),
        (".pdf", "pdf.pdf"),
        ("", "document.pdf"),
        ("fdp.\N{RIGHT-TO-LEFT OVERRIDE}exe", "fdp.exe.pdf"),
        ("plan\r\nSet-Cookie: a=b.pdf", "planSet-Cookie- a=b.pdf"),
        ("plan.pdf\0.html", "plan.pdf.html.pdf"),
        ("图纸 🚧.pdf", "图纸 🚧.pdf"),
        ("é" * 300 + ".pdf", "é" * 156 + ".pdf"),
    ],
)
def test_a_name_loses_its_path_and_what_is_unseen_and_ends_as_its_type(name, shown):
    assert documents.safe_name(name, "application/pdf") == shown


def test_both_ends_of_a_jpeg_are_known():
    assert documents.safe_name("vue.JPEG", "image/jpeg") == "vue.JPEG"
    assert documents.safe_name("vue", "image/jpeg") == "vue.jpg"
    assert len(documents.safe_name("v" * 300 + ".jpeg", "image/jpeg")) == 160


def test_no_disk_is_waited_for_inside_a_transaction(folder):
    with transaction(), pytest.raises(RuntimeError):
        store()


def test_whoever_opens_a_document_is_told_in_the_trail(app, folder, account, agent):
    kept = store()
    documents.record_look(kept, company=account.company, actor=by(agent))
    (event,) = events("document-viewed")
    assert (event.actor_id, event.company_id, event.subject_id) == (agent.id, account.company_id, kept.id)
