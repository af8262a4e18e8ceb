"""The words of all nouns together: one line here makes a noun known to every page."""

from __future__ import annotations

from typing import TypeVar

from views.messages import (
    accounts,
    attachments,
    audit,
    cases,
    companies,
    concessions,
    documents,
    imports,
    kernel,
    machines,
    mails,
    permissions,
    reports,
    road_openings,
    shaping,
    staff,
    values,
)
from views.messages.assistance import workbench
from views.messages.kit.tag import Labels, Refusals, Tags

Words = TypeVar("Words")


def joined(*tables: dict[str, Words]) -> dict[str, Words]:
    """All of them in one; ValueError where two nouns give the same name to words of their own."""
    names = [name for table in tables for name in table]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise ValueError(f"words of two nouns under one name: {', '.join(twice)}")
    return {name: words for table in tables for name, words in table.items()}


TAGS: Tags = joined(
    accounts.TAGS,
    attachments.TAGS,
    cases.TAGS,
    concessions.TAGS,
    companies.TAGS,
    imports.TAGS,
    machines.TAGS,
    mails.TAGS,
    reports.TAGS,
    road_openings.TAGS,
    shaping.TAGS,
    staff.TAGS,
    workbench.TAGS,
)

LABELS: Labels = joined(
    accounts.LABELS,
    attachments.LABELS,
    audit.LABELS,
    cases.LABELS,
    concessions.LABELS,
    companies.LABELS,
    imports.LABELS,
    machines.LABELS,
    mails.LABELS,
    permissions.LABELS,
    reports.LABELS,
    road_openings.LABELS,
    shaping.LABELS,
)

REFUSALS: Refusals = joined(
    accounts.REFUSALS,
    attachments.REFUSALS,
    cases.REFUSALS,
    companies.REFUSALS,
    concessions.REFUSALS,
    documents.REFUSALS,
    imports.REFUSALS,
    kernel.REFUSALS,
    machines.REFUSALS,
    mails.REFUSALS,
    reports.REFUSALS,
    road_openings.REFUSALS,
    shaping.REFUSALS,
    staff.REFUSALS,
    values.REFUSALS,
    workbench.REFUSALS,
)
