"""The console's first page: what waits for whom, how far the campaign is, what the team has just done."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import url_for
from flask.typing import ResponseReturnValue

from models.accounts.queries import count_link_expired
from models.attachments.questions import list_unanswered
from models.attachments.review_queue import list_awaiting_review, list_first_to_review
from models.cases.queues import list_at_hand
from models.concessions.queries import count_locked_titles
from models.kernel import jobs
from models.kernel.clock import now
from models.lists.paging import Count
from models.mails.queries import list_troubled
from models.permissions import Permission, allows
from models.reports import progress
from models.staff import Agent
from models.staff.queries import list_staff
from models.values.days import today
from views import access, formats, nav
from views.backoffice.attachments.review_queue import turn_tag
from views.backoffice.campaign.shares import bars, in_words, pace
from views.backoffice.cases.columns import due
from views.backoffice.concessions.screen import LOCKED
from views.backoffice.dashboard.recent_activity import lately
from views.backoffice.kit.guarded import Home, expose
from views.backoffice.mails.screen import NOT_ARRIVED
from views.formats import NBSP
from views.messages import tag_of

SHOWN = 5
"""Rows of one part; the rest is one click away."""

CAP = 1_000
"""What no kept count tells is counted up to here."""

SILENT = timedelta(minutes=5)
"""A worker that was not seen for so long is not at work."""


@dataclass(frozen=True)
class Stat:
    """A count that leads to what it counts; `more` when it stopped at its cap."""

    count: int
    words: str
    href: str
    more: bool = False


def stats(agent: Agent) -> list[Stat]:
    """What waits, for this person."""
    pending = nav.pending(agent)
    found = [
        _stat(Count(pending["cases"]), "dossier ouvert", "dossiers ouverts", "cases.index_view", etat="open"),
        _stat(
            count_link_expired(CAP),
            "compte jamais activé, lien expiré",
            "comptes jamais activés, lien expiré",
            "accounts.index_view",
            etat="link-expired",
        ),
        _stat(
            Count(pending["mails"]),
            "courriel pas arrivé",
            "courriels pas arrivés",
            "mails.index_view",
            etat=NOT_ARRIVED,
        ),
        _stat(
            count_locked_titles(CAP),
            "intitulé en pause ou bloqué",
            "intitulés en pause ou bloqués",
            "concessions.index_view",
            etat=LOCKED,
        ),
    ]
    if "reviews" in pending:
        words = "rattachement à contrôler", "rattachements à contrôler"
        found.insert(0, _stat(Count(pending["reviews"]), *words, "review_queue.index"))
    return found


def _stat(count: Count, noun: str, many: str, endpoint: str, **filters: Any) -> Stat:
    words = noun if count.value < 2 else many
    return Stat(count.value, words, url_for(endpoint, **filters), count.more)


def installation(members: list[Agent]) -> list[tuple[str, str, str, str]]:
    """What an administrator keeps an eye on: words, value, tone, where to."""
    by_status = Counter(tag_of(member.status).words.lower() for member in members)
    people = ", ".join(formats.plural(count, words) for words, count in by_status.items())
    seen, backlog, dead, watched = jobs.outlook()
    alive = seen is not None and now() - seen < SILENT
    at_work = f"au travail, vu {formats.story(seen).lower()}" if alive and seen is not None else "arrêté"
    return [
        ("Personnel", people, "", url_for("staff.index_view")),
        ("Travaux de fond", at_work, "" if alive else "stop", ""),
        ("En attente", formats.plural(backlog, "tâche"), "", ""),
        ("Abandonnées", formats.plural(dead, "tâche"), "stop" if dead else "", ""),
        (
            "Veille du répertoire",
            f"passée {formats.story(watched).lower()}" if watched is not None else "pas encore passée",
            "",
            url_for("companies.index_view", veille="a-comparer"),
        ),
        (
            "Fermées au répertoire",
            "celles qui sont encore rattachées",
            "",
            url_for("companies.index_view", veille="fermees"),
        ),
    ]


class Dashboard(Home):
    """Where the day begins."""

    @expose()
    def index(self) -> ResponseReturnValue:
        """What waits, the next call, the campaign, the team."""
        agent = access.current_agent()
        assert agent is not None
        role, campaign = str(agent.role), progress.read()
        reviews, manages = allows(role, Permission.REVIEW), allows(role, Permission.MANAGE_STAFF)
        keeps_cases = allows(role, Permission.KEEP_CASES)
        my_cases, unowned = list_at_hand(agent.id if keeps_cases else None, SHOWN)
        attaches = allows(role, Permission.ATTACH)
        counted = stats(agent)
        return self.render(
            "backoffice/dashboard/page.html",
            today=formats.day(today()).replace(NBSP, " "),
            first_name=agent.name.split()[0] if agent.name.split() else agent.name,
            stats=[stat for stat in counted if stat.count],
            waiting=sum(stat.count for stat in counted),
            my_cases=my_cases if keeps_cases else None,
            unowned=unowned,
            due=due,
            questions=list_unanswered(agent),
            may_create=allows(role, Permission.CREATE_ACCOUNT),
            may_steer=allows(role, Permission.STATISTICS),
            queue=list_first_to_review(agent, limit=SHOWN) if reviews else None,
            turn_tag=turn_tag,
            mine=list_awaiting_review(agent, limit=SHOWN) if attaches and not reviews else None,
            my_list=url_for("attachments.index_view", agent=agent.id),
            troubled=list_troubled(SHOWN) if manages else None,
            installation=installation(list_staff()) if manages else None,
            campaign=campaign,
            in_words=in_words(campaign.whole),
            bars=bars(campaign),
            pace=pace(campaign.whole),
            lately=lately(),
        )
