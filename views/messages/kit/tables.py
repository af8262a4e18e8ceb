"""The words of all nouns together: one line here makes a noun known to every page."""

from __future__ import annotations

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
    mails,
    permissions,
    reports,
    road_openings,
    staff,
    values,
)
from views.messages.assistance import workbench
from views.messages.kit.tag import Labels, Refusals, Tags

TAGS: Tags = {
    **accounts.TAGS,
    **attachments.TAGS,
    **cases.TAGS,
    **concessions.TAGS,
    **companies.TAGS,
    **mails.TAGS,
    **reports.TAGS,
    **road_openings.TAGS,
    **staff.TAGS,
    **workbench.TAGS,
}

LABELS: Labels = {
    **accounts.LABELS,
    **attachments.LABELS,
    **audit.LABELS,
    **cases.LABELS,
    **concessions.LABELS,
    **companies.LABELS,
    **mails.LABELS,
    **permissions.LABELS,
    **reports.LABELS,
    **road_openings.LABELS,
}

REFUSALS: Refusals = {
    **accounts.REFUSALS,
    **attachments.REFUSALS,
    **cases.REFUSALS,
    **companies.REFUSALS,
    **concessions.REFUSALS,
    **documents.REFUSALS,
    **imports.REFUSALS,
    **kernel.REFUSALS,
    **mails.REFUSALS,
    **road_openings.REFUSALS,
    **staff.REFUSALS,
    **values.REFUSALS,
    **workbench.REFUSALS,
}
