"""The shaping as YAML: in one order, without what is usual, so that two of them are compared line by line."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import yaml

from models.shaping.kinds import KINDS
from models.shaping.refusals import ShapeKindUnknown, ShapingUnreadable

FORMAT = "bascule"
EDITION = 1
"""The first line of a file says how the rest is to be read."""

LONGEST = 1_000_000
"""Signs of a file: ten thousand shapes are fewer."""

AllWritten = dict[str, dict[str, Mapping[str, Any]]]
"""What is written of each shape, by kind and by key."""


class _Reader(yaml.SafeLoader):
    """Plain values: no alias, which unfolds without end, and no name twice, of which the first is lost."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            raise yaml.MarkedYAMLError(problem_mark=self.peek_event().start_mark)
        return super().compose_node(parent, index)


def _mapping(reader: _Reader, node: Any) -> dict[Hashable, Any]:
    names = [reader.construct_object(key, deep=True) for key, _ in node.value]
    for number, name in enumerate(names):
        if not isinstance(name, str) or name in names[:number]:
            raise yaml.MarkedYAMLError(problem_mark=node.value[number][0].start_mark)
    values = (reader.construct_object(value, deep=True) for _, value in node.value)
    return dict(zip(names, values, strict=True))


_Reader.add_constructor("tag:yaml.org,2002:map", _mapping)


class _Writer(yaml.SafeDumper):
    """As usual, save that what YAML would read as the end of a line is escaped."""


def _text(writer: Any, value: str) -> Any:
    style = '"' if any(sign in "\x85\u2028\u2029" for sign in value) else None
    return writer.represent_scalar("tag:yaml.org,2002:str", value, style)


_Writer.add_representer(str, _text)


def compose(shapes: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> str:
    """The text of a file."""
    text: str = yaml.dump(
        {FORMAT: EDITION, **{kind: dict(entries) for kind, entries in shapes.items() if entries}},
        Dumper=_Writer,
        allow_unicode=True,
        sort_keys=False,
        width=100,
    )
    return text


def parse(text: str) -> AllWritten:
    """What a file says; raises `ShapingUnreadable`, `ShapeKindUnknown`."""
    if len(text) > LONGEST:
        raise ShapingUnreadable(line=None)
    try:
        content = yaml.load(text, _Reader)  # noqa: S506 - it is a SafeLoader
    except yaml.MarkedYAMLError as problem:
        line = problem.problem_mark.line + 1 if problem.problem_mark else None
        raise ShapingUnreadable(line=line) from None
    except (yaml.YAMLError, RecursionError, ValueError):
        raise ShapingUnreadable(line=None) from None
    if not isinstance(content, dict) or content.pop(FORMAT, None) != EDITION:
        raise ShapingUnreadable(line=1)
    for kind, entries in content.items():
        if kind not in KINDS:
            raise ShapeKindUnknown(kind=kind, key="")
        if not isinstance(entries, dict) or not all(isinstance(entry, dict) for entry in entries.values()):
            raise ShapingUnreadable(line=None)
    return {kind: content[kind] for kind in KINDS if kind in content}
