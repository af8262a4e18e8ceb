"""The dashboard and what is attached: claimed, shared, contested, removed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from models import attachments
from models.accounts import ProAccount
from models.attachments import Evidence
from models.cases import Case
from models.concessions import Concession
from models.kernel.actors import Actor
from models.kernel.base import db
from models.staff import Agent
from tests import people
from tests.support.visitor import Page, Visitor
from views.portal.attachments.removals import AT_THE_REFERENTS_REQUEST

Signed = Callable[[ProAccount], Visitor]
Made = Callable[..., Concession]
WRONG = "Intitulé ou code incorrect, ou trop d'essais"


def claim(visitor: Visitor, title: str, code: str = "7351", kind: str = "voirie") -> Page:
    return visitor.open(f"/rattachements/{kind}/nouveau").send(title=title, access_code=code)


def by_staff(agent: Agent, concession: Concession, account: ProAccount) -> None:
    attachments.attach(
        concession,
        account,
        evidence=Evidence.CODE,
        access_code="7351",
        actor=Actor.of_agent(agent),
    )


def test_title_and_code_attach_and_the_dashboard_shows_it(
    signed: Signed, account: ProAccount, concession: Made
) -> None:
    visitor, record = signed(account), concession("Port Autonome – réseau Nord")
    page = claim(visitor, "port autonome réseau nord").follow()
    assert page.says("Le compte a bien été ajouté.")
    for words in (
        "Contrats et abonnements rattachés",
        "Contrats d'eau",
        "Comptes de stationnement pro",
        "Comptes concessionnaires VOIRIE",
        "Rattacher un compte de concession voirie",
        "Intitulé",
        "Référent",
        "Action",
        "Page 1 de 1",
    ):
        assert page.says(words), words
    [row] = page.rows.values()
    assert record.title in row and account.full_name in row


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


def test_whatever_is_wrong_gets_one_answer_and_an_agent_to_ask(
    signed: Signed, account: ProAccount, concession: Made
) -> None:
    visitor, record = signed(account), concession()
    texts = set()
    for title, code in (
        (record.title, "4826"),
        ("Aucune concession", "4826"),
        (concession(code="1111").title, "1111"),
    ):
        page = claim(visitor, title, code)
        assert page.status == 422 and page.says(WRONG) and page.value("title") == title
        assert page.value("access_code") in (None, "") and code not in page.text
        texts.add(page.text)
    assert len(texts) == 1
    page = page.send(page.form(action="/demander"))
    assert page.follow().says("Votre demande est transmise à un agent.")
    [case] = db.session.query(Case).all()
    assert case.account_id == account.id and "1111" not in str(case.tried)


@pytest.mark.parametrize("code", ["", "42", "12345", "abcd", "٠٠٤٢", "00 42"])
def test_what_is_no_code_is_said_so_and_not_counted(
    signed: Signed, account: ProAccount, concession: Made, code: str
) -> None:
    visitor, record = signed(account), concession()
    for _ in range(6):
        page = claim(visitor, record.title, code)
        assert page.status == 422 and page.errors("access_code") and not page.says(WRONG)
    assert claim(visitor, record.title).status == 303


def test_a_held_concession_is_said_without_a_name_and_opens_a_case(
    signed: Signed, account: ProAccount, concession: Made
) -> None:
    record, other = concession(), people.active(last_name="Holder")
    claim(signed(other), record.title)
    page = claim(signed(account), record.title)
    assert page.status == 422 and page.says("déjà rattaché")
    assert "Holder" not in page.html and other.company.name not in page.html
    assert page.says("un agent vous répondra") and page.says("co-référent")
    assert db.session.query(Case).count() == 1
    page = claim(signed(other), record.title)
    assert page.status == 422 and "déjà dans votre tableau de bord" in page.errors("title")
    assert db.session.query(Case).count() == 1


@pytest.mark.parametrize("address", ["/rattachements/autre/nouveau", "/rattachements/1/nouveau"])
def test_an_unknown_kind_does_not_exist(signed: Signed, account: ProAccount, address: str) -> None:
    assert signed(account).open(address).status == 404


def test_removing_asks_first_and_frees_the_concession(
    signed: Signed, account: ProAccount, concession: Made
) -> None:
    visitor, record = signed(account), concession()
    page = claim(visitor, record.title).follow()
    [number] = page.rows
    question = visitor.open(f"/rattachements/{number}/retirer")
    assert question.status == 200 and question.says(f"Retirer {record.title} ?")
    page = page.send(page.form(action=f"/rattachements/{number}/retirer"))
    assert page.follow().says("Le compte a été retiré.")
    assert not visitor.open("/tableau-de-bord").rows
    assert visitor.open(f"/rattachements/{number}/retirer").status == 404
    assert claim(visitor, record.title).status == 303, "it can be attached again"


def test_what_was_removed_can_be_put_back_for_thirty_days(
    signed: Signed, account: ProAccount, concession: Made, clock: Any
) -> None:
    visitor, record = signed(account), concession()
    [number] = claim(visitor, record.title).follow().rows
    page = visitor.post(f"/rattachements/{number}/retirer").follow()
    address = f"/rattachements/{number}/remettre"
    assert page.says("Retirés depuis moins de 30 jours") and address in page.doc.xpath("//a/@href")
    question = visitor.open(address)
    assert question.says(f"Remettre {record.title} ?") and not visitor.open("/tableau-de-bord").rows
    page = visitor.post(address).follow()
    assert page.says("Le compte est de nouveau rattaché.") and list(page.rows) == [number]
    assert visitor.open(address).status == 404, "there is nothing to put back any more"
    visitor.post(f"/rattachements/{number}/retirer")
    clock.shift(31 * 24 * 3600)
    visitor = signed(account)
    assert visitor.open(address).status == 404
    assert not visitor.open("/tableau-de-bord").says("Retirés depuis")


def test_what_staff_detached_or_somebody_attached_since_is_not_put_back(
    signed: Signed, account: ProAccount, supervisor: Agent, concession: Made
) -> None:
    visitor, mine, taken = signed(account), concession(), concession()
    [number] = claim(visitor, mine.title).follow().rows
    bound = attachments.current(mine)
    assert bound is not None
    attachments.detach(bound, reason=AT_THE_REFERENTS_REQUEST, actor=Actor.of_agent(supervisor))
    assert visitor.open(f"/rattachements/{number}/remettre").status == 404
    [number] = claim(visitor, taken.title).follow().rows
    visitor.post(f"/rattachements/{number}/retirer")
    colleague = people.active(company=people.facts(siret=account.company.siret))
    assert claim(signed(colleague), taken.title).status == 303
    assert visitor.open(f"/rattachements/{number}/remettre").status == 404
    assert signed(colleague).open(f"/rattachements/{number}/remettre").status == 404


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


def test_another_companys_attachment_does_not_exist(
    signed: Signed, account: ProAccount, concession: Made
) -> None:
    visitor = signed(account)
    page = claim(visitor, concession().title).follow()
    [number] = page.rows
    colleague = people.active(company=people.facts(siret=account.company.siret))
    for stranger in (signed(people.active()), signed(colleague)):
        for what in ("retirer", "referents", "contester", "remettre"):
            assert stranger.open(f"/rattachements/{number}/{what}").status == 404
            assert stranger.post(f"/rattachements/{number}/{what}", account="x", message="y").status == 404
        assert stranger.post(f"/rattachements/{number}/referents/retirer", account="x").status == 404
        assert not stranger.open("/tableau-de-bord").rows
    assert visitor.open("/tableau-de-bord").rows


@pytest.mark.parametrize("number", ["0", "abc", "9" * 30, "1,2", "-1"])
def test_a_malformed_number_does_not_exist(signed: Signed, account: ProAccount, number: str) -> None:
    for what in ("retirer", "referents", "contester", "remettre"):
        assert signed(account).open(f"/rattachements/{number}/{what}").status == 404


def test_a_co_referent_sees_and_does_not_decide(
    signed: Signed, account: ProAccount, concession: Made
) -> None:
    visitor, record = signed(account), concession()
    page = claim(visitor, record.title).follow()
    [number] = page.rows
    other = people.active(company=people.facts(siret=account.company.siret), last_name="Second")
    address = f"/rattachements/{number}/referents"
    assert visitor.open(address).send(account=other.identifier).follow().says("Camille Second")
    colleague = signed(other)
    [row] = colleague.open("/tableau-de-bord").rows.values()
    assert account.full_name in row and "Retirer" not in row
    assert colleague.open(address).status == 200
    assert colleague.post(f"/rattachements/{number}/retirer").status == 403
    assert colleague.post(address, account=account.identifier).status == 403
    page = visitor.open(address)
    assert page.send(page.form(action="/referents/retirer")).status == 303
    assert not colleague.open("/tableau-de-bord").rows


def test_only_active_people_of_the_company_become_co_referents(
    signed: Signed, account: ProAccount, concession: Made
) -> None:
    visitor = signed(account)
    [number] = claim(visitor, concession().title).follow().rows
    waiting = people.pending(company=people.facts(siret=account.company.siret))
    texts = set()
    for stranger in (people.active().identifier, "pro.no.body", waiting.identifier):
        page = visitor.open(f"/rattachements/{number}/referents").send(account=stranger)
        assert page.status == 422 and page.errors("account") and page.value("account") == stranger
        texts.add(page.errors("account"))
    assert len(texts) == 1


def test_this_was_not_us_freezes_what_staff_attached(
    signed: Signed, account: ProAccount, agent: Agent, concession: Made
) -> None:
    record = concession()
    by_staff(agent, record, account)
    visitor = signed(account)
    page = visitor.open("/tableau-de-bord")
    [number] = page.rows
    assert page.says("Ce n'était pas nous")
    address = f"/rattachements/{number}/contester"
    page = visitor.open(address).send(message="")
    assert page.status == 422 and page.errors("message")
    assert page.send(message="Personne n'a appelé.").follow().says("mis en vérification")
    page = visitor.open("/tableau-de-bord")
    assert page.says("En vérification")
    assert visitor.open(address).send(message="Encore").status == 303, "twice is once"
    assert db.session.query(Case).filter_by(kind="contested").count() == 1


def test_what_the_company_attached_itself_is_not_contested(
    signed: Signed, account: ProAccount, concession: Made
) -> None:
    visitor = signed(account)
    page = claim(visitor, concession().title).follow()
    [number] = page.rows
    assert not page.says("Ce n'était pas nous")
    assert visitor.open(f"/rattachements/{number}/contester").status == 404


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
