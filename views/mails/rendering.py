"""What each owed mail says: one French text per kind, in plain text, with links to our own address alone."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from flask import current_app
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from models.mails import MailKind, OutboxEmail, texts
from models.mails.reading import is_handed_over
from models.mails.states import CAPPED_ERROR, LINK_OVER, READER_GONE
from models.mails.texts import TextGroup
from models.mails.texts.catalogue import kinds
from views import formats, templating
from views.mails.facts import Facts, facts_of
from views.mails.variables import values_of
from views.mails.wordings import source_of, wording_of
from views.messages.mails.kinds import TEMPLATES

LONGEST_SUBJECT = 180


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


def _render(mail: OutboxEmail, *, reveal: bool) -> Letter:
    subject, body = _words(MailKind(mail.kind), facts_of(mail, reveal=reveal))
    brand = templating.current_brand()
    subject = " ".join(subject.split()) or brand.portal
    if len(subject) > LONGEST_SUBJECT:
        subject = subject[: LONGEST_SUBJECT - 1] + "…"
    return Letter(mail.to, subject, f"{body.strip()}\n\n-- \n{brand.portal}\n{brand.authority}\n")


def _words(kind: MailKind, facts: Facts) -> tuple[str, str]:
    """Subject and text: what administrators may write is filled, the rest is a template of ours."""
    edited = kinds().get(f"{TextGroup.MAIL}-{kind}")
    if edited is None:
        subject, _, body = _environment().get_template(f"{kind}.txt").render(facts).partition("\n")
        return subject, body
    wording, values = wording_of(edited), values_of(facts, kind)
    body = texts.fill(wording.body, values)
    if edited.linked:  # no text reaches what stands beneath it
        body += "\n\n" + _environment().from_string(source_of(edited).fixed).render(facts)
    return texts.fill(wording.subject, values), body


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
