"""What may prove that a concession is a company's: the kinds, a file each, and the table of their rules."""

from __future__ import annotations

from enum import StrEnum
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING

from models.attachments.evidence.rule import EvidenceRule, Need, Proof, Review

__all__ = ["Evidence", "EvidenceRule", "Need", "Proof", "Review"]


def _rules() -> dict[str, EvidenceRule]:
    """The `RULE` of each file, by the file's name, in their order."""
    names = [module.name for module in iter_modules(__path__) if module.name != "rule"]
    rules: dict[str, EvidenceRule] = {
        name.replace("_", "-"): import_module(f"{__name__}.{name}").RULE for name in names
    }
    return dict(sorted(rules.items(), key=lambda entry: entry[1].place))


_RULES = _rules()

if TYPE_CHECKING:

    class Evidence(StrEnum):
        """What was proved, by the name of its rule's file; of these the code knows more."""

        CODE = "code"
        MANDATE = "mandate"
        RECORD_LINK = "record-link"
        LETTER = "letter"
        HOLDER = "holder"
        TRANSFER = "transfer"

else:
    Evidence = StrEnum("Evidence", {name.upper().replace("-", "_"): name for name in _RULES}, module=__name__)

EVIDENCE: dict[Evidence, EvidenceRule] = {Evidence(name): rule for name, rule in _RULES.items()}
"""What each needs, what refuses it, what supervisors owe it, when it is suggested."""

JUSTIFIED = [kind for kind, rule in EVIDENCE.items() if Need.JUSTIFICATION in rule.needs]
"""What comes with words of whoever accepts it."""

OF_STAFF = [kind for kind, rule in EVIDENCE.items() if rule.by_staff]
"""What staff may accept."""
