"""A mail is sent again where that may succeed; else its button says why not."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from models import accounts
from models.kernel.actors import Actor
from models.kernel.transactions import transaction
from models.mails import MailState
from tests.support import people
from tests.support.records import mails_of
from tests.views.backoffice.conftest import again


@pytest.fixture
def shown(app, desk, agent):
    """The page of a mail, as an agent sees it."""
    return lambda mail: desk(agent).open(f"/console/courriels/details/?id={mail.id}")


def left(mail, state=MailState.SENT):
    with transaction():
        mail.state = state.value
    return mail


def why_not(page, words="Renvoyer"):
    """What stands under the disabled button of those words; None where it can be pressed."""
    (button,) = page.doc.xpath(f"//*[@class='b-ways']//*[contains(@class, 'btn')][contains(., '{words}')]")
    if button.get("disabled") is None:
        return None
    return " ".join(page.doc.get_element_by_id(button.get("aria-describedby")).text_content().split())


def test_an_activation_mail_of_an_active_account_says_why_it_is_not_sent_again(app, desk, agent, shown):
    account = people.active()
    mail = left(mails_of("activation", to=account.email)[0])
    assert "le lien qu’il portait est terminé" in why_not(shown(mail))
    # as the operation says, whatever address is given
    page = desk(agent).send(f"/console/courriels/{mail.id}/renvoyer", email="autre@example.org")
    assert page.status == 422 and "le lien qu’il portait est terminé" in page.text


def test_an_activation_mail_of_an_account_that_waits_is_sent_again_or_its_address_corrected(shown, agent):
    account = people.pending()
    first = left(mails_of("activation", to=account.email)[0])
    assert why_not(shown(first)) is None
    accounts.resend(account, actor=Actor.of_agent(agent))
    assert not again(first).token.is_live and why_not(shown(first)) is None


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (MailState.OWED, "Il part tout seul, dans la minute."),
        (MailState.HELD, "Il part ce soir, regroupé avec d’autres."),
        (MailState.GATHERED, "Son texte est parti dans un courriel regroupé."),
    ],
)
def test_a_mail_that_needs_nobody_says_what_becomes_of_it(shown, state, words):
    mail = left(mails_of("activation", to=people.pending().email)[0], state)
    assert words in why_not(shown(mail))


def test_a_mail_that_is_tried_again_says_when(shown):
    mail = left(mails_of("activation", to=people.pending().email)[0], MailState.RETRYING)
    with transaction():
        mail.next_at = datetime(2030, 3, 5, 9, 30, tzinfo=UTC)
    assert "Un nouvel essai est prévu le 5 mars 2030 à 10 h 30." in why_not(shown(mail)).replace("\xa0", " ")
    with transaction():
        mail.next_at = None
    assert why_not(shown(mail)).endswith("Un nouvel essai est prévu.")
