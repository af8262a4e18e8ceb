"""The old records that are offered, under the heading that says how far each may be believed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from models.assistance.matching import Match
from models.concessions import Concession

PROBABLE = ("Concessions probables", "de l’ancien portail, la plus sûre d’abord")
TO_CHECK = ("À vérifier", "avec la personne, avant de rattacher")


@dataclass
class Group:
    """Some candidates, and how they are introduced."""

    title: str
    more: str
    matches: list[Match[Concession]] = field(default_factory=list)


def group(candidates: Sequence[Match[Concession]]) -> list[Group]:
    """The probable and free ones apart from those to check; what was spoken of stays first."""
    groups: dict[tuple[str, str], Group] = {}
    for match in candidates:
        words = PROBABLE if match.is_probable and match.row.open_attachment is None else TO_CHECK
        groups.setdefault(words, Group(*words)).matches.append(match)
    return list(groups.values())
