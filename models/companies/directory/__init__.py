"""The national directory of establishments, as our rules see it."""

from models.companies.directory.protocol import (
    CompanyKind,
    Directory,
    Establishment,
    PatientDirectory,
    SearchedDirectory,
    State,
    kind_of,
)

__all__ = [
    "CompanyKind",
    "Directory",
    "Establishment",
    "PatientDirectory",
    "SearchedDirectory",
    "State",
    "kind_of",
]
