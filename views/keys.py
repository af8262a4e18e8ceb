"""The keys of the console: one table, from which the list of them, the hints on pages and the script come."""

from __future__ import annotations

from dataclasses import dataclass

_CAPS = {"ctrl": "Ctrl", "shift": "Maj", "enter": "Entrée", "escape": "Échap", "up": "↑", "down": "↓"}

GO = "g"
"""Begins every way to a page: G, then the letter of its line in the menu."""


@dataclass(frozen=True)
class Key:
    """What is pressed, as the script spells it (`ctrl k`, `g m`), and what it does.

    `does` names a function of keys.js; without one the browser does it. `hint` is said under a list.
    """

    press: str
    words: str
    does: str = ""
    hint: str = ""

    @property
    def caps(self) -> list[str]:
        """What stands on each key."""
        return caps(self.press)


KEYS: tuple[tuple[str, tuple[Key, ...]], ...] = (
    (
        "Partout",
        (
            Key("ctrl k", "Chercher ou agir, même depuis un champ", "palette"),
            Key("/", "Aller à la recherche du haut", "search"),
            Key("?", "Montrer ou fermer cette liste", "help", "tous les raccourcis"),
            Key("escape", "Fermer ce qui est ouvert, ou sortir du champ", hint="sortir du champ"),
        ),
    ),
    (
        "Dans une liste",
        (
            Key("j", "Ligne suivante", "next", "suivante"),
            Key("k", "Ligne précédente", "previous", "précédente"),
            Key("enter", "Ouvrir la ligne", hint="ouvrir"),
            Key("f", "Filtrer", "filter", "filtrer"),
            Key("x", "Choisir la ligne", "pick", "choisir"),
            Key("shift x", "Choisir jusqu’à cette ligne", "stretch"),
            Key("a", "Agir sur les lignes choisies", "act", "agir"),
        ),
    ),
)
"""By group, as they are listed behind `?`. A line here and a function of that name in keys.js make a key."""


def caps(press: str) -> list[str]:
    """`ctrl k` → `Ctrl`, `K`."""
    return [_CAPS.get(sign, sign.upper()) for sign in press.split()]


def hints(*names: str) -> list[Key]:
    """The keys of these functions, or of these presses, for the line of hints under a list."""
    known = {name: key for _, keys in KEYS for key in keys for name in (key.does, key.press) if name}
    return [known[name] for name in names]


def taken() -> set[str]:
    """The single keys that no button of a page may bear."""
    return {GO} | {key.press for _, keys in KEYS for key in keys if len(key.press) == 1}
