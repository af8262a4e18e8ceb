"""The trail: who did what, to what, when and why; appended in the transaction of the change it tells."""

from models.audit.actions import AuditAction, MissingFact
from models.audit.erasing import erase
from models.audit.forgetting import forget_person
from models.audit.history import about, by, history_of_person, last_to_change
from models.audit.tables import AuditDetail, AuditEvent
from models.audit.verification import BrokenTrail, export_lines, head, matches_head, verify
from models.audit.writing import gathered, pretend, record, refused

__all__ = [
    "AuditAction",
    "AuditDetail",
    "AuditEvent",
    "BrokenTrail",
    "MissingFact",
    "about",
    "by",
    "erase",
    "export_lines",
    "forget_person",
    "gathered",
    "head",
    "history_of_person",
    "last_to_change",
    "matches_head",
    "pretend",
    "record",
    "refused",
    "verify",
]
