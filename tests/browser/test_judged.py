"""A shape that was judged is not judged again; whatever differs from it is."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.conftest import Reader, Site

pytestmark = pytest.mark.browser

PAGE = """<!doctype html><html lang="fr"><head><title>Une page</title></head><body><main><h1>Une page</h1>
<ul>{rows}</ul></main></body></html>"""
SOUND = '<li><a href="/un">Un</a> <span id="mot">mot</span> <input aria-labelledby="mot"></li>'


@pytest.mark.parametrize(
    "row, fault",
    [
        (SOUND.replace(">Un<", "> <"), "link-name"),
        (SOUND.replace("<span", '<span style="color: #eee"'), "color-contrast"),
        (SOUND.replace('labelledby="mot"', 'labelledby="autre"'), "label"),
        (SOUND.replace("<a", '<a role="mensonge"'), "aria-roles"),
    ],
)
def test_a_row_that_differs_from_a_sound_one_is_judged(site: Site, chromium: Any, row: str, fault: str):
    reader = Reader(site, chromium)
    # The second of two is what differs: no page may hold the same name twice.
    reader.page.set_content(PAGE.format(rows=SOUND))
    reader.look()
    reader.page.set_content(PAGE.format(rows=SOUND))
    reader.look()
    assert reader.page.locator("[data-alike]").count() == 1
    reader.page.set_content(PAGE.format(rows=row))
    with pytest.raises(AssertionError, match=fault):
        reader.look()
    reader.context.close()


def test_a_page_made_as_a_sound_one_is_passed_over_but_for_its_ids(site: Site, chromium: Any):
    reader, judged = Reader(site, chromium), "() => { window.axe = {run() { throw new Error('judged') }} }"
    reader.page.set_content(PAGE.format(rows=SOUND))
    reader.look()
    reader.page.set_content(PAGE.format(rows=SOUND.replace("Un", "Deux")))
    reader.page.evaluate(judged)
    reader.look()
    twice = SOUND.replace("<a", '<a id="lien"').replace("<input", '<input id="lien"')
    reader.page.set_content(PAGE.format(rows=twice))
    with pytest.raises(AssertionError, match="duplicate-id"):
        reader.look()
    reader.page.set_content(PAGE.format(rows=f"{SOUND}<li><em>Un</em></li>"))
    with pytest.raises(Exception, match="judged"):
        reader.look()
    reader.context.close()
