"""Answers are light: compressed for whoever understands it, and what must not be compressed is left alone."""

from __future__ import annotations

import pytest

from models.permissions import Role
from tests.support import people


@pytest.mark.parametrize("coding", ["br", "gzip"])
@pytest.mark.parametrize("address", ["/", "/static/bootstrap.css", "/static/icons.css", "/static/bascule.js"])
def test_pages_and_files_are_compressed_for_whoever_understands_it(client, address, coding):
    plain, packed = client.get(address), client.get(address, headers={"Accept-Encoding": coding})
    assert packed.headers["Content-Encoding"] == coding
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert len(packed.data) < len(plain.data) / 2
    assert "Content-Encoding" not in plain.headers


def test_an_export_is_streamed_as_it_is(app, browser):
    client = browser(people.staff(Role.SUPERVISOR))
    answer = client.get("/console/concessions/export/csv/", headers={"Accept-Encoding": "br, gzip"})
    assert answer.status_code == 200 and "Content-Encoding" not in answer.headers
