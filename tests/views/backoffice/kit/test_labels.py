"""The names of columns on a telephone: from the declarations, for every list."""

from __future__ import annotations

import re

import pytest

from views.backoffice import SCREENS
from views.backoffice.kit import labels
from views.backoffice.kit.columns import usual
from views.backoffice.kit.screen import Screen

LISTS = [screen for screen in SCREENS if issubclass(screen, Screen)]


def rules(screen):
    return labels.sheet([screen]).count("::before")


@pytest.mark.parametrize("screen", LISTS, ids=lambda screen: screen.endpoint)
def test_each_value_that_does_not_speak_for_itself_has_the_name_of_its_column(screen):
    shown = usual(screen.columns)
    named = [column for column in shown[1:] if column.show not in labels.SPEAKS_FOR_ITSELF]
    assert rules(screen) == len(named)
    last = shown[-1]
    if last in named:
        assert f'td:nth-last-child(1)::before{{content:"{last.label}' in labels.sheet([screen])


@pytest.mark.parametrize("screen", LISTS, ids=lambda screen: screen.endpoint)
def test_what_speaks_for_itself_takes_no_line_while_it_is_empty(screen):
    shown = usual(screen.columns)
    silent = [column for column in shown[1:] if column.show in labels.SPEAKS_FOR_ITSELF]
    sheet = labels.sheet([screen])
    assert sheet.count(":empty") == len(silent) and sheet.count("{display:none}") == bool(silent)


def test_a_list_asks_for_the_sheet_and_says_which_one_it_is(app, desk, supervisor):
    page = desk(supervisor).open("/console/concessions/")
    (address,) = [href for href in page.doc.xpath("//link/@href") if "labels.css" in href]
    assert re.fullmatch(r"/static/labels\.css\?v=[0-9a-f]{10}", address)
    answer = app.test_client().get(address)
    assert answer.mimetype == "text/css" and "[data-of=concessions]" in answer.text
    assert answer.headers["Cache-Control"].endswith("immutable")
