"""What happened to an account, told to its person in plain words."""

from __future__ import annotations

from models import accounts
from models.accounts import ProAccount
from models.kernel.actors import Actor
from tests.support import people
from tests.support.records import by
from tests.support.records import visitor as anybody
from tests.support.visitor import Signed

HERE = "/mon-compte/historique"


def test_sign_ins_and_changes_are_told_and_by_whom(signed: Signed, account: ProAccount, agent) -> None:
    accounts.sign_in(account.identifier, people.PRO_PASSWORD, actor=anybody())
    accounts.correct(account, version=account.version, job_title="Cheffe", actor=by(agent))
    page = signed(account).open(HERE)
    for words in ("Connexion", "Compte activé", "Compte corrigé", "Agent", "vous"):
        assert page.says(words), words
    assert agent.name not in page.text, "by their office"


def test_it_is_read_a_page_at_a_time(signed: Signed, account: ProAccount, monkeypatch) -> None:
    from views.portal.my_account import history

    monkeypatch.setattr(history, "PER_PAGE", 2)
    for _ in range(3):
        accounts.sign_out_everywhere(account, actor=Actor.of_account(account))
    visitor = signed(account)
    page, seen = visitor.open(HERE), 0
    while True:
        seen += len(page.doc.xpath("//ol[@class='b-time']/li"))
        following = page.doc.xpath("//a[@rel='next']/@href")
        if not following:
            break
        page = visitor.open(following[0])
    assert seen == 5, "created, activated, three times out"
    assert visitor.open(f"{HERE}?avant=1").status == 404
    assert visitor.open(f"{HERE}?avant=x").status == 404


def test_nothing_of_another_account_stands_there(signed: Signed, account: ProAccount) -> None:
    other = people.active()
    accounts.sign_out_everywhere(other, actor=Actor.of_account(other))
    assert not signed(account).open(HERE).says("Déconnexion de partout")
