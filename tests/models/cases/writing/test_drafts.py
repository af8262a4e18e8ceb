"""Notes while they are typed, and who else has the case before them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from models import cases
from models.cases import CaseDraft, CaseNoteKind, CasePresence, presence
from models.cases.presence import LASTS, list_others
from models.cases.writing import drafts
from models.cases.writing.drafts import find_draft
from models.kernel.clock import now
from models.kernel.errors import NotAllowed
from tests.support import people
from tests.support.records import by, count


@pytest.fixture
def case(app, account, agent):
    return cases.open_for(account.company, actor=by(agent))


def test_a_draft_waits_for_its_writer_alone_until_the_note_is_kept(case, agent, admin):
    colleague = people.staff("agent")
    for text in ("Rap", "Rappelle lundi"):
        cases.keep_draft(case, kind=CaseNoteKind.CALL, text=text, minutes=4, actor=by(agent))
    draft = find_draft(case, agent.id)
    assert (draft.kind, draft.text, draft.minutes) == ("appel", "Rappelle lundi", 4)
    assert find_draft(case, colleague.id) is None and count(CaseDraft) == 1
    cases.note(case, kind=CaseNoteKind.CALL, text="Autre chose", actor=by(colleague))
    assert find_draft(case, agent.id) is not None, "a colleague's note takes nobody's draft"
    cases.note(case, kind=CaseNoteKind.CALL, text="Rappelle lundi", actor=by(agent))
    assert find_draft(case, agent.id) is None
    with pytest.raises(NotAllowed):
        cases.keep_draft(case, kind=CaseNoteKind.CALL, text="Vu", actor=by(admin))


def test_a_draft_that_is_emptied_or_left_for_long_goes(case, agent, clock):
    cases.keep_draft(case, kind=CaseNoteKind.NOTE, text="Vu", actor=by(agent))
    assert cases.keep_draft(case, kind=CaseNoteKind.NOTE, text=" ", actor=by(agent)) is None
    assert count(CaseDraft) == 0
    cases.keep_draft(case, kind=CaseNoteKind.NOTE, text="Vu", actor=by(agent))
    assert drafts.sweep() == 0
    clock.shift(drafts.KEPT + timedelta(minutes=1))
    assert drafts.sweep() == 1


def test_the_others_are_told_since_when_and_forgotten_when_their_page_is_silent(case, agent, admin, clock):
    colleague, came = people.staff("agent"), now()
    cases.beat(case, actor=by(agent))
    cases.beat(case, actor=by(admin))
    assert [other.agent_id for other in list_others(case, colleague.id)] == [agent.id]
    assert list_others(case, agent.id) == [], "nobody is told of themselves"
    clock.shift(LASTS / 2)
    cases.beat(case, actor=by(agent))
    clock.shift(LASTS / 2 + timedelta(seconds=1))
    (still,) = list_others(case, colleague.id)
    assert came <= still.since < came + timedelta(seconds=5)
    clock.shift(LASTS)
    assert list_others(case, colleague.id) == []
    cases.beat(case, actor=by(agent))
    assert list_others(case, colleague.id)[0].since > came + LASTS, "who comes back has come anew"
    clock.shift(timedelta(days=2))
    assert presence.sweep() == 1 and count(CasePresence) == 0
