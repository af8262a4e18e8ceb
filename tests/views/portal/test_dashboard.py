"""The dashboard: three tabs, one list, searched and sorted."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from models import attachments
from models.accounts import ProAccount
from models.concessions import Concession
from models.kernel.actors import Actor
from tests.support import people
from tests.support.portal import claim
from tests.support.visitor import Signed, Visitor

Made = Callable[..., Concession]


@pytest.mark.parametrize("kind", ["voirie", "eau", "stationnement"])
def test_the_three_tabs_work_by_one_mechanism(
    signed: Signed, account: ProAccount, concession: Made, kind: str
) -> None:
    visitor, record = signed(account), concession(kind=kind)
    assert claim(visitor, record.title, kind=kind).status == 303
    for tab in ("voirie", "eau", "stationnement"):
        rows = visitor.open(f"/tableau-de-bord?onglet={tab}").rows
        assert len(rows) == (tab == kind)


@pytest.mark.parametrize(
    "address", ["?onglet=autre", "?page=0", "?page=2", "?page=-1", "?page=abc", "?page=" + "9" * 30]
)
def test_a_tab_or_a_page_that_is_none_does_not_exist(
    signed: Signed, account: ProAccount, address: str
) -> None:
    assert signed(account).open(f"/tableau-de-bord{address}").status == 404


def test_the_list_is_searched_without_accents_and_literally(
    signed: Signed, account: ProAccount, concession: Made
) -> None:
    visitor = signed(account)
    for title in ("Écluse du Rhin", "Quai Southampton"):
        claim(visitor, concession(title).title)
    assert len(visitor.open("/tableau-de-bord").rows) == 2
    [row] = visitor.open("/tableau-de-bord?q=ecluse").rows.values()
    assert "Écluse" in row
    page = visitor.open("/tableau-de-bord?q=introuvable%00<b>")
    assert not page.rows and page.says("Aucun intitulé ne correspond") and page.says("Aucune concession «")
    assert not visitor.open("/tableau-de-bord?q=%25").rows


def test_a_long_list_has_pages(signed: Signed, account: ProAccount, concession: Made) -> None:
    visitor = signed(account)
    for number in range(21):
        record = concession(f"Réseau {number:02d}")
        attachments.claim(
            account, kind="voirie", title=record.title, access_code="7351", actor=Actor.of_account(account)
        )
    page = visitor.open("/tableau-de-bord")
    assert len(page.rows) == 20 and page.says("Page 1 de 2")
    assert len(visitor.open("/tableau-de-bord?page=2").rows) == 1


def test_the_list_is_sorted_by_title_or_by_referent_both_ways(
    signed: Signed, account: ProAccount, concession: Made
) -> None:
    other = people.active(company=people.facts(siret=account.company.siret), last_name="Aaron")
    for title, who in (("Bassin", account), ("Ancre", account), ("Cale", other)):
        made = attachments.claim(
            who,
            kind="voirie",
            title=concession(title).title,
            access_code="7351",
            actor=Actor.of_account(who),
        )
        if who is other:
            attachments.add_referent(made, account, actor=Actor.of_account(other))
    visitor = signed(account)

    def titles(order: str) -> str:
        return "".join(row[0] for row in visitor.open(f"/tableau-de-bord{order}").rows.values())

    assert titles("") == titles("?tri=intitule") == "ABC" and titles("?tri=-intitule") == "CBA"
    assert titles("?tri=referent") == "CAB" and titles("?tri=-referent") == "BAC"
    assert visitor.open("/tableau-de-bord?tri=autre").status == 404
    [sorted_] = visitor.open("/tableau-de-bord?tri=-referent&q=a").doc.xpath("//th[@aria-sort]")
    assert sorted_.get("aria-sort") == "descending" and "Référent" in sorted_.text_content()
    assert "tri=referent" in sorted_.find("a").get("href") and "q=a" in sorted_.find("a").get("href")


def test_an_empty_tab_is_one_page_too(signed: Signed, account: ProAccount) -> None:
    page = signed(account).open("/tableau-de-bord?onglet=eau")
    assert page.says("Page 1 de 1") and page.says("Aucun contrat d'eau rattaché")


def test_a_search_looks_at_titles_alone(signed: Signed, account: ProAccount, concession: Made) -> None:
    visitor, record = signed(account), concession("Écluse du Rhin", email="old.holder@example.org")
    claim(visitor, record.title)
    assert not visitor.open("/tableau-de-bord?q=old.holder").rows
    assert not visitor.open("/tableau-de-bord?q=%25").rows and visitor.open("/tableau-de-bord?q=ecluse").rows


def test_procedures_stay_closed_until_a_concession_is_attached(signed: Signed, account: ProAccount) -> None:
    page = signed(account).open("/tableau-de-bord")
    assert not page.says("Demander une autorisation d'ouverture de voirie") and not page.says(
        "Nouvelle démarche"
    )


def test_visitors_are_sent_to_the_sign_in(visitor: Visitor) -> None:
    for address in ("/tableau-de-bord?onglet=eau", "/rattachements/voirie/nouveau", "/mon-compte"):
        page = visitor.open(address)
        assert (
            page.status == 303 and page.target == "/connexion" and "next=" in page.answer.headers["Location"]
        )
