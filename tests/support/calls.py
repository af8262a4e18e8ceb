"""A call as an agent takes it: what is typed, what the assistance shows, where its buttons lead."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

ADDRESS = "/console/migration/"


def ask(console: Any, text: str, **focus: Any) -> Any:
    """The page of the assistance for what was typed, and what was chosen since."""
    return console.open(f"{ADDRESS}?{urlencode({'q': text, **focus})}")


def step(page: Any) -> str:
    """The next step."""
    return str(page.doc.xpath("//*[@data-step]/@data-step")[0])


def heading(page: Any) -> str:
    """The title of the next step."""
    return " ".join(page.doc.xpath("//*[@data-step]/h3")[0].text_content().split())


def links(page: Any) -> list[str]:
    """Where the page leads."""
    return list(page.doc.xpath("//main//a/@href"))


def shown(page: Any) -> list[str]:
    """The rows that are offered, in their order."""
    return list(page.doc.xpath("//ul[contains(@class, 'b-cands')]/li/@data-id"))


def target(page: Any, key: str = "r") -> str:
    """Where the button that bears a key leads: its link, or its form's address."""
    found = page.doc.xpath(f"//*[@data-key='{key}']")[0]
    return str(found.get("href") or found.xpath("ancestor-or-self::form/@action")[0])
