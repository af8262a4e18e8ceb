"""Staff propose that two accounts of one person become one; both addresses decide."""

from __future__ import annotations

import pytest

from models.accounts import merging
from models.kernel.access import tokens
from models.kernel.transactions import transaction
from models.mails import mark_bounced
from tests.support import people
from tests.support.merges import twin
from tests.support.records import by, mails_of, visitor


@pytest.fixture
def gone(account):
    """Another account of the same person."""
    return twin(account)


def detail(console, account):
    return console.open(f"/console/comptes/details/?id={account.id}")


def test_it_is_proposed_shown_on_both_pages_and_given_up(app, desk, agent, account, gone):
    console = desk(agent)
    assert "Fusionner" in detail(console, gone).text
    page = console.send(
        f"/console/comptes/{gone.id}/fusionner", account=account.identifier, reason="Deux adresses"
    )
    assert page.status == 303 and {mail.to for mail in mails_of("merge-asked")} == {gone.email, account.email}
    for side in (gone, account):
        assert "Une fusion attend" in detail(console, side).text
    assert console.send(f"/console/comptes/{gone.id}/abandonner-fusion").status == 303
    assert "Une fusion attend" not in detail(console, gone).text


def test_what_is_wrong_is_told_beside_the_identifier(app, desk, agent, account, gone):
    address = f"/console/comptes/{gone.id}/fusionner"
    for typed in ("pro.jamais.vue", gone.identifier, people.active().identifier):
        page = desk(agent).send(address, account=typed, reason="Deux adresses")
        assert page.status == 422, typed


def test_a_supervisor_approves_for_an_address_that_is_dead(app, desk, agent, supervisor, account, gone):
    merging.propose(gone, account, reason="Deux adresses", actor=by(agent))
    console, address = desk(supervisor), f"/console/comptes/{gone.id}/approuver-fusion"
    assert console.send(address, reason="Vu au téléphone").status == 422
    mail = next(mail for mail in mails_of("merge-asked") if mail.to == gone.email)
    with transaction():
        mail.state = "sent"
    mark_bounced(mail, actor=by(people.staff("agent")))
    page = console.open(address)
    assert gone.identifier in page.text and account.identifier in page.text and agent.name in page.text
    assert "doit encore confirmer par son propre lien" in page.text
    assert console.send(address, reason="Vu au téléphone", seen="0-1-1").status == 422
    assert console.send(address, reason="Vu au téléphone").status == 303
    assert "Un superviseur l’a approuvée" in detail(console, gone).text
    mail = next(mail for mail in mails_of("merge-asked") if mail.to == account.email)
    merging.accept_by_link(tokens.secret_of(mail.token), actor=visitor())
    page = detail(console, gone)
    assert "rejoint un autre compte" in page.text and account.identifier in page.text
    assert "Compte fusionné" in console.open("/console/comptes/?etat=erased").text


def test_agents_see_no_button_to_approve(app, desk, agent, account, gone):
    merging.propose(gone, account, reason="Deux adresses", actor=by(agent))
    assert "Approuver la fusion" not in detail(desk(agent), gone).text


def test_the_approval_says_when_it_is_the_last_word(app, desk, agent, supervisor, account, gone):
    merging.propose(gone, account, reason="Deux adresses", actor=by(agent))
    by_address = {mail.to: mail for mail in mails_of("merge-asked")}
    merging.accept_by_link(tokens.secret_of(by_address[account.email].token), actor=visitor())
    with transaction():
        by_address[gone.email].state = "sent"
    mark_bounced(by_address[gone.email], actor=by(people.staff("agent")))
    page = desk(supervisor).open(f"/console/comptes/{gone.id}/approuver-fusion")
    assert "a confirmé : la fusion se fait aussitôt" in page.text
