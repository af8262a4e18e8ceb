"""The pages that everyone may read."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

READABLE = ("/cgu", "/confidentialite", "/accessibilite", "/aide", "/faq", "/a-propos")


@pytest.mark.parametrize("address", READABLE)
def test_the_page_is_open_to_all_and_says_something(client: FlaskClient, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 200 and len(answer.text) > 1500
