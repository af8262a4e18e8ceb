"""Statements on paper: who may have them, what stands on them, and that everybody can read them."""

from __future__ import annotations

import io

import pytest
from pypdf import PdfReader

from models import attachments
from models.audit import AuditEvent
from models.kernel.base import db
from models.kernel.errors import NotAllowed
from models.permissions import Role
from models.reports import statements
from models.values.siret import Siret
from tests.support import people
from tests.support.records import CODE, by, concession, of

WHY = "Vu avec Mme Le Goff, #set text(red) *service* $travaux$ \\ « été »."


def read(answer):
    assert answer.status_code == 200 and answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Cache-Control"] == "no-store"
    return PdfReader(io.BytesIO(answer.data))


def words(paper):
    return " ".join(" ".join(page.extract_text() for page in paper.pages).split())


@pytest.fixture
def held(app, agent, account):
    record = concession(title="Réseaux d’Été #1 – $Éclairage$")
    attachments.attach(record, account, evidence="code", access_code=CODE, actor=by(agent))
    return record


def last():
    return db.session.scalars(db.select(AuditEvent).order_by(AuditEvent.sequence.desc())).first()


def test_an_attestation_tells_what_is_attached_and_where_the_trail_says_so(
    app, browser, agent, account, held
):
    text = words(paper := read(browser(agent).get(f"/console/structures/{account.company_id}/attestation")))
    for expected in (
        "Attestation de rattachement",
        account.company.name,
        "Réseaux d’Été #1 – $Éclairage$",
        held.reference,
        account.full_name,
        "1 concession",
    ):
        assert expected in text, expected
    event = last()
    assert event.action == "statement-made" and event.company_id == account.company_id
    assert f"sous le n° {event.sequence}" in text
    assert event.digest in text.replace(" ", "").replace("\u200b", "")
    assert paper.metadata.title.startswith("Attestation de rattachement")


def test_a_paper_is_tagged_and_says_its_language(app, browser, agent, account, held):
    root = read(browser(agent).get(f"/console/structures/{account.company_id}/attestation")).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] and "/StructTreeRoot" in root
    assert root["/Lang"].lower().startswith("fr")
    assert b"pdfuaid" in root["/Metadata"].get_object().get_data()


def test_a_person_has_an_attestation_of_what_they_see_and_of_nothing_else(app, browser, agent, account, held):
    other = people.active(company=people.facts(siret=Siret.parse(account.company.siret)))
    assert held.reference in words(read(browser(account).get("/rattachements/attestation")))
    assert held.reference not in words(read(browser(other).get("/rattachements/attestation")))
    with pytest.raises(NotAllowed):
        statements.of_company(account.company, actor=of(other))


def test_what_is_suspended_or_waits_is_attested_by_nobody(app, browser, agent, account):
    attachments.attach(concession(), account, evidence="other", justification=WHY, actor=by(agent))
    text = words(read(browser(agent).get(f"/console/structures/{account.company_id}/attestation")))
    assert "Aucune concession n’est rattachée à ce jour" in text


def test_an_audit_file_tells_facts_evidence_and_digests(app, browser, agent, account):
    record, supervisor = concession(), people.staff(Role.SUPERVISOR)
    attachments.attach(record, account, evidence="other", justification=WHY, actor=by(agent))
    text = words(read(browser(supervisor).get(f"/console/concessions/{record.id}/dossier-audit")))
    for expected in (
        record.title,
        "Autre justification",
        "#set text(red) *service*",
        agent.name,
        supervisor.name,
    ):
        assert expected in text, expected
    attached = db.session.scalars(db.select(AuditEvent).where(AuditEvent.action == "attached")).all()[-1]
    assert attached.digest in text.replace(" ", "").replace("\u200b", "")
    assert CODE not in text.replace(record.reference, "")


def test_an_audit_file_is_for_those_who_read_the_trail(app, browser, agent, held):
    assert browser(agent).get(f"/console/concessions/{held.id}/dossier-audit").status_code == 403
    with pytest.raises(NotAllowed):
        statements.of_concession(held, actor=by(agent))


def test_an_audit_file_asks_for_a_fresh_second_factor(app, browser, held):
    stale = browser(people.staff(Role.SUPERVISOR), fresh=False)
    answer = stale.get(f"/console/concessions/{held.id}/dossier-audit")
    assert answer.status_code == 303 and answer.location.startswith("/console/connexion/code?next=")
