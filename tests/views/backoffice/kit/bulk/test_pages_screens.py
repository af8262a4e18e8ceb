"""What each screen offers for several rows: done, left as it was, refused; fresh codes, one's own work."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from models import attachments, road_openings, staff
from models.concessions.access_codes import TitleLock
from models.kernel.actors import Actor
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.transactions import transaction
from models.mails import MailState
from models.permissions import Role
from models.road_openings import RequestState
from tests.support import people, road_works
from tests.support.records import events, mails_of
from tests.views.backoffice.conftest import JUSTIFICATION, again, lot

WHY = "Vérifié au téléphone avec le gérant"


@pytest.fixture
def bound(agent, account, record):
    """`bound("other")`: an attachment that the agent made."""

    def make(evidence="callback", by=None):
        facts = {"justification": JUSTIFICATION, "called_number": "0235223344"}
        actor = Actor.of_agent(by or agent)
        return attachments.attach(record(), account, evidence=evidence, actor=actor, **facts)

    return make


# -- mails


def put(mail, state):
    with transaction():
        mail.state = state.value


def test_mails_leave_again_to_the_same_addresses_once(app, desk, agent):
    for _ in range(4):
        people.pending()
    refused, bounced, owed, dead = mails_of("activation")
    put(refused, MailState.REFUSED)
    put(bounced, MailState.BOUNCED)
    put(dead, MailState.SENT)
    with transaction() as session:
        session.execute(
            update(type(dead.token)).where(type(dead.token).id == dead.token_id).values(ended_at=now())
        )
    address = lot("courriels", "renvoyer", refused, bounced, owed, dead)
    console = desk(agent)
    page = console.open(address)
    assert sorted(page.chosen) == sorted([str(refused.id), str(bounced.id)])
    assert (
        "Ce courriel n’est pas encore parti" in page.text and "le lien qu’il portait est terminé" in page.text
    )
    fields = {**page.form("id"), "id": page.chosen}
    assert "2 courriels renvoyés." in console.post(address, fields).follow().text
    console.post(address, fields)
    assert [len(mails_of("activation", to=mail.to)) for mail in (refused, bounced, owed, dead)] == [
        2,
        2,
        1,
        1,
    ]


# -- concessions


def locked(concession, closures=0):
    with transaction() as session:
        lock = TitleLock(
            title_digest=concession.title_digest, failures=16, closures=closures, closed_at=now()
        )
        session.add(lock)
    return concession


def test_records_are_reopened_together_the_third_time_by_a_supervisor(app, desk, agent, supervisor, record):
    blocked, often, free = locked(record(), 1), locked(record(), 3), record()
    address = lot("concessions", "rouvrir", blocked, often, free)
    page = desk(agent).open(address)
    assert page.chosen == [str(blocked.id)]
    assert "troisième réouverture" in page.text and "ni en pause ni bloquée" in page.text
    text = desk(agent).take(address, reason=WHY).follow().text
    assert "1 concession rouverte." in text
    assert desk(supervisor).open(address).chosen == [str(often.id)]
    assert [event.subject_id for event in events("concession-reopened")] == [blocked.id]


def test_two_records_under_one_title_are_reopened_once(app, desk, agent, record):
    first, second = locked(record("Lot du port")), record("LOT DU PORT")
    page = desk(agent).take(lot("concessions", "rouvrir", first, second), reason=WHY).follow()
    assert "1 concession rouverte." in page.text and "ni en pause ni bloquée" in page.text


# -- attachments


def test_a_supervisor_approves_several_never_his_own(app, desk, supervisor, agent, account, bound):
    waits, unseen, own = bound("other"), bound(), bound("other", by=supervisor)
    address = lot("rattachements", "approuver", waits, unseen, own)
    page = desk(supervisor).open(address)
    assert page.chosen and set(page.chosen) == {str(waits.id), str(unseen.id)}
    assert own.concession.title in page.text and "laissez un collègue voir" in page.text
    assert "prend effet" in page.text and "sa preuve est tenue pour bonne" in page.text
    assert "2 rattachements approuvés." in desk(supervisor).take(address).follow().text
    assert again(waits).reviewed_by_id == supervisor.id and again(waits).effective_at is not None
    assert again(own).reviewed_at is None


def test_sent_by_hand_ones_own_work_is_refused_midway(app, desk, supervisor, bound):
    waits, own = bound("other"), bound("other", by=supervisor)
    console = desk(supervisor)
    address = lot("rattachements", "approuver", waits)
    page = console.open(address)
    text = console.post(address, {**page.form("id"), "id": [own.id, waits.id]}).follow().text
    assert "1 rattachement approuvé." in text and "laissez un collègue voir" in text
    assert again(own).reviewed_at is None and again(waits).reviewed_at is not None


def test_approving_asks_the_code_again_and_comes_back_to_the_same_rows(app, desk, supervisor, bound):
    address = lot("rattachements", "approuver", bound("other"), bound("other"))
    page = desk(supervisor, fresh=False).open(address)
    assert page.status == 303 and page.location.startswith("/console/connexion/code?next=")
    from urllib.parse import parse_qs, urlsplit

    assert parse_qs(urlsplit(page.location).query)["next"] == [address]


def test_what_waits_is_refused_and_what_holds_is_suspended_with_one_reason(app, desk, supervisor, bound):
    waits, holds = bound("other"), bound()
    address = lot("rattachements", "contester", waits, holds)
    page = desk(supervisor).open(address)
    assert "refusé pour de bon" in page.text and "en vérification" in page.text
    assert "2 rattachements contestés." in desk(supervisor).take(address, reason=WHY).follow().text
    assert (again(waits).status, again(holds).status) == ("refused", "suspended")
    assert again(holds).suspended_reason == again(waits).ended_reason == WHY


def test_an_agent_detaches_only_what_he_just_attached(app, desk, agent, supervisor, bound):
    other = people.staff("agent")
    own, theirs, over = bound(), bound(by=other), bound()
    attachments.detach(over, reason="Erreur", actor=Actor.of_agent(supervisor))
    address = lot("rattachements", "detacher", own, theirs, over)
    page = desk(agent).open(address)
    assert page.chosen == [str(own.id)] and "Ce rattachement est déjà terminé." in page.text
    assert desk(supervisor).open(address).chosen == [
        str(n) for n in sorted((own.id, theirs.id), reverse=True)
    ]
    assert "2 rattachements détachés." in desk(supervisor).take(address, reason=WHY).follow().text
    assert again(own).ended_reason == again(theirs).ended_reason == WHY


def test_what_somebody_else_has_just_ended_is_not_counted_as_ours(app, desk, supervisor, agent, bound):
    ours, theirs = bound(), bound()
    console, address = desk(supervisor), lot("rattachements", "detacher", ours, theirs)
    page = console.open(address)
    attachments.detach(theirs, reason="Erreur", actor=Actor.of_agent(agent))
    text = console.post(address, {**page.form("id"), "id": page.chosen, "reason": WHY}).follow().text
    assert "1 rattachement détaché." in text and "Ce rattachement est déjà terminé." in text
    assert again(theirs).ended_reason == "Erreur" and len(mails_of("detached", to=theirs.referent.email)) == 2


# -- requests


def test_requests_move_together_to_a_state_that_all_may_take(app, desk, agent, account):
    first, second = road_works.filed(account), road_works.filed(account)
    address = lot("demandes", "etat", first, second)
    page = desk(agent).open(address)
    offered = page.doc.xpath("//input[@name='state']/@value")
    assert set(offered) == {"en-instruction", "incomplete", "refusee"}, "each granted one has its own order"
    assert "2 demandes ont changé d’état." in desk(agent).take(address, state="en-instruction").follow().text
    assert again(first).state == again(second).state == "en-instruction"
    assert desk(agent).take(address, state="close").status == 422, "typed by hand: never offered"
    assert again(first).state == "en-instruction"


def test_only_the_states_that_all_share_are_offered_or_none(app, desk, agent, account):
    filed, examined, granted = (road_works.filed(account) for _ in range(3))
    by = Actor.of_agent(agent)
    road_openings.move(examined, RequestState.EXAMINED, actor=by)
    road_openings.move(granted, RequestState.GRANTED, order_number="AR-1", actor=by)
    page = desk(agent).open(lot("demandes", "etat", filed, examined))
    assert set(page.doc.xpath("//input[@name='state']/@value")) == {"incomplete", "refusee"}
    page = desk(agent).open(lot("demandes", "etat", filed, granted))
    assert "aucun état" in page.text and page.doc.xpath("//main//form[@method='post']") == []


def test_what_fits_the_requests_is_asked_again_when_they_are_moved(app, desk, agent, account):
    first, second = road_works.filed(account), road_works.filed(account)
    console, address = desk(agent), lot("demandes", "etat", first, second)
    page = console.open(address)
    answers = {**page.form("id"), "id": page.chosen, "state": "en-instruction"}
    road_openings.move(second, RequestState.GRANTED, order_number="AR-1", actor=Actor.of_agent(agent))
    refused = console.post(address, answers)
    assert refused.status == 422 and "aucun état" in refused.text
    assert (again(first).state, again(second).state) == ("deposee", "accordee")


def test_a_double_click_on_several_requests_moves_them_once(app, desk, agent, account):
    first, second = road_works.filed(account), road_works.filed(account)
    console, address = desk(agent), lot("demandes", "etat", first, second)
    page = console.open(address)
    answers = {**page.form("id"), "id": page.chosen, "state": "en-instruction"}
    assert [console.post(address, answers).status for _ in range(2)] == [303, 303]
    assert again(first).state == again(second).state == "en-instruction" and len(again(first).moves) == 3


def test_the_reason_of_several_requests_is_asked_before_the_first_moves(app, desk, agent, account):
    made = road_works.filed(account)
    address = lot("demandes", "etat", made)
    page = desk(agent).take(address, state="refusee", reason="")
    assert page.status == 422 and page.error("reason") and again(made).state == "deposee"
    assert page.doc.xpath("//input[@name='state'][@checked]/@value") == ["refusee"]
    assert desk(agent).take(address, state="refusee", reason=WHY).status == 303
    assert again(made).reason == WHY


def test_a_closed_request_and_a_draft_stay_out(app, desk, agent, account):
    draft, closed, filed = road_works.drafted(account), road_works.filed(account), road_works.filed(account)
    by = Actor.of_agent(agent)
    road_openings.move(closed, RequestState.REFUSED, reason=WHY, actor=by)
    road_openings.move(closed, RequestState.CLOSED, actor=by)
    page = desk(agent).open(lot("demandes", "etat", draft, closed, filed))
    assert page.chosen == [str(filed.id)]
    assert "elle ne change plus d’état" in page.text and "1 ligne introuvable" in page.text
    assert draft.reference not in page.text


# -- staff


def test_staff_are_disabled_together_never_oneself(app, desk, admin, agent):
    gone = people.staff("supervisor")
    staff.disable(gone, actor=people.SYSTEM)
    address = lot("agents", "desactiver", admin, agent, gone)
    page = desk(admin).open(address)
    assert page.chosen == [str(agent.id)]
    assert "demandez à un collègue" in page.text and "Son accès est déjà fermé." in page.text
    assert "1 accès fermé." in desk(admin).take(address).follow().text
    assert again(agent).disabled_at is not None and again(admin).disabled_at is None


def test_staff_are_reset_together_and_invited_once(app, desk, admin):
    rows = [people.staff(role) for role in (Role.AGENT, Role.SUPERVISOR)]
    console, address = desk(admin), lot("agents", "reinitialiser", *rows)
    page = console.open(address)
    fields = {**page.form("id"), "id": page.chosen}
    for _ in range(2):
        assert "2 accès réinitialisés." in console.post(address, fields).follow().text
    assert [again(row).accepted_at for row in rows] == [None, None]
    assert len(mails_of("invitation")) == 2


def test_managing_staff_asks_the_code_again(app, desk, admin, agent):
    for step in ("desactiver", "reinitialiser"):
        page = desk(admin, fresh=False).open(lot("agents", step, agent))
        assert page.location.startswith("/console/connexion/code?next=")
    assert db.session.get(type(agent), agent.id).disabled_at is None
