"""Who sets out, and the links that come by mail."""

from __future__ import annotations

import json
import re
import time
from typing import Any

from tests.browser.conftest import Reader, Site


def demo(site: Site) -> dict[str, Any]:
    known: dict[str, Any] = json.loads((site.folder / "instance" / "demo.json").read_text("utf-8"))
    return known


def sit(site: Site, chromium: Any) -> Reader:
    return Reader(site, chromium, reduced_motion="reduce")


def mailed(site: Site, pattern: str) -> str:
    """The last link of that form in a mail."""
    for _ in range(60):
        mails = sorted(
            (site.folder / "instance" / "mail").rglob("*.eml"), key=lambda mail: mail.stat().st_mtime
        )
        for mail in reversed(mails):
            text = mail.read_text("utf-8", "replace").replace("=\n", "")
            if found := re.findall(rf"http://[^\s/]+({pattern}[\w-]+)", text):
                return str(found[-1])
        time.sleep(0.25)
    raise AssertionError(f"no mail holds {pattern}")
