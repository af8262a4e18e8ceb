"""The campaign as the first page tells it: records attached, of each kind, and at what pace."""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for

from models.concessions import ConcessionStatus
from models.reports.progress import Progress, Share
from views import formats
from views.formats import NBSP
from views.messages import label_of

LEFT = ConcessionStatus.FREE.value
"""What a bar opens: what is to be attached yet. Closed records are no part of the campaign."""


@dataclass(frozen=True)
class Bar:
    """How far one kind is: `182 sur 300`."""

    words: str
    share: Share
    href: str

    @property
    def counted(self) -> str:
        """What its bar shows, in words."""
        return in_words(self.share)

    @property
    def lately(self) -> str:
        """What this week added to it."""
        return f"+{formats.number(self.share.week)} en 7 jours" if self.share.week else ""

    @property
    def outlook(self) -> str:
        """When nothing would be left."""
        if not self.share.left:
            return "Tout est rattaché"
        weeks = self.share.weeks_left
        return "Rien cette semaine" if weeks is None else f"Encore {formats.plural(weeks, 'semaine')}"


def in_words(share: Share) -> str:
    """`182 sur 300`."""
    return NBSP.join((formats.number(share.attached), "sur", formats.number(share.attachable)))


def bars(campaign: Progress) -> list[Bar]:
    """One for each kind that there is."""
    return [
        Bar(
            label_of("ConcessionKind", kind.value),
            share,
            url_for("concessions.index_view", genre=kind.value, etat=LEFT),
        )
        for kind, share in campaign.kinds.items()
    ]


def pace(share: Share) -> tuple[str, str]:
    """The icon and the sentence of the last two weeks."""
    week, before = share.week, share.week_before
    if not week and not before:
        return (
            "arrow-right",
            "Aucun rattachement depuis 14 jours : prenez un appel pour relancer la campagne.",
        )
    icon = "arrow-up-right" if week > before else "arrow-down-right" if week < before else "arrow-right"
    made = formats.plural(week, "rattachement")
    words = f"{made} ces 7 derniers jours, {formats.number(before)} les 7 précédents."
    if share.weeks_left is not None:
        words += f" À ce rythme, il reste {formats.plural(share.weeks_left, 'semaine')}."
    return icon, words if share.left else f"{words} Tout est rattaché."
