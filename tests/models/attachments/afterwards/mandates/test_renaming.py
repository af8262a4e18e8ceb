"""What searches find of a mandate follows the titles of its records."""

from __future__ import annotations

from models.attachments.afterwards.mandates.renaming import refresh_search_of_concessions
from models.kernel.transactions import transaction
from tests.support import people, road_works
from tests.support.mandates import given


def test_a_record_that_bears_another_title_is_found_by_it(app, account):
    held = road_works.held(account)
    made = given(account, people.active(), held)
    with transaction():
        held.concession.name("QUAI DES ANTILLES")
        refresh_search_of_concessions([held.concession_id])
    assert "quai des antilles" in made.search
