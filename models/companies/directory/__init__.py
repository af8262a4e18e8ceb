"""The national directory of establishments, as our rules see it."""

from models.companies.directory.protocol import (
    CompanyKind,
    Directory,
    Establishment,
    Holding,
    PatientDirectory,
    SearchedDirectory,
    State,
    kind_of,
)

__all__ = [
    "CompanyKind",
    "Directory",
    "Establishment",
    "Holding",
    "PatientDirectory",
    "SearchedDirectory",
    "State",
    "kind_of",
]
