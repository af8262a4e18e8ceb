"""Documents: uploaded files, known by their content, kept outside the database."""

from models.documents.uploads import (
    Document,
    DocumentRefused,
    content_type,
    find,
    folder,
    forget_unused,
    install,
    path,
    record_look,
    safe_name,
    shown_name,
    store,
)

__all__ = [
    "Document",
    "DocumentRefused",
    "content_type",
    "find",
    "folder",
    "forget_unused",
    "install",
    "path",
    "record_look",
    "safe_name",
    "shown_name",
    "store",
]
