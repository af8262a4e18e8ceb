"""The keys that go by post: how many wait for their letter, the file to print, the latest that left."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flask import url_for
from flask.typing import ResponseReturnValue

from models.attachments.old_contact import printing
from models.attachments.old_contact.printing import KeyLetter, NoLetterWaits
from models.permissions import Permission
from views import access, formats
from views.backoffice.kit.guarded import Room, expose
from views.exports.letters import letter_of, print_letters
from views.fields import Form, done
from views.mails import key_values
from views.messages import refusal


class LetterKeys(Room):
    """Letters that carry a key to the contact of an old record."""

    permissions = {
        "index": Permission.RUN_BATCHES,
        "print_next": Permission.RUN_BATCHES,
        "print_again": Permission.RUN_BATCHES,
    }

    def __init__(self) -> None:
        super().__init__(name="Clés par lettre", endpoint="letter_keys", url="relances/cles")

    @expose("/")
    def index(self) -> ResponseReturnValue:
        """What waits, and what left."""
        waiting = printing.count_to_print()
        return self.render(
            "backoffice/outreach/letter_keys.html",
            form=Form(),
            waiting=waiting,
            waiting_words=formats.plural(min(waiting, printing.AT_ONCE), "lettre"),
            latest=printing.list_latest(),
        )

    @expose("/imprimer", methods=("POST",))
    def print_next(self) -> ResponseReturnValue:
        """The next letters in one file; their days begin."""
        return self._print(printing.print_next)

    @expose("/reimprimer", methods=("POST",))
    def print_again(self) -> ResponseReturnValue:
        """The last file once more, where the printer failed."""
        return self._print(printing.print_again)

    def _print(self, take: Callable[..., Sequence[KeyLetter]]) -> ResponseReturnValue:
        try:
            papers = take(actor=access.current_actor())
        except NoLetterWaits as nothing:
            return done(refusal(nothing), url_for("letter_keys.index"), tone="wait")
        if not papers:
            words = "Aucune lettre à imprimer : ces concessions sont rattachées, ou n’ont plus d’adresse."
            return done(words, url_for("letter_keys.index"), tone="wait")
        letters = [
            letter_of("cle", paper.address, key_values(paper.title, paper.holder, paper.asking, paper.key))
            for paper in papers
        ]
        return print_letters("lettres-cles", letters, listed=True)
