"""The assistance: whatever the caller says, who it is, the one next action, and back again after it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from models import accounts, attachments, cases
from models.attachments import Evidence
from models.attachments.visibility import is_referent
from models.audit import AuditEvent
from models.cases import CaseKind
from models.companies.directory import State
from models.kernel.actors import Actor
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.transactions import transaction
from tests.support import people
from tests.support.calls import ADDRESS, ask, heading, links, shown, step, target
from tests.views.backoffice.conftest import CODE, JUSTIFICATION, LHSM

# -- what was said


def test_nothing_said_asks(app, desk, agent):
    page = desk(agent).open(ADDRESS)
    assert "Que dit la personne" in page.text and step(page) == "ask-more"
    assert page.doc.xpath("//input[@name='q'][@autofocus]")


@pytest.mark.parametrize("what", ["identifier", "name", "email"])
def test_a_person_is_found_and_stands_in_the_middle(app, desk, agent, account, what):
    text = {"identifier": account.identifier, "name": account.last_name, "email": account.email}[what]
    page = ask(desk(agent), text)
    assert f"/console/comptes/details/?id={account.id}" in links(page)
    assert "au téléphone" in page.text and account.company.name in page.text


def test_a_siret_in_any_spelling_finds_the_company_and_offers_an_account(app, desk, agent, account):
    siret = account.company.siret
    page = ask(desk(agent), f"{siret[:3]} {siret[3:6]}.{siret[6:9]}-{siret[9:]}")
    assert "SIRET juste. Une structure, un compte, aucune concession." in page.text
    assert f"/console/structures/details/?id={account.company_id}" in links(page)
    assert target(page, "c").startswith(f"/console/migration/{siret}/creer?appel=")


def test_thirteen_digits_are_told_in_words(app, desk, agent):
    page = ask(desk(agent), "200 084 952 0001")
    assert "Le SIRET compte 13 chiffres : il en faut 14." in page.text and step(page) == "ask-more"


def test_a_siret_that_we_do_not_hold_is_asked_of_the_directory(app, desk, agent, directory, record):
    page = ask(desk(agent), LHSM)
    assert step(page) == "type-company" and "ne connaît pas ce SIRET" in page.text
    directory.add(LHSM)
    old = record(siret=str(LHSM))
    page = ask(desk(agent), LHSM)
    assert step(page) == "create-account" and "LE HAVRE SEINE METROPOLE" in page.text
    assert target(page, "c").startswith(f"/console/migration/{LHSM}/creer")
    assert shown(page) == [str(old.id)]


def test_what_the_directory_said_earlier_is_shown_with_its_age(app, noon, desk, agent, directory):
    directory.add(LHSM)
    directory.seen_at = now() - timedelta(hours=3, minutes=5)
    assert "(répertoire, vu il y a 3 heures)" in ask(desk(agent), LHSM).text.replace("\u00a0", " ")


def test_a_directory_that_is_down_is_told_and_stops_nobody(app, desk, agent, directory):
    directory.default = State.UNAVAILABLE
    page = ask(desk(agent), LHSM)
    assert step(page) == "create-account" and "ne répond pas" in page.text


def test_a_title_or_a_number_finds_the_concession_and_asks_whose_it_is(app, desk, agent, record):
    concession = record("Port de l’Estuaire")
    for text in ("port estuaire", "02 35 22 33 44", concession.reference):
        page = ask(desk(agent), text)
        assert step(page) == "ask-more" and "Port de l’Estuaire" in page.text, text
        assert page.doc.xpath("//form//input[@name='concession']/@value")[0] == str(concession.id)
        assert page.doc.xpath("//*[@id='siret']/@value") == [concession.siret]
        assert any(href.startswith(f"/console/concessions/{concession.id}/rattacher") for href in links(page))


def test_a_record_whose_company_is_sure_leads_to_it(app, desk, agent, account, record):
    record("Port de l’Estuaire", siret=account.company.siret, holder=account.company.name)
    page = ask(desk(agent), "Port de l’Estuaire")
    assert step(page) == "attach" and account.company.name in page.text
    assert heading(page) == f"Rattacher Port de l’Estuaire à {account.full_name}"


def test_several_answers_are_offered_each_with_its_own_link(app, desk, agent, record):
    first, second = people.active(), people.active(last_name="Autre")
    page = ask(desk(agent), "reseaux du littoral")
    assert step(page) == "choose"
    for person in (first, second):
        assert any(href.endswith(f"structure={person.company_id}") for href in links(page))
    page = ask(desk(agent), "reseaux du littoral", structure=second.company_id)
    assert second.company.name in page.text and step(page) == "find-record"


@pytest.mark.both_engines("one engine keeps a zero byte, the other refuses it")
@pytest.mark.parametrize(
    "text", ["%", "' OR 1=1 --", "<script>alert(1)</script>", "\x00", "é" * 300, "a", "12"]
)
def test_anything_may_be_said(app, desk, agent, record, text):
    record()
    page = ask(desk(agent), text)
    assert page.status == 200 and "<script>alert" not in page.html


@pytest.mark.both_engines("each engine has its own largest number")
@pytest.mark.parametrize("name", ["structure", "compte", "concession"])
@pytest.mark.parametrize("value", ["abc", "-1", "0", "99999999999999999999", "12345"])
def test_an_unknown_focus_is_a_page_that_does_not_exist(app, desk, agent, name, value):
    assert ask(desk(agent), "", **{name: value}).status == 404


def test_nothing_found_reads_as_no_outage_and_says_what_to_try(app, desk, agent):
    page = ask(desk(agent), "zzyzx")
    assert "Aucun résultat." in page.text and "ne répond" not in page.text and "Essayez" in page.text


# -- what is next


def test_an_expired_link_is_sent_again_and_the_call_goes_on(app, desk, agent, clock):
    account = people.pending()
    clock.shift(4 * 24 * 3600)
    console = desk(agent)
    page = ask(console, account.identifier)
    assert step(page) == "resend-activation"
    answer = console.post(target(page, "l"), {"csrf_token": page.token})
    assert answer.status == 303 and answer.location.startswith(ADDRESS)
    page = answer.follow()
    assert "Un nouveau lien part" in page.text and "À activer, 7" in page.text and step(page) == "find-record"


def test_a_code_attaches_from_the_assistance_and_comes_back(app, desk, agent, account, record):
    concession = record(siret=account.company.siret)
    console = desk(agent)
    page = ask(console, account.identifier)
    assert step(page) == "attach" and page.form("access_code")["evidence"] == "code"
    answer = console.post(target(page), {**page.form("access_code"), "access_code": CODE})
    assert answer.status == 303 and answer.location.startswith(ADDRESS)
    page = answer.follow()
    assert "La concession est rattachée" in page.text and step(page) == "accompany"
    assert attachments.current(concession).referent_id == account.id


def test_the_siren_and_the_mail_are_proposed_with_words_to_confirm(app, desk, agent, account, record):
    concession = record("Port de l’Estuaire", siret=account.company.siret, email=account.email)
    console = desk(agent)
    page = ask(console, account.identifier)
    typed = page.form("justification")
    assert typed["evidence"] == "siren" and typed["justification"].startswith("Même SIREN")
    answer = console.post(target(page), typed)
    assert answer.status == 303
    made = attachments.current(concession)
    assert made.evidence == "siren" and made.is_in_effect and made.justification == typed["justification"]


def test_what_waits_for_a_supervisor_is_told_and_shown_and_leads_them_to_their_queue(
    app, desk, agent, supervisor, account, record
):
    concession = record(siret=account.company.siret)
    made = attachments.attach(
        concession, account, evidence=Evidence.OTHER, justification=JUSTIFICATION, actor=Actor.of_agent(agent)
    )
    page = ask(desk(agent), account.identifier)
    assert step(page) == "await-supervisor" and not page.doc.xpath("//*[@data-key='r']")
    assert JUSTIFICATION in page.text and agent.name in page.text
    queue = f"/console/rattachements/controle/?rattachement={made.id}"
    assert target(ask(desk(supervisor), account.identifier)) == queue


def test_another_person_of_the_company_is_added_to_the_referents(app, desk, agent, account, record):
    concession = record(siret=account.company.siret)
    made = attachments.attach(
        concession, account, evidence=Evidence.CODE, access_code=CODE, actor=Actor.of_agent(agent)
    )
    other = people.active(company=people.facts(siret=account.company.siret), last_name="Autre")
    console = desk(agent)
    page = ask(console, other.identifier)
    assert step(page) == "add-referent" and account.full_name in page.text
    page = console.open(target(page, "u"))
    answer = console.post(target(page), page.form("account"))
    assert answer.status == 303 and answer.location.startswith(ADDRESS)
    assert is_referent(made, other) and step(answer.follow()) == "accompany"


def test_a_record_of_another_company_names_nobody_in_the_panel(app, desk, agent, account, record):
    concession = record(siret=account.company.siret)
    attachments.attach(
        concession, account, evidence=Evidence.CODE, access_code=CODE, actor=Actor.of_agent(agent)
    )
    other = people.active()
    console = desk(agent)
    page = ask(console, other.identifier, concession=concession.id)
    assert step(page) == "held-elsewhere"
    assert account.company.name not in page.doc.xpath("//*[@data-step]")[0].text_content()
    facts = page.doc.xpath("//div[header/h3='Le rattachement en question']")
    assert account.company.name in facts[0].text_content() and account.full_name in facts[0].text_content()


def test_another_title_is_asked_for_where_the_one_that_was_said_is_held(app, desk, agent, account, record):
    held = record("Quai Tenu", siret=account.company.siret)
    attachments.attach(held, account, evidence=Evidence.CODE, access_code=CODE, actor=Actor.of_agent(agent))
    other, free = people.active(), record("Quai Libre")
    console = desk(agent)
    page = ask(console, other.identifier, concession=held.id)
    kept = page.doc.xpath("//form[.//*[@name='intitule']]//input[@type='hidden']")
    typed = {hidden.get("name"): hidden.get("value") for hidden in kept}
    assert "concession" not in typed
    page = ask(console, typed.pop("q"), **typed, intitule=free.title)
    assert heading(page) == f"Rattacher {free.title} à {other.full_name}"


def test_a_first_request_ends_the_way(app, desk, agent, account, record):
    from tests.support.road_works import filed

    concession = record(siret=account.company.siret)
    made = attachments.attach(
        concession, account, evidence=Evidence.CODE, access_code=CODE, actor=Actor.of_agent(agent)
    )
    filed(account, made)
    page = ask(desk(agent), account.identifier)
    assert step(page) == "migrated" and "Première demande déposée" in page.text


def test_a_request_is_found_by_its_number_and_opened(app, desk, agent, account, record):
    from tests.support.road_works import filed

    made = filed(
        account,
        attachments.attach(
            record(siret=account.company.siret),
            account,
            evidence=Evidence.CODE,
            access_code=CODE,
            actor=Actor.of_agent(agent),
        ),
    )
    page = ask(desk(agent), made.reference)
    assert f"Demande {made.reference}." in page.text and account.company.name in page.text
    assert target(page, "o") == f"/console/demandes/details/?id={made.id}"


def test_a_question_is_found_by_its_subject_and_names_its_company_or_its_visitor(app, desk, agent, account):
    for asker, subject in ((account, "Rue Casimir fermée"), (None, "Impasse Casimir")):
        cases.open_(CaseKind.HELP, subject, account=asker, actor=people.SYSTEM)
    page = ask(desk(agent), "casimir")
    assert "Aucune structure, aucun compte, aucune concession, deux dossiers." in page.text
    assert account.company.name in page.text and "visiteur du portail" in page.text
    assert any(href.startswith("/console/dossiers/details/") for href in links(page))


def test_a_title_that_the_caller_says_later_is_looked_up_beside_the_company(
    app, desk, agent, account, record
):
    concession = record("Canal de Tancarville", siret="", phone="", email="")
    page = ask(desk(agent), account.identifier)
    assert step(page) == "find-record" and shown(page) == []
    page = ask(desk(agent), account.identifier, intitule="tancarville")
    assert shown(page) == [str(concession.id)] and step(page) == "attach"
    other = record("Pont de Tancarville", siret="", phone="", email="")
    page = ask(desk(agent), account.identifier, intitule="tancarville")
    assert set(shown(page)) == {str(concession.id), str(other.id)} and step(page) == "find-record"
    chosen = next(href for href in links(page) if f"concession={other.id}" in href)
    page = desk(agent).open(chosen)
    assert step(page) == "attach" and "Pont de Tancarville" in heading(page)


# -- who sees what


def test_administrators_look_and_are_offered_nothing(app, desk, admin, account, record):
    record(siret=account.company.siret)
    page = ask(desk(admin), account.company.siret)
    assert page.status == 200 and step(page) == "attach"
    assert not [href for href in links(page) if "/new/" in href or "/rattacher" in href]
    assert not page.doc.xpath("//main//form[@method='post']")


def test_a_look_at_the_assistance_tells_no_contact_of_a_record_and_leaves_no_trace(
    app, desk, agent, account, record
):
    concession = record(siret=account.company.siret, phone="+33239999999", email="secret@example.org")
    page = ask(desk(agent), account.identifier)
    assert shown(page) == [str(concession.id)] and concession.reference in page.text
    assert "39 99 99 99" not in page.text and "secret@" not in page.html
    assert db.session.query(AuditEvent).filter_by(action="concession-consulted").count() == 0


def test_the_page_that_attaches_shows_the_record_and_leaves_a_trace(app, desk, agent, account, record):
    concession = record()
    desk(agent).open(f"/console/concessions/{concession.id}/rattacher")
    seen = db.session.query(AuditEvent).filter_by(action="concession-consulted", subject_id=concession.id)
    assert seen.count() == 1


def test_the_number_of_the_call_is_recognised(app, desk, agent, account, record):
    record(siret=account.company.siret, phone="+33239999999", holder=account.company.name)
    page = ask(desk(agent), "02 39 99 99 99", structure=account.company_id)
    assert "numéro connu de l’ancien dossier" in page.text


def test_a_suspended_person_is_restored_first(app, desk, agent, account):
    accounts.suspend(account, reason="Départ signalé", actor=Actor.of_agent(agent))
    console = desk(agent)
    page = ask(console, account.identifier)
    assert step(page) == "restore-account" and "Départ signalé" in page.text
    page = console.open(target(page))
    assert step(page) == "restore" and console.post(target(page), page.form("reason")).status == 422
    answer = console.post(target(page), {**page.form("reason"), "reason": "Elle est revenue"})
    assert answer.status == 303 and answer.location.startswith(ADDRESS)
    assert step(answer.follow()) != "restore-account" and console.open(target(page)).status == 404


def test_a_closed_record_is_not_proposed(app, desk, agent, account, record):
    concession = record(siret=account.company.siret, holder=account.company.name)
    with transaction():
        concession.closed_at = now()
    assert step(ask(desk(agent), account.identifier)) == "find-record"
