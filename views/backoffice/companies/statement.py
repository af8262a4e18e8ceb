"""What is attached to a company today, on paper."""

from __future__ import annotations

from models.permissions import Permission
from views.backoffice.kit.special_actions import Download, nothing_against
from views.exports import statements

STATEMENT = Download(
    verb="statement",
    name="attestation",
    icon="download",
    label="Attestation (PDF)",
    permission=Permission.READ,
    operation=statements.attestation,
    check=nothing_against,
)
