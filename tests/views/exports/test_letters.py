"""Letters on paper: tagged PDF, a page set each, the address where the window is, hostile words as words."""

from __future__ import annotations

import io

import pypdf
import pytest

from models import cases
from models.cases import CaseKind
from models.cases.queries import list_notes
from models.mails import texts
from models.mails.texts import Wording
from tests.support.records import by, concession, events, of
from tests.views.backoffice.conftest import Desk
from views.exports.letters import letter_of, print_letters


@pytest.fixture
def desk(browser):
    return lambda person: Desk(browser(person))


HOSTILE = "Réseaux #panic() $x$ *gras* _ital_ = Titre @ref <x>"
WHERE = {"address": "12 rue du Perrey", "postcode": "76600", "city": "Le Havre", "holder": "EAUX & FILS"}


def pdf_of(answer):
    answer.direct_passthrough = False
    return pypdf.PdfReader(io.BytesIO(answer.get_data()))


def test_a_record_has_its_letter_as_it_is_worded_now(app, browser, agent, admin):
    record = concession(title=HOSTILE, **WHERE)
    texts.edit("lettre-invitation", Wording("Venez", "Pour {{ intitules }}\nsur {{ site }}"), actor=by(admin))
    answer = browser(agent).get(f"/console/concessions/{record.id}/lettre")
    pdf = pdf_of(answer)
    page = pdf.pages[0].extract_text()
    assert answer.mimetype == "application/pdf" and len(pdf.pages) == 1
    assert "Venez" in page and "12 rue du Perrey" in page and "76600 LE HAVRE" in page and "#panic()" in page
    assert pdf.trailer["/Root"]["/Lang"].startswith("fr") and pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert len(events("letter-printed")) == 1


def test_the_address_stands_behind_the_window(app):
    with app.test_request_context():
        letter = letter_of("invitation", ["EAUX", "12 rue du Perrey", "76600 LE HAVRE"], {"intitules": "- a"})
        pdf = pdf_of(print_letters("lettres", [letter]))
    found = []
    pdf.pages[0].extract_text(visitor_text=lambda text, place, *_: found.append((text, place[4], place[5])))
    _, x, y = next(place for place in found if "12 rue" in place[0])
    millimetres = 25.4 / 72
    assert 105 <= x * millimetres <= 200 and 45 <= 297 - y * millimetres <= 85


def test_a_batch_is_one_file_with_the_list_of_its_addresses(app):
    with app.test_request_context():
        made = [
            letter_of("invitation", [f"N{n}", "1 rue", "76600 LE HAVRE"], {"intitules": "- a"})
            for n in range(3)
        ]
        pdf = pdf_of(print_letters("lettres", made, listed=True, without=2))
    pages = [page.extract_text() for page in pdf.pages]
    assert len(pages) == 4 and all(f"N{n}" in pages[n] and f"N{n}" in pages[3] for n in range(3))
    assert "3\N{NO-BREAK SPACE}lettres" in pages[3] and ": 2" in pages[3]


@pytest.mark.parametrize("sign", ["🙂", "漢", "\uf0b7"])
def test_a_sign_that_no_font_draws_is_printed_all_the_same(app, caplog, sign):
    with app.test_request_context():
        letter = letter_of("invitation", ["EAUX", "1 rue", "76600 LE HAVRE"], {"intitules": f"- Quai {sign}"})
        pdf = pdf_of(print_letters("lettres", [letter]))
    assert "Quai" in pdf.pages[0].extract_text() and pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert "lettre.typ" in caplog.text and sign not in caplog.text


@pytest.mark.parametrize("whole", [True, False])
def test_an_address_that_is_missing_is_said_beside_the_button(desk, agent, whole):
    record = concession(**WHERE if whole else {**WHERE, "city": ""})
    page = desk(agent).open(f"/console/concessions/details/?id={record.id}")
    assert ("L’adresse postale n’est pas complète" in page.text) is not whole


def test_a_letter_of_a_case_stays_in_it_as_a_note(desk, agent, account):
    case = cases.open_(CaseKind.HELP, "Code perdu", account=account, actor=of(account))
    address = f"/console/dossiers/{case.id}/lettre"
    assert desk(agent).send(address, message=" ").status == 422
    page = desk(agent).open(address)
    answer = browser_post(page, address, message="Renvoyez le mandat.")
    assert "Renvoyez le mandat." in pdf_of(answer).pages[0].extract_text()
    [note] = list_notes(case)
    assert (note.kind, note.text, note.agent_id) == ("lettre", "Renvoyez le mandat.", agent.id)


def browser_post(page, address, **typed):
    return page.client.post(address, data={**page.form(), **typed})
