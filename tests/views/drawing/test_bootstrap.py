"""Bootstrap's sheet is cut to our classes, is valid CSS, and is all that is served of the package."""

from __future__ import annotations

import re

import pytest
import tinycss2

from views.drawing import bootstrap

SHEET = """@charset "UTF-8";:root{--bs-blue:#0d6efd}
.btn,.wheel:hover{color:red}a:not(.wheel){color:blue}.wheel .btn{top:0}:is(.wheel,.btn)>p{left:0}
@media (min-width:576px){.wheel{top:1px}.btn{top:2px}}@media print{.wheel{top:3px}}
@keyframes turn{to{rotate:1turn}}"""


def test_a_rule_stays_when_every_class_that_it_needs_is_named():
    kept = bootstrap.cut(SHEET, {"btn"})
    assert kept == (
        ":root{--bs-blue:#0d6efd}.btn{color:red}a:not(.wheel){color:blue}:is(.wheel,.btn)>p{left:0}"
        "@media (min-width:576px){.btn{top:2px}}@keyframes turn{to{rotate:1turn}}"
    )


def test_the_sheet_that_is_served_is_whole_css_and_a_quarter_of_bootstrap_at_most():
    sheet = bootstrap.sheet()
    assert len(sheet) < len(bootstrap.whole()) / 4
    assert not [rule for rule in tinycss2.parse_stylesheet(sheet) if rule.type == "error"]


def test_what_our_templates_wear_is_in_it():
    worn = set()
    for path in (bootstrap.HERE / "templates").rglob("*.html"):
        for classes in re.findall(r'class="([^"{}]*)"', path.read_text("utf-8")):
            worn.update(classes.split())
    known, served = (
        set(re.findall(r"\.([A-Za-z][\w-]*)", text)) for text in (bootstrap.whole(), bootstrap.sheet())
    )
    assert worn & known and worn & known <= served


def test_its_address_changes_with_its_content(app):
    with app.test_request_context():
        assert re.fullmatch(r"/static/bootstrap\.css\?v=[0-9a-f]{10}", bootstrap.href())
    answer = app.test_client().get("/static/bootstrap.css?v=1")
    assert answer.content_type.startswith("text/css") and "immutable" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("file", ["jquery", "select2", "x-editable", "font-awesome", "bootstrap.bundle"])
def test_no_old_library_has_an_address(app, file):
    served = [rule.rule for rule in app.url_map.iter_rules() if "static" in rule.rule]
    assert sorted(served) == ["/static/<path:filename>", "/static/bootstrap.css", "/static/labels.css"]
    assert not list((bootstrap.HERE / "static").rglob(f"*{file}*"))
