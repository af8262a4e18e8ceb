"""The table of the jobs: what is done for each kind that the models may owe."""

from __future__ import annotations

from collections.abc import Callable

from console.jobs import (
    answer_visitor,
    code_alarm,
    export_audit,
    gather,
    import_run,
    mail,
    mend_search,
    verify_company,
    verify_trail,
    watch_companies,
    webhooks,
)
from console.jobs.context import Context
from models.kernel.jobs import Job, JobKind

JOBS: dict[str, Callable[[Job, Context], None]] = {
    JobKind.MAIL: mail.run,
    JobKind.GATHER: gather.run,
    JobKind.VERIFY_COMPANY: verify_company.run,
    JobKind.WATCH_COMPANIES: watch_companies.run,
    JobKind.CODE_ALARM: code_alarm.run,
    JobKind.VERIFY_TRAIL: verify_trail.run,
    JobKind.ANSWER_VISITOR: answer_visitor.run,
    JobKind.IMPORT_RUN: import_run.run,
    JobKind.MEND_SEARCH: mend_search.run,
    JobKind.WEBHOOKS: webhooks.run,
    JobKind.EXPORT_AUDIT: export_audit.run,
}
