"""A browser in the words of its person."""

from __future__ import annotations

import pytest

from views.access.browsers import UNKNOWN, name_of

WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64"
WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0"


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        (f"{WINDOWS}; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox sous Windows"),
        (f"{WINDOWS}) {WEBKIT} Safari/537.36", "Chrome sous Windows"),
        (f"{WINDOWS}) {WEBKIT} Safari/537.36 Edg/140.0", "Edge sous Windows"),
        (f"Mozilla/5.0 (Linux; Android 15) {WEBKIT} Mobile Safari/537.36", "Chrome sous Android"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox sous Linux"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E148 Safari/604.1",
            "Safari sur un iPhone",
        ),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/18.0 Safari/605", "Safari sous macOS"),
        ("curl/8.0", UNKNOWN),
        ("<script>alert(1)</script>", UNKNOWN),
        ("", UNKNOWN),
    ],
)
def test_a_browser_is_named_as_its_person_knows_it(user_agent: str, name: str) -> None:
    assert name_of(user_agent) == name
