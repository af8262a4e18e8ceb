"""Documents: uploaded files, known by their content; their bytes lie in a store that a setting names."""

from models.documents.contents import DocumentLost, fetch, install
from models.documents.forgetting import forget_unused, sweep_orphans
from models.documents.uploads import (
    Document,
    DocumentRefused,
    content_type,
    find,
    record_look,
    safe_name,
    shown_name,
    store,
)

__all__ = [
    "Document",
    "DocumentLost",
    "DocumentRefused",
    "content_type",
    "fetch",
    "find",
    "forget_unused",
    "install",
    "record_look",
    "safe_name",
    "shown_name",
    "store",
    "sweep_orphans",
]
