"""Reads figures as Prometheus does."""

from __future__ import annotations

from prometheus_client.parser import text_string_to_metric_families


def read(text: str) -> dict[tuple[object, ...], float]:
    """The samples, by name and sorted labels."""
    return {
        (sample.name, *sorted(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }
