"""Alerts and dashboard stand on figures that exist, and each alert says what is to be done."""

from __future__ import annotations

import json
import re
import shutil
import subprocess

import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from bench.layout import ROOT

FOLDER = ROOT / "deploy" / "prometheus"
RULES = yaml.safe_load((FOLDER / "bascule.rules.yml").read_text())["groups"][0]["rules"]
SUFFIXES = ("_bucket", "_count", "_sum", "_total")


def expressions():
    yield from (rule["expr"] for rule in RULES)
    dashboard = json.loads((ROOT / "deploy" / "grafana" / "bascule.json").read_text())
    yield from (target["expr"] for panel in dashboard["panels"] for target in panel["targets"])


def test_each_figure_that_is_watched_is_told(client):
    exported = {family.name for family in text_string_to_metric_families(client.get("/metrics").text)}
    named = {name for expression in expressions() for name in re.findall(r"\bbascule_\w+", expression)}
    stems = {name: next((name.removesuffix(s) for s in SUFFIXES if name.endswith(s)), name) for name in named}
    assert len(named) > 15
    assert {name for name, stem in stems.items() if not {name, stem} & exported} == set()
    watched = set(stems.values()) | named
    assert exported - watched - {"bascule_job_failures"} == set(), "told, and watched by nobody"


def test_each_alert_has_its_paragraph_and_is_fired_on_purpose():
    guide = (ROOT / "docs" / "exploitation.md").read_text(encoding="utf-8")
    tries = (FOLDER / "bascule.rules.test.yml").read_text()
    names = [rule["alert"] for rule in RULES]
    assert len(names) == len(set(names)) > 10
    paragraphs = dict(re.findall(r"^#### (Bascule\w+)\n\n(.+?)(?=\n#|\Z)", guide, re.DOTALL | re.MULTILINE))
    assert list(paragraphs) == names, "in the order of the rules"
    assert [name for name in names if len(paragraphs[name]) < 80] == []
    assert [name for name in names if f'alertname="{name}"' not in tries] == []


def test_prometheus_reads_them_and_fires_them():
    promtool = shutil.which("promtool")
    if promtool is None:
        pytest.skip("promtool is not installed")
    for words in (
        ("check", "config", "prometheus.yml"),
        ("test", "rules", "bascule.rules.test.yml"),
    ):
        done = subprocess.run([promtool, *words], cwd=FOLDER, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
