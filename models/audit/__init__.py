"""The trail: who did what, to what, when and why; appended in the transaction of the change it tells."""

from models.audit.actions import ACTIONS, MissingFact
from models.audit.ageing import list_aged, list_aged_of
from models.audit.history import (
    about,
    action_is,
    by,
    history_of_person,
    last_to_change,
    list_about,
    list_lately,
)
from models.audit.tables import AuditDetail, AuditEvent
from models.audit.verification import BrokenTrail, erase, export_lines, head, matches_head, verify
from models.audit.writing import pretend, record, refused

__all__ = [
    "ACTIONS",
    "AuditDetail",
    "AuditEvent",
    "BrokenTrail",
    "MissingFact",
    "about",
    "action_is",
    "by",
    "erase",
    "export_lines",
    "head",
    "history_of_person",
    "last_to_change",
    "list_about",
    "list_aged",
    "list_aged_of",
    "list_lately",
    "matches_head",
    "pretend",
    "record",
    "refused",
    "verify",
]
