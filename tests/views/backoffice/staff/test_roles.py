"""The table of roles is the one that is enforced, and everybody of the staff may read it."""

from __future__ import annotations

import pytest

from models.permissions import Permission, Role, allows
from tests.support import people
from tests.views.backoffice.conftest import Page
from views.backoffice.staff.roles import table
from views.messages import LABELS


def test_every_right_has_its_words():
    assert set(LABELS["Permission"]) == {permission.value for permission in Permission}


def test_the_table_says_what_is_enforced():
    for permission, line in zip(Permission, table(), strict=True):
        assert line.held == tuple(allows(role, permission) for role in Role)


@pytest.mark.parametrize("role", list(Role))
def test_everybody_of_the_staff_reads_it_and_finds_his_own_column(app, browser, role):
    client = browser(people.staff(role))
    page = Page(client, client.get("/console/roles/"))
    assert page.status == 200
    heads = [" ".join(head.text_content().split()) for head in page.doc.xpath("//thead//th")]
    assert [head for head in heads if head.endswith("Vous")] == [f"{LABELS['Role'][role]} Vous"]
    assert len(page.doc.xpath("//tbody/tr")) == len(Permission)
