"""The frame of every page: what waits beside the menu, the ways to skip, the end of the session."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import event

from models import attachments, cases, mails
from models.attachments import Evidence
from models.cases import CaseKind
from models.kernel.access import sessions
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.transactions import transaction
from models.mails import MailKind
from models.reports import pending_counts
from tests.support import people
from tests.support.records import by
from tests.views.backoffice.conftest import JUSTIFICATION, Page
from views import nav


def counts(page):
    links = page.doc.xpath("//nav[@id='menu']//a[span]")
    return {
        a.text_content().replace(" à traiter", "").rstrip("0123456789+"): a.xpath("span/text()")[0]
        for a in links
    }


@pytest.fixture
def busy(app, agent):
    for number in range(3):
        cases.open_(CaseKind.HELP, f"Question {number}", actor=by(agent))
    with transaction():
        mail = mails.notify(MailKind.RESET, "perdu@example.org")
        assert mail is not None
        mail.state = "refused"


def test_what_waits_is_counted_beside_the_menu_and_nothing_where_nothing_waits(desk, agent, supervisor, busy):
    assert counts(desk(agent).open("/console/")) == {"Dossiers": "3", "Courriels": "1"}
    assert "Contrôle" not in counts(desk(supervisor).open("/console/"))


def test_many_are_simply_many(desk, agent, busy, monkeypatch):
    monkeypatch.setattr(nav, "CAP", 2)
    assert counts(desk(agent).open("/console/concessions/"))["Dossiers"] == "2+"


@pytest.mark.both_engines("each engine has its own statements")
@pytest.mark.parametrize(
    "address", ["/console/concessions/", "/console/comptes/?search=abc", "/console/courriels/?etat=sent"]
)
def test_a_list_page_needs_few_statements_the_visitors_and_the_menus_among_them(
    app, desk, supervisor, busy, address
):
    """Visitor, menu, saved filters, whether finds are many, places, rows, count, and one for all choices."""
    console, executed = desk(supervisor), []
    console.open(address)

    def record(connection, cursor, statement, *rest):
        executed.append(statement)

    engine = db.engine
    event.listen(engine, "before_cursor_execute", record)
    try:
        console.open(address)
    finally:
        event.remove(engine, "before_cursor_execute", record)
    assert 4 <= len([s for s in executed if s.lstrip().upper().startswith(("SELECT", "WITH"))]) <= 7


def test_the_fragment_of_the_palette_counts_nothing(app, desk, agent, busy, monkeypatch):
    monkeypatch.setattr(pending_counts, "around", lambda *_, **__: pytest.fail("counted"))
    assert desk(agent).open("/console/aller/?q=abc&fragment=1").status == 200


def test_one_may_skip_to_the_content_the_menu_and_the_search(desk, agent):
    doc = desk(agent).open("/console/").doc
    skips = doc.xpath("//a[contains(@class, 'b-skip')]/@href")
    assert skips == ["#contenu", "#menu", "#omni"]
    assert all(doc.get_element_by_id(where[1:]).get("tabindex", "0") in ("-1", "0") for where in skips)
    assert doc.xpath("//main[@id='contenu'][@tabindex='-1']") and doc.xpath(
        "//nav[@id='menu'][@tabindex='-1']"
    )


# -- the end of the session


def test_a_page_tells_how_long_its_session_lives_on(desk, agent):
    region = desk(agent).open("/console/").doc.get_element_by_id("session")
    assert region.get("role") == "status" and not region.text_content().strip()
    idle = (sessions.IDLE - sessions.TOUCH_EVERY).total_seconds()
    assert int(region.get("data-idle")) == idle
    left = datetime.fromisoformat(region.get("data-latest")) - now()
    assert sessions.LONGEST - timedelta(seconds=5) <= left <= sessions.LONGEST
    assert region.get("data-address") == "/console/session"


def test_a_sign_of_life_puts_the_end_off_but_never_beyond_ten_hours(desk, agent, clock):
    client = desk(agent).client
    latest = set()
    for _ in range(13):
        clock.shift(50 * 60 - 10)
        answer = client.get("/console/session")
        if answer.status_code != 200:
            break
        latest.add(answer.get_json()["latest"])
    assert answer.status_code == 303 and answer.location.startswith("/console/connexion")
    assert len(latest) == 1 and datetime.fromisoformat(latest.pop()) <= now()


def test_whoever_is_not_signed_in_is_told_so(desk):
    answer = desk().client.get("/console/session")
    assert answer.status_code == 303


def test_the_sign_in_leads_back_to_the_page(desk, agent):
    page = Page(desk().client, desk().client.get("/console/comptes/new/?siret=20008495200015"))
    assert "next=%2Fconsole%2Fcomptes%2Fnew%2F%3Fsiret%3D20008495200015" in page.location


def test_codes_are_marked_so_that_no_browser_holds_them(desk, agent, record):
    page = desk(agent).open(f"/console/concessions/{record().id}/rattacher")
    assert page.doc.xpath("//input[@name='access_code'][@data-unsaid]")
    assert not page.doc.xpath("//*[@name='justification'][@data-unsaid]")


def test_no_page_bears_a_letter_twice_and_each_is_shown(desk, supervisor, agent, record, account):
    attachment = attachments.attach(
        record("Quai"), account, evidence=Evidence.OTHER, justification=JUSTIFICATION, actor=by(agent)
    )
    pending_counts = people.pending()
    with transaction():
        mail = mails.notify(MailKind.RESET, "perdu@example.org")
        assert mail is not None
        mail.state = "sent"
    case = cases.open_(CaseKind.ATTACH, "Quai", account=account, tried={"title": "Quai"}, actor=by(agent))
    db.session.commit()
    console, borne = desk(supervisor), set()
    for address in (
        f"structures/details/?id={account.company_id}",
        f"comptes/details/?id={account.id}",
        f"comptes/details/?id={pending_counts.id}",
        f"concessions/details/?id={record('Port').id}",
        f"rattachements/details/?id={attachment.id}",
        f"courriels/details/?id={mail.id}",
        f"dossiers/details/?id={case.id}",
        "comptes/",
        "",
    ):
        doc = console.open(f"/console/{address}").doc
        letters = doc.xpath("//main//@data-key")
        assert sorted(set(letters)) == sorted(letters) and letters, address
        assert set(letters) <= {text.lower() for text in doc.xpath("//main//kbd/text()")}, address
        borne.update(letters)
    assert {"c", "d", "e", "l", "n", "r", "s", "v"} <= borne
