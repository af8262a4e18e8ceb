"""Orders on paper: what each says, under the words and the signatory of its day, to whom it is given."""

from __future__ import annotations

import io

from pypdf import PdfReader

from models import road_openings
from models.kernel.base import db
from models.mails import OutboxEmail, texts
from models.mails.texts import Wording
from models.road_openings import RequestState, orders
from tests.support import people, road_works
from tests.support.records import by, concession
from tests.support.road_works import granted
from views.exports.orders import facts_of, papers_of

HERE = "/demarches/voirie/autorisations"


def words(data):
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages).split())


def test_an_order_is_given_to_its_company_to_staff_and_to_nobody_else(app, browser, agent, account):
    made = granted(account, agent)
    [order] = made.orders
    own = f"{HERE}/{made.reference}/arretes/{order.id}"
    answer = browser(agent).get(f"/console/demandes/{made.id}/arretes/{order.id}")
    assert answer.status_code == 200 and answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=arrete-AR-1-")
    text = words(answer.data)
    for expected in ("AR-1", made.reference, account.company.name, "Georges Braque", "Le responsable"):
        assert expected in text, expected
    other = road_works.filed(account)
    assert browser(agent).get(f"/console/demandes/{other.id}/arretes/{order.id}").status_code == 404
    stranger = people.active()
    road_works.held(stranger)
    assert browser(stranger).get(own).status_code == 404
    assert f"{own}" in browser(account).get(f"{HERE}/{made.reference}").text


def test_an_order_says_what_its_day_knew(app, agent, admin, account):
    editor = by(admin)
    body = "{{ structure }} peut ouvrir {{ lieu }}, {{ travaux }}. {{ prescriptions }}"
    texts.edit("arrete-accord", Wording("Permission {{ arrete }}", body), actor=editor)
    texts.edit("arrete-signataire", Wording("Pour la présidente", "L’adjoint #à la *voirie*"), actor=editor)
    made = granted(account, agent)
    texts.restore("arrete-accord", actor=editor)
    road_openings.correct_order(made, order_number="AR-2", reason="Faute", actor=by(agent))
    before, after = map(facts_of, made.orders)
    assert before["title"] == "Permission AR-1" and before["body"].startswith(f"{account.company.name} peut")
    assert after["title"].startswith("Arrêté n° AR-2") and "Article 1" in after["body"]
    assert after["quality"] == "L’adjoint #à la *voirie*"


def test_an_abrogation_says_which_order_and_why(app, agent, account):
    made = granted(account, agent)
    road_openings.move(
        made, RequestState.ABROGATED, reason="Un effondrement", order_number="AR-9", actor=by(agent)
    )
    paper = facts_of(made.orders[-1])
    assert "abrogeant l’arrêté n° AR-1" in paper["title"] and "Un effondrement" in paper["body"]


def test_an_order_on_a_request_of_the_old_portal_says_whole_sentences(app, agent):
    """It names neither company, street nor days: what is not known leaves no hole."""
    record = concession(holder="Ancien titulaire", siret="", title="Quai Nord")
    for state, order in ((RequestState.EXAMINED, "accorde"), (RequestState.GRANTED, "abroge")):
        made = road_works.imported(record, state)
        to = RequestState.ABROGATED if state is RequestState.GRANTED else RequestState.GRANTED
        road_openings.move(made, to, reason="Effondrement", order_number="AR-9", actor=by(agent))
        paper = facts_of(made.orders[-1])
        assert "Ancien titulaire" in paper["body"], order
        for hole in ("SIRET", "()", " ,", " :\n", "n° \n", " ."):
            assert hole not in f"{paper['title']}\n{paper['body']}\n", (order, hole)
        assert paper["body"].count("Article 2") == 1


def test_the_mail_to_a_partner_carries_its_order_and_no_other_mail_carries_any(app, agent, admin, account):
    orders.add("Pompiers", "prevision@example.org", actor=by(admin))
    granted(account, agent)
    carried = {mail.to: papers_of(mail) for mail in db.session.scalars(db.select(OutboxEmail))}
    [paper] = carried.pop("prevision@example.org")
    assert paper.name == "arrete-AR-1.pdf" and paper.data.startswith(b"%PDF") and not any(carried.values())
