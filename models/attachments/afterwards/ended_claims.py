"""A claim on a record that somebody holds was answered: the case that it opened waits for nothing more."""

from __future__ import annotations

from models.accounts import ProAccount
from models.cases.closing import end
from models.cases.opening import find_open
from models.cases.tables import Case
from models.kernel.actors import Actor
from models.values.case_kinds import CaseKind

ABOUT_CLAIMS = (CaseKind.HELD.value, CaseKind.SILENT.value)
"""What asks staff about a record that another company holds."""


def end_claim(account: ProAccount, title: str, *, reason: str, actor: Actor) -> None:
    """Closes the open case of the company in which this person asked for this record and for nothing else.

    One in which anything else was asked, or that a colleague has in hand, stays open: whoever asked is
    written about the claim by itself. In the transaction of the answer.
    """
    case = find_open(account.company_id)
    if case is not None and _is_only_about(case, account, title):
        end(case, reason, actor)


def _is_only_about(case: Case, account: ProAccount, title: str) -> bool:
    if case.owner_id is not None or case.next_action or not case.questions:
        return False
    return all(
        question.kind in ABOUT_CLAIMS
        and question.account_id == account.id
        and question.subject == title[:250]
        for question in case.questions
    )
