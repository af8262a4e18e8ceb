"""The ways on from a row: the likely one first and loud, what is not possible disabled with its reason."""

from __future__ import annotations

from datetime import timedelta

import pytest

from models import attachments
from models.concessions.operations import REOPENINGS_BY_AGENTS
from models.kernel.actors import Actor
from tests.support import people
from tests.views.backoffice.conftest import JUSTIFICATION
from views.backoffice.kit.columns import Action, arranged


def ways(page):
    """Words of each button of the head → what it is: a tone, or the reason why it is disabled."""
    found = {}
    for button in page.doc.xpath("//*[@class='b-ways']//*[contains(@class,'btn')]"):
        for key in button.xpath(".//kbd"):
            key.drop_tree()
        words = button.text_content().strip()
        if button.get("disabled") is None:
            found[words] = button.get("class").split("btn-")[1]
        else:
            assert button.tag == "button"
            why = page.doc.get_element_by_id(button.get("aria-describedby"))
            found[words] = " ".join(why.text_content().split())
    return found


def test_one_button_is_loud_the_likeliest_that_is_no_danger():
    toned = arranged([Action("Détacher", "", tone="stop"), Action("Approuver", ""), Action("Voir", "")])
    assert [(button.label, button.tone) for button in toned] == [
        ("Détacher", "stop"),
        ("Approuver", "primary"),
        ("Voir", "quiet"),
    ]


def test_what_is_not_possible_comes_after_what_is():
    toned = arranged([Action("Rattacher", "", key="r", unless="Déjà fait."), Action("Corriger", "")])
    assert [(button.label, button.tone) for button in toned] == [
        ("Corriger", "primary"),
        ("Rattacher", "quiet"),
    ]


def test_a_record_that_is_held_says_why_it_is_not_attached_again(app, desk, agent, account, record):
    made, console = record(), desk(agent)
    here = f"/console/concessions/details/?id={made.id}"
    assert ways(console.open(here))["Rattacher"] == "primary"
    bound = attachments.attach(
        made, account, evidence="code", access_code="4827", actor=Actor.of_agent(agent)
    )
    page = console.open(here)
    assert "déjà rattachée" in ways(page)["Rattacher"]
    assert not page.doc.xpath("//main//*[@data-key='r']"), "what is not possible has no key"
    assert page.doc.xpath(f"//p[@class='b-unless']/a[@href='/console/rattachements/details/?id={bound.id}']")


def test_an_agent_reads_why_the_work_of_a_colleague_is_not_detached(app, desk, agent, account, record, clock):
    bound = attachments.attach(
        record(), account, evidence="code", access_code="4827", actor=Actor.of_agent(agent)
    )
    here = f"/console/rattachements/details/?id={bound.id}"
    assert ways(desk(agent).open(here))["Détacher"] == "stop"
    assert "30 minutes" in ways(desk(people.staff("agent")).open(here))["Détacher"]
    clock.shift(timedelta(minutes=31))
    assert "demandez à un superviseur" in ways(desk(agent).open(here))["Détacher"]
    assert ways(desk(people.staff("supervisor")).open(here))["Détacher"] == "stop"


def test_a_supervisor_reads_why_he_does_not_judge_his_own_work(app, desk, supervisor, account, record):
    made = attachments.attach(
        record(),
        account,
        evidence="callback",
        justification=JUSTIFICATION,
        called_number="0235223344",
        actor=Actor.of_agent(supervisor),
    )
    found = ways(desk(supervisor).open(f"/console/rattachements/details/?id={made.id}"))
    assert "son propre travail" in found["Contrôler"]
    found = ways(desk(people.staff("supervisor")).open(f"/console/rattachements/details/?id={made.id}"))
    assert list(found)[0] == "Contrôler" and found["Contrôler"] == "primary"


def test_a_detachment_says_until_when_it_is_undone(app, desk, supervisor, account, record, clock):
    actor = Actor.of_agent(supervisor)
    made = attachments.attach(record(), account, evidence="code", access_code="4827", actor=actor)
    attachments.detach(made, reason="Erreur", actor=actor)
    here = f"/console/rattachements/details/?id={made.id}"
    assert ways(desk(supervisor).open(here)) == {"Annuler le détachement": "primary"}
    clock.shift(timedelta(days=31))
    assert "30 jours" in ways(desk(people.staff("supervisor")).open(here))["Annuler le détachement"]


def test_an_account_says_why_no_link_is_sent(app, desk, agent, account):
    here = "/console/comptes/details/?id="
    assert "déjà activé" in ways(desk(agent).open(f"{here}{account.id}"))["Renvoyer l’activation"]
    found = ways(desk(agent).open(f"{here}{people.pending().id}"))
    assert list(found) == ["Renvoyer l’activation", "Corriger", "Suspendre", "Voir à sa place"]
    assert "pas encore activé" in found["Voir à sa place"]


def test_nobody_may_change_himself_and_reads_it_once(app, desk, admin):
    page = desk(admin).open(f"/console/agents/details/?id={admin.id}")
    found = {words: why for words, why in ways(page).items() if words != "Voir ses rattachements"}
    steps = {"Réinitialiser le second facteur", "Tout réinitialiser", "Changer le rôle", "Désactiver"}
    assert set(found) == steps and len(set(found.values())) == 1
    assert len(page.doc.xpath("//p[@class='b-unless']")) == 1


def test_the_last_administrator_is_not_disabled(app, desk, admin, agent):
    other = people.staff("admin")
    console = desk(other)
    assert ways(console.open(f"/console/agents/details/?id={admin.id}"))["Désactiver"] == "stop"
    found = ways(console.open(f"/console/agents/details/?id={agent.id}"))
    assert (found["Réinitialiser le second facteur"], found["Tout réinitialiser"]) == ("primary", "quiet")


@pytest.mark.parametrize(("role", "expected"), [("agent", "superviseur"), ("supervisor", "quiet")])
def test_the_third_reopening_is_a_supervisors(app, desk, agent, record, monkeypatch, role, expected):
    from models.concessions.access_codes import TitleLock
    from models.kernel.clock import now
    from models.kernel.transactions import transaction

    made = record()
    with transaction() as session:
        often = REOPENINGS_BY_AGENTS + 1
        session.add(TitleLock(title_digest=made.title_digest, failures=16, closures=often, closed_at=now()))
    found = ways(desk(people.staff(role)).open(f"/console/concessions/details/?id={made.id}"))
    assert expected in found["Rouvrir"] and found["Rattacher"] == "primary"


def test_what_is_open_offers_nobody_to_undo_its_end(app, desk, agent, supervisor, account, record):
    bound = attachments.attach(
        record(), account, evidence="code", access_code="4827", actor=Actor.of_agent(agent)
    )
    for person in (agent, people.staff("agent"), supervisor):
        found = ways(desk(person).open(f"/console/rattachements/details/?id={bound.id}"))
        assert "Annuler le détachement" not in found and "Détacher" in found
