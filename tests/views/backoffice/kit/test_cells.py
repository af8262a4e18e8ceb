"""The cells of a list: each way of showing escapes what it shows, and draws as the page of one row does."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import lxml.html
import pytest

from models.attachments import Evidence
from models.kernel.clock import now
from views.backoffice.kit.cells import SHOWS, Rows, cell
from views.backoffice.kit.columns import Column
from views.messages import Tag

EVIL = "'\"><script>alert(1)</script>&"
VALUES: dict[str, Any] = {
    "tag": Tag(EVIL, EVIL, EVIL),
    "proof": Evidence.CODE,
    "stamp": datetime(2020, 5, 4, 10, 0, tzinfo=UTC),
    "day": datetime(2020, 5, 4, 10, 0, tzinfo=UTC),
    "moment": datetime(2020, 5, 4, 10, 0, tzinfo=UTC),
    "lines": f"{EVIL}\n{EVIL}",
}


def row(**values: Any) -> Any:
    return SimpleNamespace(id=7, **values)


def drawn(columns: list[Column], *rows: Any, picked: bool | None = None, tone: str = "") -> str:
    return Rows(columns).draw(
        rows, number=lambda row: row.id, details=f"/{EVIL}?id=", tone=lambda row: tone, picked=picked
    )


@pytest.mark.parametrize("show", SHOWS)
def test_no_value_becomes_markup_whatever_shows_it(show: str) -> None:
    value = VALUES.get(show, EVIL)
    html = cell(Column("Valeur", "value", show, href=lambda row: f"/{EVIL}"), row(value=value))
    assert "<script>" not in html
    found = lxml.html.fragment_fromstring(html, create_parent=True)
    assert not found.xpath(".//script")
    assert found.xpath("./a/@href") == [f"/{EVIL}"]  # an attribute that nothing closed


def test_neither_name_nor_second_line_nor_address_becomes_markup() -> None:
    columns = [Column("Nom", "value", under="value"), Column("Autre", "value", under=lambda row: row.value)]
    html = drawn(columns, row(value=EVIL), tone=EVIL, picked=True)
    table = lxml.html.fragment_fromstring(f"<table><tbody>{html}</tbody></table>")
    assert not table.xpath(".//script")
    assert table.xpath(".//small/text()") == [EVIL, EVIL]
    assert len(table.xpath(".//wbr")) == 2, "a line may end before it"
    assert table.xpath(".//th/a/@href") == [f"/{EVIL}?id=7"]
    assert table.xpath(".//th/a/text()") == [EVIL]


def test_no_value_is_left_empty_in_a_list_and_drawn_as_a_dash_in_a_detail() -> None:
    columns = [Column("Nom", "value"), Column("Structure", "company.name", under="company")]
    assert "<td></td>" in drawn(columns, row(value="A", company=None))
    assert cell(columns[1], row(company=None)) == "–"


def test_a_line_can_be_picked_only_where_something_can_be_done_with_it() -> None:
    columns = [Column("Nom", "value")]
    assert "checkbox" not in drawn(columns, row(value="A"))
    assert ' id="r7"' in drawn(columns, row(value="A"), picked=False)
    assert " checked>" not in drawn(columns, row(value="A"), picked=False)
    assert " checked>" in drawn(columns, row(value="A"), picked=True)


def test_a_row_that_needs_a_hand_says_so() -> None:
    assert drawn([Column("Nom", "value")], row(value="A"), tone="stop").startswith(
        '<tr data-id="7" class="is-stop">'
    )


def test_on_paper_nothing_is_followed_and_no_day_is_told_in_words() -> None:
    column = Column("Vu", "value", "stamp", href=lambda row: "/ailleurs")
    html = cell(column, row(value=now()), "", paper=True)
    assert "href" not in html
    assert " à " in html.split(">")[1]
