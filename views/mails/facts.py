"""What a mail is told: what its row keeps, who reads it, and nothing that could bend a line."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from flask import current_app

from models.companies import vouched_name
from models.kernel.access import tokens
from models.kernel.access.links import Purpose, Token
from models.mails import MailKind, OutboxEmail
from views import formats, templating

Facts = dict[str, Any]
"""What a text is told: what its mail keeps, and who reads it."""

PATHS = {
    Purpose.ACTIVATION: "/activation/",
    Purpose.RESET: "/mot-de-passe/",
    Purpose.EMAIL_CHANGE: "/mon-compte/courriel/",
    Purpose.RECORD_LINK: "/rattachements/preuve/",
    Purpose.FREEZE: "/rattachements/geler/",
    Purpose.MERGE: "/mon-compte/fusion/lien/",
    Purpose.INVITATION: "/console/invitation/",
}
"""Where a link leads: to the portal, or for an invitation to the console."""

MASK = "••••••••"
"""Stands for the secret of a link that the reader may not follow."""

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
    "abrogee": "abrogée",
    "caduque": "caduque, faute de travaux commencés avant la fin de l’autorisation",
    "close": "close",
}
"""Where a request stands, inside a sentence."""

DATES = {"accordees": "accordées", "refusees": "refusées"}
"""What became of other dates, inside a sentence."""

MEASURES = {
    "accord": "permission accordée",
    "correction": "numéro corrigé",
    "dates": "dates changées",
    "abrogation": "permission abrogée",
}
"""What an order does, in a few words."""

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
    MailKind.COMPANY_JOINED: lambda f: f"{f['joined']}, fermée, continue sous {f['company']}",
    MailKind.COMPANY_LEFT: lambda f: f"{f['joined']} ne continue plus sous {f['company']}",
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
    MailKind.MANDATE_GIVEN: lambda f: f"{f['mandatary']} agit pour {f['giver']} (mandat {f['mandate']})",
    MailKind.MANDATE_ENDED: lambda f: (
        f"{f['mandatary']} n’agit plus pour {f['giver']} (mandat {f['mandate']})"
    ),
    MailKind.MANDATE_ENDING: lambda f: (
        f"le mandat {f['mandate']} de {f['mandatary']} pour {f['giver']} prend bientôt fin"
    ),
}
"""The notices that may be gathered, each in one line."""


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


def facts_of(mail: OutboxEmail, *, reveal: bool) -> Facts:
    """What the text of a mail may say; its link with its secret only where that may be `reveal`ed."""
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
        "link": _link(token, reveal) if token is not None else "",
        "until": formats.moment(token.expires_at) if token is not None else "",
        "contact_us": contact_us(),
        "not_you": f"Si vous n’en êtes pas à l’origine, dites-le-nous. {contact_us()}",
        "subject": "",
        "reason": "",
        **known,
    }
    if "stop" in known:
        facts["stop_link"] = f"{current_app.config['PUBLIC_URL']}/ne-plus-recevoir/{known['stop']}"
    if "request" in known:
        facts |= _of_request(known)
    if "kind" in known:
        facts |= KINDS_OF_RECORD[known["kind"]]
    if "last_day" in known:
        facts |= _of_mandate(known)
    if "erased_on" in known:
        facts["erased_on"] = formats.day(date.fromisoformat(known["erased_on"]))
    if "failing_since" in known:
        facts["failing_since"] = formats.day(datetime.fromisoformat(known["failing_since"]))
    if "changed" in known:
        facts["changed"] = ", ".join(CHANGED.get(entry, entry) for entry in known["changed"])
    if mail.kind == MailKind.GATHERED:
        facts["notices"] = [{"words": _notice_words(notice)} for notice in known["notices"]]
    return facts


def _company_of(mail: OutboxEmail, own: bool) -> str:
    assert mail.company is not None
    return mail.company.name if own or mail.agent is not None else vouched_name(mail.company)


MANDATE_ENDINGS = {
    "": "Le mandat continue pour les autres concessions.",
    "expired": "Son dernier jour est passé.",
    "revoked": "La structure qui l’avait donné y a mis fin.",
    "given-up": "La structure qui agissait y a mis fin.",
    "staff": "Un agent y a mis fin. Motif : {reason}",
    "replaced": "Un mandat plus récent le remplace.",
    "emptied": "Il ne porte plus sur aucune concession, ou plus personne n’agit par lui.",
}
"""How a mandate ended, in a sentence; by nothing, where a part of it did."""


def _of_mandate(known: Facts) -> dict[str, str]:
    words = MANDATE_ENDINGS[known.get("how", "")].format(reason=known.get("reason", ""))
    return {
        "last_day_label": formats.day(date.fromisoformat(known["last_day"])),
        "ending_label": words,
        "mandate_link": f"{current_app.config['PUBLIC_URL']}/mandats/{known.get('mandate_id', '')}",
    }


def _of_request(known: Facts) -> dict[str, str]:
    on = {name: formats.day(date.fromisoformat(known[name])) for name in _DAYS if known.get(name)}
    return {
        "state_label": STATES[known["state"]],
        "works": _span(on.get("starts_on", ""), on.get("ends_on", "")),
        "wanted_works": _span(on.get("wanted_starts_on", ""), on.get("wanted_ends_on", "")),
        "dates_label": DATES.get(known.get("dates", ""), ""),
        "measure_label": MEASURES.get(known.get("measure", ""), ""),
        "due": on.get("due_on", ""),
    }


_DAYS = ("starts_on", "ends_on", "wanted_starts_on", "wanted_ends_on", "due_on")


def _span(begins: str, ends: str) -> str:
    return f"du {begins} au {ends}" if begins and ends else begins or ends or "sans date"


def _link(token: Token, reveal: bool) -> str:
    purpose = Purpose(token.purpose)
    origin = current_app.config["CONSOLE_URL" if purpose is Purpose.INVITATION else "PUBLIC_URL"]
    return f"{origin}{PATHS[purpose]}{tokens.secret_of(token) if reveal else MASK}"


def contact_us() -> str:
    """How one reaches us."""
    phone = templating.current_brand().help_phone
    call = f" au {phone}, ou" if phone else ""
    return f"Pour toute question, joignez-nous{call} sur {current_app.config['PUBLIC_URL']}/aide"


def _notice_words(notice: Facts) -> str:
    at = formats.day(datetime.fromisoformat(notice["at"]))
    return f"{at} : {SENTENCES[notice['mail']](notice)}"
