"""A letter of a case: kept as a note where it can be sent, and nowhere else."""

from __future__ import annotations

import pytest

from models import cases
from models.cases.queries import list_notes
from models.concessions.letters import PostalAddressMissing
from models.kernel.errors import NotAllowed
from models.kernel.transactions import transaction
from tests.support import people
from tests.support.records import by


def test_what_a_letter_says_is_kept_once_and_it_goes_to_the_company(app, account, agent):
    case = cases.open_for(account.company, actor=by(agent))
    for _ in "12":
        lines = cases.write_letter(case, message="Le mandat ?", submission="the-key", actor=by(agent))
    assert lines == [account.company.name, "12 RUE DU PERREY", "76600 LE HAVRE"]
    assert [(note.kind, note.text) for note in list_notes(case)] == [("lettre", "Le mandat ?")]


def test_nothing_is_kept_of_a_letter_that_goes_nowhere(app, account, agent, admin):
    case = cases.open_for(account.company, actor=by(agent))
    with pytest.raises(NotAllowed):
        cases.write_letter(case, message="Le mandat ?", actor=by(admin))
    with transaction():
        account.company.city = ""
    visitor = cases.ask_help("Aide", message="", phone="", account=None, submission=None, actor=people.SYSTEM)
    for each in (case, visitor):
        with pytest.raises(PostalAddressMissing):
            cases.check_write_letter(each, by(agent))
        with pytest.raises(PostalAddressMissing):
            cases.write_letter(each, message="Le mandat ?", actor=by(agent))
        assert list_notes(each) == []
