"""What a call leaves in the company's case, opened where there is none."""

from __future__ import annotations

import pytest

from models import cases
from models.cases import Case, CaseNote, CaseNoteKind
from tests.support.records import by, count


def test_a_note_opens_the_case_of_its_company_once_however_often_it_is_sent(app, account, agent):
    facts = {"kind": CaseNoteKind.CALL, "text": "Rappelle", "submission": "the-key", "actor": by(agent)}
    notes = {cases.note_for(account.company, **facts).id for _ in range(2)}
    assert (len(notes), count(Case), count(CaseNote)) == (1, 1, 1)


@pytest.mark.parametrize("wrong", [{"text": " "}, {"text": "Vu", "minutes": 601}])
def test_a_note_that_is_not_kept_opens_no_case(app, account, agent, wrong):
    with pytest.raises((cases.NoteEmpty, cases.MinutesImplausible)):
        cases.note_for(account.company, kind=CaseNoteKind.CALL, **wrong, actor=by(agent))
    assert count(Case) == 0


def test_a_note_sent_again_once_its_case_is_closed_opens_no_other(app, account, agent):
    facts = {"kind": CaseNoteKind.CALL, "text": "Rappelle", "submission": "the-key", "actor": by(agent)}
    note = cases.note_for(account.company, **facts)
    case = cases.open_for(account.company, actor=by(agent))
    cases.close(case, reason="Fait", actor=by(agent))
    assert cases.note_for(account.company, **facts).id == note.id and count(Case) == 1
