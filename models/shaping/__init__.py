"""What administrators shape by themselves: kinds of shapes, changes of them, what holds, files of it."""

from models.shaping.bodies import Body
from models.shaping.changing import Wanted, install, propose
from models.shaping.deciding import approve, bring_back, refuse, restore, retire, undo
from models.shaping.kinds import ShapeKind, Wish
from models.shaping.moving import Applied, Difference, FileStep, apply, diff, export
from models.shaping.refusals import (
    ChangeDecided,
    LosesValues,
    NothingChanges,
    OwnChange,
    ShapeKeyRefused,
    ShapeKeyTaken,
    ShapeKindUnknown,
    ShapeRefused,
    ShapeUnknown,
    ShapeUnreadable,
    ShapingUnreadable,
)
from models.shaping.tables import ChangeState, Shape, ShapeChange, ShapeVersion

__all__ = [
    "Applied",
    "Body",
    "ChangeDecided",
    "ChangeState",
    "Difference",
    "LosesValues",
    "NothingChanges",
    "OwnChange",
    "Shape",
    "ShapeChange",
    "ShapeKeyRefused",
    "ShapeKeyTaken",
    "ShapeKind",
    "ShapeKindUnknown",
    "ShapeRefused",
    "ShapeUnknown",
    "ShapeUnreadable",
    "ShapeVersion",
    "ShapingUnreadable",
    "FileStep",
    "Wanted",
    "Wish",
    "apply",
    "approve",
    "bring_back",
    "diff",
    "export",
    "install",
    "propose",
    "refuse",
    "restore",
    "retire",
    "undo",
]
