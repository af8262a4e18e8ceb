"""Records of one company go to another in one move, previewed and reported row by row."""

from __future__ import annotations

from sqlalchemy import select

from models import attachments
from models.attachments import Attachment
from models.kernel.base import db
from tests.support import people
from tests.support.records import WHY, by, held

BULK = "/console/rattachements/lot/transferer"


def open_ones(company_id):
    query = select(Attachment).where(Attachment.company_id == company_id, Attachment.is_open)
    return db.session.scalars(query).unique().all()


def test_what_would_move_is_told_before_and_what_did_not_after(app, desk, account, agent, supervisor):
    rows, other = [held(account, agent) for _ in range(3)], people.active()
    attachments.contest(rows[0], reason="Doute", actor=by(supervisor))
    console = desk(supervisor)
    address = BULK + "?" + "&".join(f"id={row.id}" for row in rows)
    page = console.open(address)
    assert page.status == 200 and "passe à la structure du nouveau référent" in page.text
    assert "en vérification" in page.text and "2 rattachements" in page.text
    answers = {"account": other.identifier, "reason": WHY, "id": [str(row.id) for row in rows]}
    page = console.post(address, {**page.form("id"), **answers})
    assert len(open_ones(other.company_id)) == 2 and rows[0].is_open
    outcome = console.open(page.location).text
    assert "2 concessions transférées" in outcome and "en vérification" in outcome


def test_one_is_transferred_and_given_back_from_its_page(app, desk, account, agent, supervisor):
    bound, other = held(account, agent), people.active()
    console = desk(supervisor)
    address = f"/console/rattachements/{bound.id}/transferer"
    for typed in (
        {"account": "pro.personne", "reason": WHY},
        {"account": other.identifier, "reason": "Court"},
    ):
        assert console.send(address, **typed).status == 422
    console.send(address, account=other.identifier, reason=WHY)
    [made] = open_ones(other.company_id)
    page = console.open(f"/console/rattachements/details/?id={made.id}")
    assert "Reprise de" in page.text and "Annuler le transfert" in page.text
    console.send(f"/console/rattachements/{made.id}/rendre", reason=WHY)
    assert bound.is_open and not made.is_open


def test_an_agent_transfers_nothing(app, desk, account, agent):
    bound = held(account, agent)
    assert desk(agent).open(f"/console/rattachements/{bound.id}/transferer").status == 403
