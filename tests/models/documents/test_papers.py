"""What a document's own bytes tell of it."""

from __future__ import annotations

import struct
import time
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as some

from models import documents
from models.documents import contents, papers, uploads
from models.documents.papers import Paper
from models.documents.stores.folder import FolderStore
from tests.support import people
from tests.support.uploads import path_of


def pdf(*objects: bytes) -> bytes:
    """A file of these objects, as a reader meets them."""
    numbered = b"\n".join(b"%d 0 obj\n%s\nendobj" % (n, body) for n, body in enumerate(objects, start=1))
    return b"%PDF-1.7\n" + numbered + b"\ntrailer<</Root 1 0 R>>\n%%EOF\n"


CATALOG = b"<</Type/Catalog/Pages 2 0 R>>"


@pytest.mark.parametrize(
    ("tree", "pages"),
    [
        (b"<</Type/Pages/Kids[3 0 R]/Count 6>>", 6),
        (b"<< /Count 12\n /Kids [3 0 R] /Type /Pages >>", 12),
        (b"<</Type/Pages/Resources<</Font<</F1 9 0 R>>>>/Kids[3 0 R]/Count 3>>", 3),
        (b"<</Type/Pages/Kids[]/Count 0>>", None),
        (b"<</Type/PagesOfMine/Count 4>>", None),
        (b"<</Type/Pages>>", None),
    ],
)
def test_the_pages_of_a_pdf_are_those_of_its_tree(tree, pages):
    assert papers.read(pdf(CATALOG, tree, b"<</Type/Page>>"), "application/pdf").pages == pages


def test_the_whole_tree_counts_not_its_branches_nor_the_table_of_contents():
    data = pdf(
        CATALOG,
        b"<</Type/Pages/Kids[3 0 R 4 0 R]/Count 9>>",
        b"<</Type/Pages/Parent 2 0 R/Count 5>>",
        b"<</Type/Outlines/Count 44>>",
    )
    assert papers.read(data, "application/pdf") == Paper(pages=9)


def packed(objects: bytes) -> bytes:
    return (
        b"<</Type/ObjStm/N 2/First 9/Filter/FlateDecode>>stream\n" + zlib.compress(objects) + b"\nendstream"
    )


def test_what_is_packed_is_unpacked():
    data = pdf(packed(b"1 0 2 30 <</Type/Catalog/Pages 2 0 R>><</Type/Pages/Kids[7 0 R]/Count 2>>"))
    assert papers.read(data, "application/pdf").pages == 2


@pytest.mark.parametrize(
    "words",
    [
        b"/OpenAction<</S/JavaScript/JS(app.alert)>>",
        b"/A<</S/Launch>>",
        b"/Names<</EmbeddedFiles 5 0 R>>",
        b"/J#53 (x)",
    ],
)
@pytest.mark.parametrize("wrap", [lambda content: content, packed])
def test_what_runs_is_told(words, wrap):
    data = pdf(CATALOG, wrap(b"<<" + words + b">>"))
    assert papers.read(data, "application/pdf").runs


def test_words_of_a_page_run_nothing():
    shown = b"<</Length 30>>stream\n(/JavaScript est un mot) Tj\nendstream"
    assert not papers.read(pdf(CATALOG, shown), "application/pdf").runs


def test_images_tell_their_pixels():
    png = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + b"IHDR" + struct.pack(">II", 1240, 1754)
    assert papers.read(png, "image/png") == Paper(width=1240, height=1754)
    app = b"\xff\xe0" + struct.pack(">H", 16) + b"JFIF\0" + b"\0" * 9
    frame = b"\xff\xc2" + struct.pack(">HBHH", 17, 8, 1754, 1240)
    assert papers.read(b"\xff\xd8" + app + frame + b"\0" * 20, "image/jpeg") == Paper(width=1240, height=1754)


@given(some.binary(max_size=400), some.sampled_from(sorted(uploads.SIGNATURES.items())))
def test_any_bytes_are_read_without_harm(noise, kind):
    start, content_type = kind
    assert isinstance(papers.read(start + noise, content_type), Paper)


@pytest.mark.parametrize(
    "noise", [b"<<" * 100_000, b"/Type/Pages" * 20_000, b">>/Type/Pages<<" * 20_000, b"endobj" * 200_000]
)
def test_a_file_made_to_be_slow_is_not(noise):
    begun = time.process_time()
    papers.read(b"%PDF-1.4" + noise, "application/pdf")
    assert time.process_time() - begun < 5


def test_a_bomb_is_not_unpacked():
    bomb = packed(b"0" * 20_000_000 + b"<</Type/Pages/Count 3>>")
    assert papers.read(pdf(CATALOG, bomb), "application/pdf").pages is None


def test_a_stored_document_is_read_once_and_one_that_is_gone_is_none(app, tmp_path, monkeypatch):
    monkeypatch.setattr(contents, "_store", FolderStore(tmp_path))
    kept = documents.store("a.pdf", pdf(CATALOG, b"<</Type/Pages/Count 1>>"), actor=people.SYSTEM)
    assert papers.examine(kept) == Paper(pages=1)
    path_of(kept).unlink()
    assert papers.examine(kept) is None
