"""Files as people and attackers send them, made of the few bytes that matter."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from pathlib import Path
from typing import Any

from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.http import parse_options_header
from werkzeug.test import encode_multipart

from models.documents import Document, contents
from models.documents.stores.folder import FolderStore
from models.documents.uploads import LARGEST

SCRIPT = b"<html><script>alert(document.domain)</script></html>"


def pdf(inside: bytes = b"") -> bytes:
    """A PDF with these bytes inside."""
    return b"%PDF-1.7\n1 0 obj<<" + inside + b">>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def png(width: int = 1, height: int = 1, after: bytes = b"") -> bytes:
    """A PNG that says it is so large."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    dots = zlib.compress(b"\0\0\0\0")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", dots) + chunk(b"IEND", b"") + after


def jpeg(width: int = 1, height: int = 1) -> bytes:
    """A JPEG that says it is so large, behind a comment and a thumbnail's frame."""
    comment = b"\xff\xfe" + struct.pack(">H", 2 + len(SCRIPT)) + SCRIPT
    small = b"\xff\xc0" + struct.pack(">HBHHB", 11, 8, 8, 8, 1) + b"\x01\x11\0"
    frame = b"\xff\xc2" + struct.pack(">HBHHB", 11, 8, height, width, 1) + b"\x01\x11\0"
    return (
        b"\xff\xd8\xff\xe0\x00\x04JF"
        + comment
        + small
        + b"\xff"
        + frame
        + b"\xff\xda\0\x08\x01\x01\0\0\x3f\0\xff\xd9"
    )


def archive() -> bytes:
    """A ZIP with a page in it."""
    box = io.BytesIO()
    with zipfile.ZipFile(box, "w") as made:
        made.writestr("index.html", SCRIPT)
    return box.getvalue()


REFUSED: dict[str, tuple[str, bytes]] = {
    "a page named PDF": ("plan.pdf", SCRIPT),
    "a page before a PDF": ("plan.pdf", SCRIPT + pdf()),
    "a program named PNG": ("plan.png", b"MZ\x90\0" + b"0" * 200),
    "a drawing with script": ("plan.png", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
    "an archive": ("plan.pdf", archive()),
    "a GIF": ("plan.png", b"GIF89a" + SCRIPT),
    "nothing at all": ("plan.pdf", b""),
    "eleven megabytes": ("plan.pdf", pdf() + b"0" * (LARGEST + 1024 * 1024)),
    "a PNG of four billion dots": ("plan.png", png(65_000, 65_000)),
    "a JPEG of four billion dots": ("plan.jpg", jpeg(65_000, 65_000)),
}
"""What is refused at every door: its name, its bytes."""

SERVED: dict[str, tuple[str, bytes, str, str]] = {
    "a script at opening": (
        "plan.pdf",
        pdf(b"/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>"),
        "plan.pdf",
        "application/pdf",
    ),
    "a program inside": (
        "plan.pdf",
        pdf(b"/Names<</EmbeddedFiles<</Names[(a.exe)]>>>>/AA<</O<</S/Launch/F(a.exe)>>>>"),
        "plan.pdf",
        "application/pdf",
    ),
    "a PDF that is a page too": ("plan.html", pdf() + SCRIPT, "plan.html.pdf", "application/pdf"),
    "a PDF that is an archive too": ("plan.jar", pdf() + archive(), "plan.jar.pdf", "application/pdf"),
    "a picture that is a page too": ("vue.svg", png(after=SCRIPT), "vue.svg.png", "image/png"),
    "a comment with script": ("vue.jpg", jpeg(), "vue.jpg", "image/jpeg"),
    "a path in the name": ("../../../etc/cron.d/plan.pdf", pdf(), "plan.pdf", "application/pdf"),
    "another system's path": ("C:\\plans\\plan.pdf", pdf(), "C-plansplan.pdf", "application/pdf"),
    "a long name": ("é" * 300 + ".pdf", pdf(), "é" * 156 + ".pdf", "application/pdf"),
    "a name turned round": ("fdp.\u202eexe", pdf(), "fdp.exe.pdf", "application/pdf"),
    "letters of the world": ("Plan n° 3 – 图纸 🚧.pdf", pdf(), "Plan n° 3 – 图纸 🚧.pdf", "application/pdf"),
    "no name to speak of": ("...", pdf(), "document.pdf", "application/pdf"),
}
"""What is taken, and given back as a download: its name, its bytes, the name and the type of the download."""


def multipart(answers: dict[str, Any], **files: list[tuple[str, bytes]]) -> dict[str, Any]:
    """What a test client posts: answers and files. Left to itself it forgets to close large ones."""
    data = MultiDict(answers)
    for field, sent in files.items():
        data.setlist(field, [FileStorage(io.BytesIO(body), name) for name, body in sent])
    boundary, body = encode_multipart(data)
    return {"data": body, "content_type": f'multipart/form-data; boundary="{boundary}"'}


def assert_harmless(answer: Any, name: str, kind: str, body: bytes) -> None:
    """The answer is a download of these bytes that no browser shows as a page."""
    headers = answer.headers
    assert answer.status_code == 200 and answer.data == body
    how, options = parse_options_header(headers["Content-Disposition"])
    assert (how, options["filename"]) == ("attachment", name), options
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Type"] == kind and "default-src 'none'" in headers["Content-Security-Policy"]
    assert headers["Cache-Control"] == "no-store"


def path_of(document: Document) -> Path:
    """Where the folder that is installed has the bytes of a document."""
    store = contents.installed()
    assert isinstance(store, FolderStore)
    return store.path(document.sha256)
