"""Where a letter about an old record goes, and who printed it."""

from __future__ import annotations

import pytest

from models.concessions import letters
from models.kernel.errors import NotAllowed
from tests.support import people
from tests.support.records import by, concession, detail, events

WHERE = {"address": "12 rue du Perrey\nBâtiment C", "postcode": "76600", "city": "Le Havre", "holder": "EAUX"}


def test_an_address_fits_the_window_of_an_envelope(app):
    assert letters.lines_of(concession(**WHERE)) == [
        "EAUX",
        "12 rue du Perrey",
        "Bâtiment C",
        "76600 LE HAVRE",
    ]
    long = letters.postal_lines("X" * 90, "a " * 200, "76600", "Le Havre")
    assert len(long) == letters.MOST_LINES and max(map(len, long)) <= letters.WIDEST
    assert long[-1] == "76600 LE HAVRE"


@pytest.mark.parametrize("part", ["address", "postcode", "city"])
def test_an_address_that_is_not_whole_is_told_and_nothing_is_printed(app, agent, part):
    record = concession(**{**WHERE, part: " "})
    with pytest.raises(letters.PostalAddressMissing) as refused:
        letters.trace(record, letter="invitation", actor=by(agent))
    assert refused.value.facts["missing"] == [part] and events("letter-printed") == []


def test_who_printed_what_stays(app, agent, admin):
    record = concession(**WHERE)
    letters.trace(record, letter="invitation", actor=by(agent))
    [event] = events("letter-printed")
    assert (event.actor_id, event.subject_id) == (agent.id, record.id) and "invitation" in detail(event).after
    with pytest.raises(NotAllowed):
        letters.trace(record, letter="invitation", actor=by(people.staff("admin")))
