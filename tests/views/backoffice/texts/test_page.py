"""The room of the texts: written with errors beside their fields, tried on a case, put back in one click."""

from __future__ import annotations

import pytest

from models import cases
from models.cases import CaseKind
from models.mails import MailKind, texts
from models.mails.texts import TextGroup, Wording
from models.mails.texts.catalogue import kinds
from models.mails.texts.queries import find_edited, find_wording, list_made_replies
from tests.support import people
from tests.support.records import by, mails_of, of
from tests.views.test_mails import LINKED, a_mail
from views import mails
from views.messages import LABELS

AT = "/console/modeles"
KEY = "courriel-case-answered"


@pytest.fixture
def case(app, account):
    subject = "Code perdu"
    return cases.open_(CaseKind.HELP, subject, message="Où est-il ?", account=account, actor=of(account))


@pytest.mark.parametrize("kind", kinds().values(), ids=lambda kind: kind.key)
def test_every_original_passes_its_own_check_and_every_variable_has_words(kind):
    source = mails.source_of(kind)
    if kind.group is not TextGroup.SERVICE:
        texts.check(kind, Wording(source.subject, source.body))
        assert bool(source.fixed) == kind.linked
    assert set(kind.usable) <= LABELS["TextVariable"].keys() and set(kind.needed) <= set(kind.usable)


def test_a_text_is_found_changed_and_read_by_whoever_gets_the_mail(desk, admin, agent, account, case):
    console = desk(admin)
    assert console.open(f"{AT}/?search=r%C3%A9ponse%20%C3%A0%20une%20demande").ids == [KEY]
    page = console.send(
        f"{AT}/edit/?id={KEY}", subject="Au sujet de {{ demande }}", body="{{ reponse }}\nVu."
    )
    assert page.status == 303 and "Modifié" in page.follow().text
    cases.answer(case, message="Dans la lettre.", actor=by(agent))
    letter = mails.render(mails_of("case-answered")[0])
    assert letter.subject.startswith("Au sujet de votre demande « Code perdu » (dossier DM-")
    assert letter.body.startswith("Dans la lettre.\nVu.\n\n-- ")


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"body": "{{ reponse }} {{ prenom }}"}, "body", "Variable inconnue"),
        ({"body": "{{ reponse }} {{ site"}, "body", "Ligne 1"),
        ({"body": "Rien"}, "body", "Il manque {{ reponse }}"),
        ({"subject": "{{ x }}"}, "subject", "Variable inconnue"),
        ({"subject": ""}, "subject", "Écrivez cette ligne"),
    ],
)
def test_what_does_not_fit_is_told_beside_its_field_and_stays_typed(desk, admin, typed, field, words):
    console = desk(admin)
    for address in (f"{AT}/edit/?id={KEY}", f"{AT}/{KEY}/apercu"):
        page = console.send(address, **typed)
        assert page.status == 422 and words in page.error(field) and page.value(field) == typed[field]
        if field == "body":
            assert "{{ suivi }}" in page.error(field)
    assert find_edited(KEY) is None


def test_a_text_is_tried_on_a_case_and_nothing_is_kept(desk, admin, case, account):
    page = desk(admin).send(
        f"{AT}/{KEY}/apercu",
        subject="{{ demande }}",
        body="{{ salutation }}\n{{ reponse }}",
        case=str(case.id),
    )
    assert page.status == 200 and f"Bonjour {account.full_name}," in page.text
    assert "votre demande « Code perdu »" in page.text and "reponse" in page.text
    assert find_edited(KEY) is None
    assert desk(admin).open(f"{AT}/{KEY}/apercu?case=999").status == 404


def test_the_original_and_a_version_come_back_in_one_click(desk, admin):
    console = desk(admin)
    texts.edit(KEY, Wording("Un", "{{ reponse }}"), actor=by(admin))
    page = console.open(f"{AT}/details/?id={KEY}")
    again = console.post(f"{AT}/{KEY}/retablir", {"csrf_token": page.token, "seen": "1"})
    assert again.status == 303 and find_wording(KEY) is None
    assert console.post(f"{AT}/{KEY}/retablir", {"csrf_token": page.token, "version": "1"}).status == 303
    assert find_wording(KEY) == ("Un", "{{ reponse }}")
    assert console.post(f"{AT}/{KEY}/retablir", {"csrf_token": page.token, "version": "7"}).status == 404


def test_who_saves_second_sees_what_holds_now(desk, admin):
    console = desk(admin)
    page = console.open(f"{AT}/edit/?id={KEY}")
    texts.edit(KEY, Wording("Le leur", "{{ reponse }} leur"), actor=by(admin))
    typed = {**page.form(), "subject": "Le mien"}
    second = console.post(f"{AT}/edit/?id={KEY}", typed)
    assert second.status == 422 and "Le leur" in second.text and second.value("subject") == "Le mien"
    assert console.post(f"{AT}/edit/?id={KEY}", {**second.form(), "subject": "Le mien"}).status == 303
    assert find_wording(KEY)[0] == "Le mien"


@pytest.mark.parametrize("key", ["courriel-reset", "reponse-12", "x", "", "../x"])
def test_what_is_no_text_of_theirs_is_not_there(desk, admin, key):
    for address in (f"{AT}/edit/?id={key}", f"{AT}/details/?id={key}"):
        assert desk(admin).open(address).status == 404


@pytest.mark.parametrize("role", ["agent", "supervisor"])
def test_the_texts_are_administrators_affair(app, desk, role):
    console = desk(people.staff(role))
    for address in ("", "new/", f"edit/?id={KEY}", f"details/?id={KEY}", f"{KEY}/apercu"):
        assert console.open(f"{AT}/{address}").status == 403


@pytest.mark.parametrize("kind", [MailKind.ACTIVATION, MailKind.ACTIVATION_REMINDER])
def test_the_link_of_an_activation_stands_whatever_the_text_says(app, admin, agent, account, kind):
    texts.edit(f"courriel-{kind}", Wording("Bonjour", "Bref."), actor=by(admin))
    mail = a_mail(kind, account, agent)
    body = mails.render(mail).body
    assert body.startswith("Bref.\n\nVotre identifiant : ") and mails.PATHS[LINKED[kind]] in body


def test_a_reply_of_ones_own_is_made_and_found(desk, admin):
    page = desk(admin).send(f"{AT}/new/", subject="Rendez-vous", body="{{ demande }} : passez nous voir.")
    assert page.status == 303
    assert len(desk(admin).open(f"{AT}/?search=rendez").ids) == 1
    assert desk(admin).send(f"{AT}/new/", subject="A", body="{{ x }}").status == 422


def test_a_new_reply_that_was_tried_first_is_still_made_once(desk, admin):
    console = desk(admin)
    typed = {**console.open(f"{AT}/new/").form(), "subject": "Rendez-vous", "body": "Passez."}
    tried = console.post(f"{AT}/reponse-new/apercu", typed)
    assert tried.status == 200 and tried.form()["submission"] == typed["submission"]
    for _ in range(2):
        assert console.post(f"{AT}/new/", tried.form()).status == 303
    assert len(list_made_replies()) == 1


def test_a_new_reply_tried_on_a_case_that_is_not_among_the_latest_is_kept(desk, admin, case, monkeypatch):
    monkeypatch.setattr("views.backoffice.texts.page.OFFERED", 0)
    console = desk(admin)
    typed = {**console.open(f"{AT}/new/?case={case.id}").form(), "subject": "Rendez-vous", "body": "Passez."}
    assert typed["case"] == str(case.id)
    tried = console.post(f"{AT}/reponse-new/apercu", typed)
    assert tried.status == 200 and console.post(f"{AT}/new/", tried.form()).status == 303


def test_an_agent_begins_with_a_canned_reply_and_sends_what_they_made_of_it(desk, agent, case, account):
    console, address = desk(agent), f"/console/dossiers/{case.id}/repondre"
    page = console.send(address, reply="reponse-rappel", message="Bonjour,", action="inserer")
    assert page.status == 200 and page.value("message").startswith("Bonjour,\n\nNous avons essayé")
    assert "« Code perdu »" in page.value("message") and mails_of("case-answered") == []
    sent = console.post(address, {**page.form(), "action": ""})
    assert sent.status == 303 and "essayé de vous joindre" in str(mails_of("case-answered")[0].params)
    assert console.send(address, action="inserer").status == 200


def test_a_canned_reply_is_filled_for_the_person_who_was_chosen(desk, agent, account, case):
    colleague = people.active(company=people.facts(siret=account.company.siret))
    cases.open_(CaseKind.HELP, "Second référent", account=colleague, actor=of(colleague))
    number = str(case.questions[0].id)
    console, address = desk(agent), f"/console/dossiers/{case.id}/repondre"
    page = console.send(address, reply="reponse-rappel", question=number, action="inserer")
    assert "« Code perdu »" in page.value("message") and page.value("question") == number
    assert console.post(address, {**page.form(), "action": ""}).status == 303
    assert [mail.to for mail in mails_of("case-answered")] == [account.email]
    page = console.send(address, reply="reponse-rappel", question="0", action="inserer")
    assert page.status == 422 and page.value("message") == "" and "entre-temps" in page.text


def test_the_service_message_stands_on_both_sites_as_plain_text(desk, browser, admin, account):
    texts.edit("service-message", Wording("Coupure <b>", "Ce soir\nà 20 h"), actor=by(admin))
    pages = [desk(admin).open("/console/").html]
    pages += [browser(who).get(at).text for who, at in ((None, "/"), (account, "/tableau-de-bord"))]
    pages.append(browser(None).get("/console/connexion").text)
    assert all("Coupure &lt;b&gt;" in html and "Ce soir\nà 20 h" in html for html in pages)


def test_the_message_has_days_in_order(desk, admin):
    address = f"{AT}/edit/?id=service-message"
    typed = {"subject": "A", "body": "B", "from_on": "2027-02-02", "until_on": "2027-02-01"}
    page = desk(admin).send(address, **typed)
    assert page.status == 422 and "finirait avant" in page.error("until_on")
    assert desk(admin).send(address, **{**typed, "until_on": "2027-02-03"}).status == 303
