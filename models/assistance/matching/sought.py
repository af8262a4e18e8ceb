"""What is looked up of a company or a record: a fragment of text, or what an index finds at once."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

ENOUGH = 40
"""What a word finds more often than this it does not single out."""

BOXES = (
    "accueil administration administratif agence bureau compta comptabilite contact courrier dict direction"
    " exploitation facturation gestion info infos mairie reseaux secretariat service standard technique"
    " travaux urbanisme voirie"
).split()
"""What companies call the mail box that they give: a whole address is found by an index, a domain is not."""


class By(StrEnum):
    """What a lookup goes by."""

    TEXT = "text"
    SIREN = "siren"
    NAME = "name"
    DOMAIN = "domain"
    STREET = "street"
    DECISION = "decision"


@dataclass(frozen=True)
class Lookup:
    """A text that is looked up anywhere, or what an index finds: a legal unit's number, a name as it begins,
    a domain, a street, the SIRET for which staff accepted records."""

    text: str
    by: By = By.TEXT
