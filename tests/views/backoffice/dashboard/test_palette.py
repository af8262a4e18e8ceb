"""The palette: any record by what is said, pages and actions by their words, each only to who may."""

from __future__ import annotations

import re

import lxml.html
import pytest
from sqlalchemy import event

from models import accounts, mails
from models.cases import CaseKind, open_
from models.kernel.base import db
from models.mails import MailKind
from tests.support import people, road_works
from tests.support.records import actions, by
from tests.views.backoffice.conftest import CODE, LHSM, Page

pytestmark = pytest.mark.both_engines("each engine has its own search")

ADDRESS = "/console/aller/"
SPACES = str.maketrans("\u00a0", " ")


class Lines:
    """What the palette answered, as its lines."""

    def __init__(self, page):
        self.page = page
        self.root = page.doc if page.doc is not None else lxml.html.fragment_fromstring(page.html)
        scope = "//main" if page.doc is not None else "."
        self.groups = [h.text_content() for h in self.root.xpath(f"{scope}//h2")]
        self.lines = self.root.xpath(f"{scope}//ul[@class='b-hits']/li")
        self.hrefs = self.root.xpath(f"{scope}//ul[@class='b-hits']/li/a/@href")
        self.drawn = [re.sub("csrf_token[^>]*", "", lxml.html.tostring(li).decode()) for li in self.lines]
        self.text = " ".join(self.root.text_content().split()).translate(SPACES)

    @property
    def first(self):
        return self.hrefs[0]


def ask(desk, typed="", **more):
    answer = desk.client.get(ADDRESS, query_string={"q": typed, **more})
    return Lines(Page(desk.client, answer))


@pytest.fixture
def console(desk, agent):
    return desk(agent)


def test_nothing_said_offers_pages_and_actions_with_their_keys(console):
    found = ask(console)
    assert found.groups == ["Actions", "Pages"]
    assert {"/console/migration/", "/console/comptes/new/", "/console/concessions/"} <= set(found.hrefs)
    assert not {"/console/agents/", "/console/journal/"} & set(found.hrefs)


@pytest.mark.parametrize("what", ["identifier", "email", "name", "siret"])
def test_an_account_is_found_by_whatever_is_said(console, account, what):
    typed = {
        "identifier": f" {account.identifier.upper()} ",
        "email": account.email,
        "name": account.last_name.lower(),
        "siret": account.company.siret,
    }[what]
    assert f"/console/comptes/details/?id={account.id}" in ask(console, typed).hrefs


@pytest.mark.parametrize(
    "typed", ["reseaux d ete", "RÉSEAUX ÉTÉ", "02 35 22 33 44", "02 35 22", "+33 2 35 22 33 44"]
)
def test_a_concession_is_found_without_accents_and_by_a_number_even_begun(console, record, typed):
    made = record("Réseaux d’Été")
    found = ask(console, typed)
    assert f"/console/concessions/details/?id={made.id}" in found.hrefs
    assert "À rattacher" in found.text and made.reference in found.text


def test_the_exact_thing_comes_first_before_all_that_merely_holds_it(console, record, account):
    exact = record("Port")
    for number in range(6):
        record(f"Port de plaisance {number}", holder=account.company.name)
    assert ask(console, "port").first == f"/console/concessions/details/?id={exact.id}"
    assert ask(console, exact.reference.lower()).first == f"/console/concessions/details/?id={exact.id}"
    siret = account.company.siret
    record("Une concession", siret=siret)
    spaced = f"{siret[:3]} {siret[3:6]} {siret[6:9]} {siret[9:]}"
    assert ask(console, spaced).first == f"/console/structures/details/?id={account.company_id}"
    assert ask(console, account.identifier).first == f"/console/comptes/details/?id={account.id}"


def test_a_few_of_each_kind_are_shown_and_the_list_has_the_rest(console, record):
    for number in range(6):
        record(f"Digue {number}")
    found = ask(console, "digue")
    details = [href for href in found.hrefs if "/concessions/details/" in href]
    assert len(details) == 4 and "/console/concessions/?search=digue" in found.hrefs


def test_requests_cases_and_mails_are_found_but_no_draft(app, console, agent):
    account = people.active()
    attachment = road_works.held(account)
    draft, filed = road_works.drafted(account, attachment), road_works.filed(account, attachment)
    case = open_(CaseKind.HELP, "Phare de la Hève", account=account, actor=by(agent))
    mails.notify(MailKind.CASE_RECEIVED, "phare@example.org", account=account)
    assert ask(console, filed.reference).first == f"/console/demandes/details/?id={filed.id}"
    assert f"/console/dossiers/details/?id={case.id}" in ask(console, "phare heve").hrefs
    assert any("/courriels/details/" in href for href in ask(console, "phare@example.org").hrefs)
    assert f"/console/demandes/details/?id={draft.id}" not in ask(console, draft.reference).hrefs


def test_what_may_be_done_at_once_is_offered(console, record, account):
    made = record("Port de l’Estuaire")
    assert f"/console/concessions/{made.id}/rattacher" in ask(console, "port estuaire").hrefs
    assert f"/console/comptes/new/?siret={account.company.siret}" in ask(console, account.company.siret).hrefs
    waiting = people.pending()
    assert f"/console/comptes/{waiting.id}/renvoyer" in ask(console, waiting.identifier).hrefs
    found = ask(console, f"{LHSM[:9]} {LHSM[9:]}")
    assert found.first == f"/console/comptes/new/?siret={LHSM}" and "200 084 952 00015" in found.text
    assert ask(console, "bonjour").hrefs == ["/console/migration/?q=bonjour"]


def test_administrators_are_offered_nothing_that_they_may_not_do(desk, admin, record, account):
    record("Port de l’Estuaire")
    for typed in ("port estuaire", account.company.siret, people.pending().identifier, "compte", LHSM):
        found = ask(desk(admin), typed)
        assert not [h for h in found.hrefs if "/new/" in h or "/rattacher" in h or "/renvoyer" in h], typed
    assert "/console/agents/new/" in ask(desk(admin), "inviter").hrefs


def test_staff_are_found_by_who_manages_them_alone(desk, admin, supervisor, agent):
    href = f"/console/agents/details/?id={agent.id}"
    assert href in ask(desk(admin), agent.email).hrefs
    assert href not in ask(desk(supervisor), agent.email).hrefs


@pytest.mark.parametrize(
    ("role", "typed", "href", "there"),
    [
        ("agent", "journal", "/console/journal/", False),
        ("supervisor", "journal", "/console/journal/", True),
        ("supervisor", "AUDIT", "/console/journal/", True),
        ("agent", "prendre appel", "/console/migration/", True),
        ("agent", "nouveau compte", "/console/comptes/new/", True),
    ],
)
def test_a_page_is_found_by_its_words_by_who_may_open_it(desk, role, typed, href, there):
    assert (href in ask(desk(people.staff(role)), typed).hrefs) is there


def test_a_page_called_by_its_name_comes_before_records_that_hold_the_word(desk, supervisor, record):
    record("Journal de bord")
    assert ask(desk(supervisor), "journal").first == "/console/journal/"


def test_light_and_signing_out_are_buttons_that_work_without_a_script(desk, agent):
    console = desk(agent)
    console.client.set_cookie("affichage", "light.0")
    form = ask(console, "sombre").root.xpath("//main//form[@method='post']")[0]
    values = dict(form.form_values())
    answer = console.client.post(
        form.get("action"), data=values, headers={"Referer": "http://localhost/console/dossiers/?q=1"}
    )
    assert (answer.status_code, answer.location) == (303, "/console/dossiers/?q=1")
    cookie = console.client.get_cookie("affichage")
    assert cookie is not None and cookie.value.startswith("dark.0"), "the rest of the choice is kept"
    form = ask(console, "déconnecter").root.xpath("//main//form[@method='post']")[0]
    assert console.client.post(form.get("action"), data=dict(form.form_values())).status_code == 303
    assert console.client.get("/console/").status_code == 303


@pytest.mark.parametrize(
    "typed", ["", "p", "%", "port", "' OR 1=1 --", "<b>port</b>", "\x00", "é" * 300, "a b c"]
)
def test_anything_may_be_said_and_the_fragment_has_the_lines_of_the_page(console, record, typed):
    record("Port <script>alert(1)</script>")
    whole, part = ask(console, typed), ask(console, typed, fragment="1")
    assert whole.page.status == part.page.status == 200
    assert whole.drawn == part.drawn
    assert "<script>alert" not in whole.page.html + part.page.html
    assert "<main" not in part.page.html and "<b>port</b>" not in part.page.html


def test_one_letter_seeks_nothing_yet(console, record):
    record("Phare")
    assert not [href for href in ask(console, "p").hrefs if "/details/" in href]


def test_the_number_of_results_and_what_enter_opens_are_told(console, record):
    record("Phare")
    words = ask(console, "phare", fragment="1").root.get("data-words")
    assert words == "2\u00a0résultats, Entrée ouvre Phare"
    assert ask(console, "zzzz", fragment="1").root.get("data-words").startswith("Aucun résultat")
    assert "Aucun résultat pour « zzzz »" in ask(console, "zzzz").text


def test_no_code_finds_anything_and_nothing_sought_is_kept(console, record, caplog):
    record("Phare")
    before = actions()
    with caplog.at_level("DEBUG"):
        found = ask(console, CODE)
    assert [h for h in found.hrefs if "/details/" in h] == []
    assert CODE not in caplog.text and actions() == before


def test_a_session_that_ended_leads_to_the_sign_in(desk):
    answer = desk().client.get(ADDRESS, query_string={"q": "phare", "fragment": "1"})
    assert answer.status_code == 303 and answer.location.startswith("/console/connexion?next=")


def test_what_is_found_costs_few_statements_however_much_there_is(app, console, record):
    def count(typed):
        statements = []
        engine = db.engine

        def note(connection, cursor, statement, *rest):
            statements.append(statement)

        event.listen(engine, "before_cursor_execute", note)
        try:
            ask(console, typed, fragment="1")
        finally:
            event.remove(engine, "before_cursor_execute", note)
        return len([s for s in statements if s.lstrip().upper().startswith(("SELECT", "WITH"))])

    record("Digue")
    people.active(company=people.facts(name="DIGUE NORD"))
    few = count("digue")
    for number in range(4):
        record(f"Digue {number}")
        people.active(company=people.facts(name=f"DIGUE {number}"))
    assert count("digue") == few <= 12


def test_the_top_search_leads_here(console):
    form = console.open("/console/").doc.xpath("//header//form[@role='search']")[0]
    assert form.get("action") == ADDRESS and form.xpath(".//input/@name") == ["q"]


def test_identifiers_of_erased_people_are_nobodys(console, agent):
    account = people.active()
    identifier = account.identifier
    accounts.erase(account, reason="idle", actor=people.SYSTEM)
    assert not [h for h in ask(console, identifier).hrefs if "/new/" in h or "/renvoyer" in h]
