"""An auditor's twenty questions: from the console's first page, each is answered in two steps at most."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest
import time_machine
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from models import accounts, attachments, audit, companies, concessions, documents, staff
from models.attachments import Attachment, Evidence
from models.companies.directory import State
from models.concessions.access_codes import TitleLock
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.errors import DomainError
from models.kernel.transactions import transaction
from models.permissions import Role
from models.reports import audit_checks
from models.staff import impersonation
from tests.support import people
from tests.support.records import CODE, WRONG, by, concession, of
from tests.views.backoffice.conftest import JUSTIFICATION, PDF, Page
from views.backoffice.audit.questions import QUESTIONS
from views.formats import typo

HOME = "/console/"
MARCH = datetime(2026, 3, 10, 9, tzinfo=UTC)
ALL = [question for _, questions in QUESTIONS for question in questions]


@pytest.fixture(scope="module")
def world(house):
    """One installation in which everything that auditors ask about has happened."""
    app = house.app()
    house.empty(app)
    with app.app_context():
        yield World(app)
        db.session.rollback()


class World:
    """People, records and deeds, made by the operations."""

    def __init__(self, app):
        self.app = app
        self.yann, self.paule = people.staff(name="Yann Agent"), people.staff(name="Paule Agent")
        self.sabine = people.staff(Role.SUPERVISOR, name="Sabine Superviseur")
        self.second = people.staff(Role.SUPERVISOR, name="Serge Superviseur")
        self.admin = people.staff(Role.ADMIN, name="Adèle Administratrice")
        self.account = people.active()
        self.client = people.browser(app, self.sabine)
        with time_machine.travel(MARCH, tick=True):
            self.called = self.bound("Gaz du quai", Evidence.CALLBACK, called_number="0235223344")
            self.coded = self.bound("Fibre du bassin", Evidence.CODE, access_code=CODE)
            self.kept = self.bound("Eau de la rade", Evidence.CALLBACK, called_number="0235223344")
        with time_machine.travel(MARCH + timedelta(days=3)):
            attachments.detach(self.kept, reason="Cession", actor=by(self.sabine))
        with time_machine.travel(MARCH + timedelta(days=40), tick=True):
            self.lapsed = self.bound("Câbles de la jetée", Evidence.OTHER)
        attachments.lapse_overdue(actor=people.SYSTEM)
        self.waiting = self.bound("Réseau du phare", Evidence.OTHER)
        self.undone = self.bound("Conduites du port", Evidence.CALLBACK, called_number="0235223344")
        attachments.detach(self.undone, reason="Erreur de dossier", actor=by(self.yann))
        attachments.approve(self.called, actor=by(self.sabine))
        self.looked_at()
        self.administered()

    def bound(self, title, evidence, by_=None, **facts):
        record = concession(title=title)
        self.records = {**getattr(self, "records", {}), title: record}
        if evidence is not Evidence.CODE:
            facts["justification"] = JUSTIFICATION
        return attachments.attach(
            record, self.account, evidence=evidence, actor=by(by_ or self.yann), **facts
        )

    def looked_at(self):
        """Consultations, documents, exports, looks at the portal."""
        concessions.consult(self.records["Gaz du quai"], actor=by(self.paule))
        paper = documents.store("mandat.pdf", PDF, actor=by(self.yann))
        mandate = self.bound("Égouts du cap", Evidence.MANDATE, document=paper)
        self.contested = mandate
        assert self.client.get(f"/console/rattachements/{mandate.id}/piece").status_code == 200
        assert self.client.get("/console/rattachements/export/csv/?preuve=code").status_code == 200
        impersonation.open_(self.account, reason="Il ne voit pas son bouton", actor=by(self.paule))
        attachments.contest_by_company(
            mandate, self.account, message="Ce n’était pas nous", actor=of(self.account)
        )

    def administered(self):
        """Corrections, codes, staff, refusals, the proof."""
        company = self.account.company
        companies.correct(company, version=company.version, phone="+33235000000", actor=by(self.paule))
        unlisted = people.facts(state=State.UNKNOWN, name="TUYAUX NOUVEAUX")
        person = people.Person("Nina", "Nouvelle", "nina@example.org", "Gérante")
        self.unlisted = accounts.create(unlisted, person, reason="Créée hier", actor=by(self.yann))
        free = self.records["Conduites du port"]
        with pytest.raises(DomainError):
            attachments.claim(
                self.account, kind="voirie", title=free.title, access_code=WRONG, actor=of(self.account)
            )
        with transaction() as session:
            lock = session.get(TitleLock, free.title_digest) or TitleLock(title_digest=free.title_digest)
            lock.failures, lock.closures, lock.closed_at = 16, 1, now()
            session.add(lock)
        concessions.reopen(free, reason="La structure a retrouvé son code", actor=by(self.paule))
        staff.reset(self.second, actor=by(self.admin))
        staff.change_role(self.paule, Role.SUPERVISOR, actor=by(self.admin))
        assert people.browser(self.app, self.yann).get("/console/journal/").status_code == 403
        audit_checks.record_outcome({"events": audit.verify()}, actor=people.SYSTEM)
        self.client = people.browser(self.app, self.sabine)  # what was done above is another day's


class Walk:
    """A reader without scripts who starts at the console's first page, and counts his steps."""

    def __init__(self, client):
        self.client, self.steps = client, 0
        self.page = Page(client, client.get(HOME))

    def _open(self, address):
        self.steps += 1
        self.page = Page(self.client, self.client.get(address))
        assert self.page.status == 200, (address, self.page.status)

    def follow(self, words):
        """The one link of these words."""
        [link] = [a for a in self.page.doc.xpath("//a[@href]") if spoken(a) == plain(words)]
        self._open(link.get("href"))

    def send(self, words, **typed):
        """The one form that is named so."""
        [form] = [
            form
            for form in self.page.doc.xpath("//main//form[@aria-labelledby]")
            if spoken(self.page.doc.get_element_by_id(form.get("aria-labelledby"))) == plain(words)
        ]
        fields = {field.get("name"): field for field in form.xpath(".//input|.//select")}
        assert set(typed) <= set(fields)
        for name, value in typed.items():
            if fields[name].tag == "select":
                [typed[name]] = fields[name].xpath(f"option[normalize-space()='{value}']/@value")
        answers = {name: field.get("value", "") for name, field in fields.items()} | typed
        self._open(f"{form.get('action')}?{urlencode(answers)}")

    @property
    def rows(self):
        """The rows of the answer, each as it is read."""
        return [" ".join(row.text_content().split()) for row in self.page.doc.xpath("//*[@data-id]")]


def plain(words):
    return " ".join(typo(words).split())


def spoken(element):
    return " ".join(element.text_content().split())


def title(words):
    return {"search": words}


ANSWERS = {
    "Qui a rattaché cette concession": (title("gaz du quai"), ["Gaz du quai", "Rappel", "Yann Agent"], 1),
    "Quels rattachements cet agent": (
        {"agent": "Yann Agent", "depuis": "2026-03-01", "jusqua": "2026-03-31"},
        ["Gaz du quai", "Eau de la rade"],
        2,
    ),
    "Quels rattachements ont été faits puis défaits": (None, ["Conduites du port", "Erreur de dossier"], 1),
    "Quelle structure a contesté": (None, ["Égouts du cap", "{company}", "Ce n’était pas nous"], 1),
    "Quels codes faux": (title("conduites du port"), ["Code refusé", "Conduites du port", "{identifier}"], 1),
    "Quels intitulés bloqués": (None, ["Conduites du port", "Paule Agent", "a retrouvé son code"], 1),
    "Qui a contrôlé ce rattachement": (title("gaz du quai"), ["Gaz du quai", "Contrôlé par Sabine Sup"], 1),
    "Qu’est-ce qui attend un contrôle": (None, ["Réseau du phare", "À approuver", "À l’instant"], None),
    "Quels rattachements ont expiré": (None, ["Câbles de la jetée", "Cinq jours ouvrés sans décision"], 1),
    "Qui a contrôlé ce qu’il avait lui-même": (None, [], 0),
    "Qui a regardé cette concession": (title("gaz du quai"), ["Paule Agent", "Gaz du quai"], 1),
    "Quelles pièces ont été ouvertes": (None, ["Sabine Superviseur", "mandat.pdf"], 1),
    "Qu’a-t-on exporté": (None, ["Sabine Superviseur", "Liste des rattachements", "Lignes : 1"], 1),
    "Qui a vu le portail": (None, ["Paule Agent", "{account}", "Il ne voit pas son bouton"], 1),
    "Qui a changé le téléphone": (
        title("{company}"),
        ["Paule Agent", "{company}", "Téléphone : 02 35 22 33 44 → 02 35 00 00 00"],
        1,
    ),
    "Quels comptes le personnel": (None, ["Nina Nouvelle", "TUYAUX NOUVEAUX"], 1),
    "À qui a-t-on donné le rôle": (None, ["Paule Agent", "Rôle : Agent → Superviseur", "Adèle Admin"], None),
    "À qui a-t-on réinitialisé": (None, ["Serge Superviseur", "Adèle Administratrice"], 1),
    "Quels accès ont été refusés": (None, ["Yann Agent", "Accès refusé"], 1),
    "Le journal a-t-il été réécrit": (None, ["Intact"], None),
}
"""By how the question begins: what is typed, what the answer says, in how many rows."""


@pytest.mark.parametrize("begins", ANSWERS)
def test_two_steps_from_the_first_page_it_is_answered(world, begins):
    [question] = [candidate for candidate in ALL if candidate.words.startswith(begins)]
    typed, expected, count = ANSWERS[begins]
    person = world.account
    facts = {"company": person.company.name, "account": person.full_name, "identifier": person.identifier}
    walk = Walk(world.client)
    walk.follow("Questions d’audit")
    if typed is None:
        walk.follow(question.words)
    else:
        walk.send(question.words, **{name: value.format(**facts) for name, value in typed.items()})
    assert walk.steps <= 2
    answer = " ".join(walk.rows) if count is not None else walk.page.text
    for words in expected:
        assert words.format(**facts) in answer, (words, answer)
    if count is not None:
        assert len(walk.rows) == count, walk.rows


def test_they_are_twenty_and_each_has_its_answer():
    assert len(ALL) == len({question.words for question in ALL}) == len(ANSWERS) == 20


def test_nobody_reviews_his_own_work_not_even_past_the_application(world):
    with pytest.raises(IntegrityError), transaction() as session:
        session.execute(
            text(f"UPDATE attachments SET reviewed_by_id = made_by_id WHERE id = {world.called.id}")
        )
    with pytest.raises(DomainError):
        attachments.approve(world.waiting, actor=by(world.yann))
    assert db.session.get(Attachment, world.waiting.id).reviewed_at is None


def test_the_guide_tells_the_same_questions():
    guide = Path(__file__).resolve().parents[4].joinpath("docs", "auditeur.md").read_text(encoding="utf-8")
    assert re.findall(r"^### \d+\. (.*)$", guide, re.MULTILINE) == [question.words for question in ALL]


@pytest.mark.parametrize(("role", "status"), [(Role.AGENT, 403), (Role.SUPERVISOR, 200), (Role.ADMIN, 200)])
def test_those_who_read_the_trail_ask(world, role, status):
    assert people.browser(world.app, people.staff(role)).get("/console/questions/").status_code == status
