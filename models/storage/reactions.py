"""What follows from what: the one table of reactions to an event, and the one order of steps at commit."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from models.accounts import correction
from models.accounts.merging import confirming, voiding
from models.assistance import caller_check
from models.assistance.workbench import following
from models.attachments import binding, endings, questions
from models.attachments.afterwards import asking, inheriting, orphans
from models.attachments.afterwards.mandates import ending as mandate_ending
from models.attachments.afterwards.mandates import inheriting as mandate_inheriting
from models.attachments.afterwards.mandates import renaming as mandate_renaming
from models.attachments.old_contact import inheriting as keys_inheriting
from models.audit import forgetting as audit_forgetting
from models.audit import writing
from models.cases import opening
from models.cases.people import forgetting, returned
from models.cases.people import inheriting as cases_inheriting
from models.concessions import cleansing, outreach
from models.kernel.domain_events import DomainEvent
from models.mails import notices
from models.road_openings import belongings, renaming
from models.staff.machines.webhooks import owing

REACTIONS: dict[DomainEvent, tuple[Callable[..., object], ...]] = {
    DomainEvent.ACCOUNT_ACTIVATED: (binding.open_what_waited, binding.notify_referents, outreach.note_life),
    DomainEvent.ACCOUNT_CHANGED: (forgetting.refresh_search_of, binding.refresh_search_of_account),
    DomainEvent.ACCOUNT_CLOSED: (
        endings.free_what_it_held,
        asking.void_of_account,
        mandate_ending.leave_with_account,
        forgetting.forget_writer,
        voiding.void_of_closed,
        cleansing.forget_person,
    ),
    DomainEvent.ACCOUNT_MERGED: (
        inheriting.inherit,
        mandate_inheriting.hand_mandates_on,
        keys_inheriting.hand_keys_on,
        belongings.hand_on,
        cases_inheriting.inherit,
        voiding.void_of_gone,
    ),
    DomainEvent.ACCOUNT_SECURED: (voiding.void,),
    DomainEvent.ACCOUNT_SUSPENDED: (orphans.report_suspended,),
    DomainEvent.COMPANY_CHANGED: (
        correction.refresh_search_of_company,
        binding.refresh_search_of_company,
        forgetting.refresh_search_of_company,
        renaming.refresh_search_of_company,
        mandate_renaming.refresh_search_of_company,
    ),
    DomainEvent.COMPANY_JOINED: (following.follow, belongings.move, caller_check.follow_cases),
    DomainEvent.COMPANY_CORRECTION_ASKED: (binding.is_main_referent_of,),
    DomainEvent.ATTACHMENT_DECIDED: (questions.void_pending,),
    DomainEvent.ATTACHMENT_ENDED: (mandate_ending.end_with_attachment,),
    DomainEvent.ATTACHMENT_MOVED: (belongings.follow,),
    DomainEvent.CONCESSIONS_RENAMED: (
        binding.refresh_search_of_concessions,
        renaming.refresh_search_of_concessions,
        mandate_renaming.refresh_search_of_concessions,
    ),
    DomainEvent.CONTACT_CORRECTED: (outreach.rejoin,),
    DomainEvent.MAIL_RETURNED: (
        returned.mark,
        outreach.note_return,
        cleansing.note_return,
        confirming.note_return,
    ),
    DomainEvent.MAIL_READDRESSED: (correction.readdress_activation,),
}
"""In the order in which they are called; `DomainEvent` says with what."""

COMMIT_STEPS: tuple[Callable[[Session], None], ...] = (
    opening.settle,
    notices.settle,
    audit_forgetting.settle,
    owing.settle,
    writing.append,
)
"""Before every commit. The chain's lock is taken once and last: any other order can deadlock."""
