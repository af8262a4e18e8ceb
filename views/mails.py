"""What each owed mail says: one French text per kind, in plain text, with links to our own address alone."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from flask import current_app
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from models.kernel.access import tokens
from models.kernel.access.tokens import Purpose
from models.mails import MailKind, OutboxEmail
from models.mails.reading import is_handed_over
from models.mails.tables import CAPPED_ERROR, LINK_OVER, READER_GONE
from views import formats, templating

Facts = dict[str, Any]
"""What a text is told: what its mail keeps, and who reads it."""

TEMPLATES = Path(__file__).resolve().parent / "templates" / "mails"
"""A folder per noun, in it a text per kind."""

PATHS = {
    Purpose.ACTIVATION: "/activation/",
    Purpose.RESET: "/mot-de-passe/",
    Purpose.EMAIL_CHANGE: "/mon-compte/courriel/",
    Purpose.INVITATION: "/console/invitation/",
}
"""Where a link leads: to the portal, or for an invitation to the console."""

MASK = "••••••••"
"""Stands for the secret of a link that the reader may not follow."""

LONGEST_SUBJECT = 180

CHANGED = {
    "email": "adresse électronique",
    "phone": "téléphone",
    "kind": "type de structure",
    "acronym": "sigle",
    "first_name": "prénom",
    "last_name": "nom",
    "job_title": "fonction",
}
"""What a column is called in a mail."""

STATES = {
    "brouillon": "brouillon",
    "deposee": "déposée",
    "incomplete": "incomplète",
    "en-instruction": "en instruction",
    "accordee": "accordée",
    "refusee": "refusée",
    "retiree": "retirée",
    "travaux-commences": "travaux commencés",
    "travaux-termines": "travaux terminés",
    "close": "close",
}
"""Where a request stands, inside a sentence."""

KINDS_OF_RECORD = {
    "voirie": {
        "thing": "la concession de voirie",
        "of_it": "de la concession de voirie",
        "it": "elle",
        "e": "e",
    },
    "eau": {"thing": "le contrat d’eau", "of_it": "du contrat d’eau", "it": "il", "e": ""},
    "stationnement": {
        "thing": "le compte de stationnement pro",
        "of_it": "du compte de stationnement pro",
        "it": "il",
        "e": "",
    },
}
"""What is attached, as the portal's tabs call each kind, and what agrees with it."""

SENTENCES: dict[str, Callable[[Facts], str]] = {
    MailKind.NEW_ACCOUNT: lambda f: f"{f['person']} a activé un compte pour {f['company']}",
    MailKind.ATTACHED: lambda f: f"« {f['title']} » est rattaché à {f['company']}",
    MailKind.ATTACHMENT_WAITING: lambda f: (
        f"le rattachement de « {f['title']} » à {f['company']} attend un contrôle"
    ),
    MailKind.ATTACHMENT_CONFIRMED: lambda f: (
        f"le rattachement de « {f['title']} » à {f['company']} est confirmé"
    ),
    MailKind.ATTACHMENT_LAPSED: lambda f: f"la demande de « {f['title']} » pour {f['company']} est tombée",
    MailKind.DETACHED: lambda f: f"« {f['title']} » n’est plus rattaché à {f['company']}",
    MailKind.DETACHMENT_UNDONE: lambda f: f"« {f['title']} » est de nouveau rattaché à {f['company']}",
}
"""The notices that may be gathered, each in one line."""


@dataclass(frozen=True)
class Letter:
    """A mail ready to leave, or to be read in the console."""

    to: str
    subject: str
    body: str


def render(mail: OutboxEmail) -> Letter:
    """The mail as its reader gets it, with the secret of its link: for whoever sends it."""
    return _render(mail, reveal=True)


def read(mail: OutboxEmail) -> Letter:
    """The mail as staff may read it: with its link only where `shows_link` says so."""
    return _render(mail, reveal=shows_link(mail))


def shows_link(mail: OutboxEmail) -> bool:
    """Whether staff read the link of this mail: without a server they hand those of activations over.

    The demonstration, which no stranger reaches, shows them all.
    """
    if mail.token is None:
        return False
    in_folder = bool(current_app.config.get("MAIL_IN_FOLDER"))
    return bool(current_app.config["DEMO"]) or (in_folder and is_handed_over(mail))


def refusal_of(mail: OutboxEmail) -> str:
    """Why it did not leave: the server's own words, or ours."""
    if mail.last_error == LINK_OVER:
        return "Le lien n’était plus valable : un courriel plus récent porte le bon."
    if mail.last_error == CAPPED_ERROR:
        return (
            "Assez de courriels demandés par des inconnus sont partis à cette adresse : il se renvoie d’ici."
        )
    if mail.last_error == READER_GONE:
        return "Effacé avec l’adresse." if mail.attempts else "Le compte était effacé avant l’envoi."
    return mail.last_error or ""


def plain(value: Any) -> Any:
    """A value, or all inside, on one line and without control characters: nothing begins a new line."""
    if isinstance(value, dict):
        return {name: plain(entry) for name, entry in value.items()}
    if isinstance(value, list):
        return [plain(entry) for entry in value]
    if not isinstance(value, str):
        return value
    return "".join(" " if unicodedata.category(c) in _BREAKS else c for c in value)


_BREAKS = {"Cc", "Cs", "Zl", "Zp"}


def _render(mail: OutboxEmail, *, reveal: bool) -> Letter:
    text = _environment().get_template(f"{MailKind(mail.kind)}.txt").render(_facts(mail, reveal))
    subject, _, body = text.partition("\n")
    subject = " ".join(subject.split())
    if len(subject) > LONGEST_SUBJECT:
        subject = subject[: LONGEST_SUBJECT - 1] + "…"
    brand = templating.current_brand()
    return Letter(mail.to, subject, f"{body.strip()}\n\n-- \n{brand.portal}\n{brand.authority}\n")


@cache
def _environment() -> Environment:
    # Plain text: there is nothing to escape, and « & » in a title must stay what it is.
    made = Environment(
        loader=FileSystemLoader(sorted(TEMPLATES.iterdir())),
        undefined=StrictUndefined,
        autoescape=False,  # noqa: S701
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters.update(formats.FILTERS)
    return made


def _facts(mail: OutboxEmail, reveal: bool) -> Facts:
    account, agent, token = mail.account, mail.agent, mail.token
    known = plain(mail.params)
    # Until a link was followed, nobody knows that whoever typed name and company reads this box.
    own = account is not None and account.has_proved_email and account.email_key == mail.to_key
    person = account.full_name if account is not None and own else agent.name if agent is not None else ""
    facts = {
        "brand": templating.current_brand(),
        "portal_url": current_app.config["PUBLIC_URL"],
        "console_url": current_app.config["CONSOLE_URL"],
        "staff": agent is not None,
        "name": f" {plain(person)}" if person else "",
        "identifier": account.identifier if account is not None else agent.email if agent is not None else "",
        "company": plain(_company_of(mail, own)) if mail.company is not None else "",
        "has_account": account is not None,
        "pending": account is not None and account.is_pending,
        "suspended": account is not None and account.suspended_at is not None,
        "label": "Rattachement",
        "link": _link(token, reveal) if token is not None else "",
        "until": formats.moment(token.expires_at) if token is not None else "",
        "contact_us": _contact_us(),
        "not_you": f"Si vous n’en êtes pas à l’origine, dites-le-nous. {_contact_us()}",
        "subject": "",
        "reason": "",
        **known,
    }
    if "request" in known:
        facts |= _of_request(known)
    if "kind" in known:
        facts |= KINDS_OF_RECORD[known["kind"]]
    if "erased_on" in known:
        facts["erased_on"] = formats.day(date.fromisoformat(known["erased_on"]))
    if "changed" in known:
        facts["changed"] = ", ".join(CHANGED.get(entry, entry) for entry in known["changed"])
    if mail.kind == MailKind.GATHERED:
        facts["notices"] = [{"words": _notice_words(notice)} for notice in known["notices"]]
    return facts


def _company_of(mail: OutboxEmail, own: bool) -> str:
    assert mail.company is not None
    return mail.company.name if own or mail.agent is not None else mail.company.vouched_name


def _of_request(known: Facts) -> dict[str, str]:
    on = {name: formats.day(date.fromisoformat(known[name])) for name in _DAYS if known.get(name)}
    begins, ends = on.get("starts_on", ""), on.get("ends_on", "")
    return {
        "state_label": STATES[known["state"]],
        "works": f"du {begins} au {ends}" if begins and ends else begins or ends or "sans date",
        "due": on.get("due_on", ""),
    }


_DAYS = ("starts_on", "ends_on", "due_on")


def _link(token: tokens.Token, reveal: bool) -> str:
    purpose = Purpose(token.purpose)
    origin = current_app.config["CONSOLE_URL" if purpose is Purpose.INVITATION else "PUBLIC_URL"]
    return f"{origin}{PATHS[purpose]}{tokens.secret_of(token) if reveal else MASK}"


def _contact_us() -> str:
    phone = templating.current_brand().help_phone
    call = f" au {phone}, ou" if phone else ""
    return f"Pour toute question, joignez-nous{call} sur {current_app.config['PUBLIC_URL']}/aide"


def _notice_words(notice: Facts) -> str:
    at = formats.day(datetime.fromisoformat(notice["at"]))
    return f"{at} : {SENTENCES[notice['mail']](notice)}"
