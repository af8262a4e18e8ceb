"""What the variables of a text say of a real case; what the case cannot say is an example, shown as one."""

from __future__ import annotations

from typing import NamedTuple

from flask import current_app

from models.attachments.visibility import list_attachments_in_effect
from models.cases import Case, CaseQuestion
from models.cases.queries import list_answers
from models.concessions import Concession
from models.concessions.queries import find_concessions_by_title
from models.mails import MailKind
from models.mails.texts import TextGroup, TextKind, Wording, fill
from views import access
from views.mails import MASK, contact_us, plain, values_of
from views.messages import LABELS


class Preview(NamedTuple):
    """A text as its reader would get it; `examples` are the variables that the case says nothing of."""

    subject: str
    body: str
    examples: list[str]


def preview_of(kind: TextKind, wording: Wording, case: Case | None) -> Preview:
    """The wording on a case; its link, where the product puts one, without its secret."""
    values = values_of_case(case, MailKind(kind.name) if kind.group is TextGroup.MAIL else None)
    examples = {name: words for name in kind.usable if (words := LABELS["TextExample"].get(name))}
    missing = {name: words for name, words in examples.items() if not values.get(name)}
    filled = values | missing
    body = fill(wording.body, filled)
    if kind.linked:
        where = "ne-plus-recevoir" if kind.name.startswith("outreach") else "activation"
        body += f"\n\n{current_app.config['PUBLIC_URL']}/{where}/{MASK}"
    return Preview(fill(wording.subject, filled), body, sorted(missing))


def values_of_case(
    case: Case | None, kind: MailKind | None = None, *, question: CaseQuestion | None = None
) -> dict[str, str]:
    """What each variable says of a case, and of whoever asked last in it, or this question.

    Without a case, what the product itself can say.
    """
    url = current_app.config["PUBLIC_URL"]
    agent = access.current_agent()
    facts = {
        "portal_url": url,
        "console_url": current_app.config["CONSOLE_URL"],
        "contact_us": contact_us(),
        "not_you": f"Si vous n’en êtes pas à l’origine, dites-le-nous. {contact_us()}",
        "has_account": True,
        **(_facts_of(case, question or case.question) if case is not None else {}),
    }
    return {**values_of(plain(facts), kind), "agent": agent.name if agent is not None else ""}


def _facts_of(case: Case, question: CaseQuestion | None) -> dict[str, object]:
    account = question.account if question is not None else case.account
    company, record = case.company, _record_of(case, question)
    answers = list_answers([question])[question.id] if question is not None else []
    known: dict[str, object] = {
        "subject": question.subject if question is not None else case.subject,
        "case": case.number,
        "question": question.message if question is not None else "",
        "reason": case.closed_reason or "",
        "company": company.name if company is not None else "",
        "lines": answers[-1].text.splitlines() if answers else [],
        "has_account": account is not None,
    }
    if account is not None:
        known |= {"name": f" {account.full_name}", "identifier": account.identifier}
        known |= {"referent": account.full_name, "person": account.full_name, "pending": account.is_pending}
    if record is not None:
        known |= {"title": record.title, "reference": record.reference, "kind": record.kind}
    return known


def _record_of(case: Case, question: CaseQuestion | None) -> Concession | None:
    """The record that the company tried, where one alone bears its title; else one that it holds."""
    tried = question.tried if question is not None else {}
    title, kind = tried.get("title"), tried.get("kind")
    found = find_concessions_by_title(kind, title) if title and kind else []
    if len(found) == 1:
        return found[0]
    held = list_attachments_in_effect(case.company) if case.company is not None else []
    return held[0].concession if held else None
