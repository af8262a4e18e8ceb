"""A new activation link: offered by one key, to those who wait for it."""

from __future__ import annotations

from datetime import timedelta

from models.kernel.access.links import Purpose
from models.kernel.access.tokens import LIFE
from tests.support import people
from views.backoffice.accounts.resend import RESEND


def key_of(page, words):
    """The key of the one button that says this."""
    (key,) = page.doc.xpath(f"//main//*[@data-key][contains(., '{words}')]/@data-key")
    return key


def test_it_has_the_same_key_on_the_page_of_the_account_and_in_a_call(app, desk, agent, clock):
    person, console = people.pending(), desk(agent)
    page = console.open(f"/console/comptes/details/?id={person.id}")
    assert key_of(page, "Renvoyer l’activation") == RESEND.key
    page = console.open(f"/console/migration/?q={person.identifier}")
    assert key_of(page, "Renvoyer le lien") == RESEND.key, "beside the next step"
    clock.shift(LIFE[Purpose.ACTIVATION] + timedelta(hours=1))
    page = desk(agent).open(f"/console/migration/?q={person.identifier}")
    assert key_of(page, "Renvoyer le lien") == RESEND.key, "as the next step"
