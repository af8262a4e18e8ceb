"""The supervisors’ queue: what is owed a look at the left, the chosen one at the right."""

from __future__ import annotations

from dataclasses import dataclass

from flask import abort, request, url_for
from flask.typing import ResponseReturnValue

from models import attachments
from models.attachments import Attachment, Turn
from models.attachments.queries import find_attachment
from models.attachments.questions import list_questions
from models.attachments.review import may_review
from models.attachments.review_queue import count_decided, list_similar
from models.documents import Document, papers
from models.documents.papers import Paper
from models.kernel.clock import now
from models.permissions import Permission
from models.reports import comparison, related_activity, risk_flags
from models.staff import Agent
from models.values.days import today
from views import access, formats
from views.backoffice.attachments.ask_agent import Asking
from views.backoffice.attachments.columns import caller
from views.backoffice.attachments.contest import doubt_words
from views.backoffice.attachments.reviewing import Doubting
from views.backoffice.kit.columns import Args, searched
from views.backoffice.kit.filtering.filters import midnight
from views.backoffice.kit.guarded import Room, expose
from views.backoffice.kit.history import moment_of
from views.fields import page_number, row_id
from views.messages import Tag, tag_of
from views.messages.reports import caution_words

SHOWN = 20
"""Of the queue on one page."""

GROUPS: dict[str, tuple[str, tuple[Turn, ...]]] = {
    "avant": ("À approuver", (Turn.LAPSES_SOON, Turn.BEFORE)),
    "contestes": ("Contestés", (Turn.CONTESTED,)),
    "apres": ("Après coup", (Turn.AFTER,)),
    "echantillon": ("Échantillon", (Turn.SAMPLE,)),
}
"""What the queue may be narrowed to: words of the address, words of the page, turns."""

LISTED = {
    "": "a-faire",
    "avant": "avant",
    "contestes": "conteste",
    "apres": "apres",
    "echantillon": "echantillon",
}
"""The same groups in the list of attachments, where several are ticked and decided at once."""

PAPERS = {"application/pdf": "PDF", "image/png": "Image PNG", "image/jpeg": "Image JPEG"}
"""What each kind of file is called."""

PRESSING = 8
"""Hours before it lapses from which one is drawn red."""


@dataclass(frozen=True)
class Group:
    """A way to narrow the queue."""

    words: str
    count: int
    href: str
    here: bool


def turn_tag(attachment: Attachment) -> Tag:
    """Why it stands in the queue: for one that lapses, in how long."""
    turn = attachments.turn_of(attachment)
    if turn in (Turn.LAPSES_SOON, Turn.BEFORE) and attachment.review_due_at is not None:
        left = attachment.review_due_at - now()
        tone = "stop" if left.total_seconds() < PRESSING * 3600 else "wait"
        return Tag(tone, "clock-history", formats.typo(f"Expire {formats.time_left(left)}"))
    if turn is None:
        return tag_of(attachment.status)
    return tag_of(turn)


def paper_words(document: Document, paper: Paper | None) -> str:
    """What is known of a file before anybody opens it: `PDF, 412 Ko, 6 pages`."""
    if paper is None:
        return "Le fichier n’est plus là."
    parts = [PAPERS[document.content_type], formats.size(document.size)]
    if paper.pages:
        parts.append(formats.plural(paper.pages, "page"))
    if paper.width and paper.height:
        parts.append(f"{formats.number(paper.width)} × {formats.number(paper.height)} pixels")
    return ", ".join(parts)


class ReviewQueue(Room):
    """What supervisors owe a look; what they attached themselves is left to their colleagues."""

    endpoint, title = "review_queue", "Contrôle"
    permissions = {"index": Permission.REVIEW}

    def __init__(self) -> None:
        super().__init__(name=self.title, endpoint=self.endpoint, url="rattachements/controle")

    @expose("/")
    def index(self) -> ResponseReturnValue:
        """The queue, and the attachment of `?rattachement=`, or the first."""
        agent = access.current_agent()
        assert agent is not None
        args = request.args
        group, words, page = (
            args.get("quoi", ""),
            searched(args.get("search", "")),
            page_number(args.get("page")),
        )
        if group and group not in GROUPS:
            abort(404)
        turns = GROUPS[group][1] if group else tuple(Turn)
        found = attachments.queue(
            turns=turns, words=words, exclude=agent, limit=SHOWN, offset=(page - 1) * SHOWN
        )
        if page > 1 and not found.rows:
            abort(404)
        kept = {name: value for name, value in (("quoi", group), ("search", words)) if value}
        chosen = self._chosen(found.rows)
        return self.render(
            "backoffice/attachments/review_queue.html",
            rows=found.rows,
            chosen=chosen,
            total=found.total,
            before=found.counts[Turn.BEFORE] + found.counts[Turn.LAPSES_SOON],
            others=found.others,
            groups=self._groups(found, group, words),
            criteria={"quoi": group, "search": words},
            turn_tag=turn_tag,
            several=url_for("attachments.index_view", controle=LISTED[group]),
            decided=count_decided(agent, since=midnight(today())),
            here=at(**kept),
            address=lambda row: at(rattachement=row.id, **_paged(kept, page)),
            **self._ways(found, chosen, kept, page),
            **(self._case(chosen, agent, kept) if chosen is not None else {}),
        )

    def _chosen(self, rows: list[Attachment]) -> Attachment | None:
        if (number := request.args.get("rattachement")) is None:
            return rows[0] if rows else None
        chosen = find_attachment(row_id(number))
        return chosen if chosen is not None else abort(404)

    @staticmethod
    def _groups(found: attachments.Waiting, group: str, words: str) -> list[Group]:
        kept = {"search": words} if words else {}
        listed = [Group("Tout", found.total, at(**kept), not group)]
        for name, (label, turns) in GROUPS.items():
            count = sum(found.counts[turn] for turn in turns)
            listed.append(Group(label, count, at(quoi=name, **kept), name == group))
        return listed

    @staticmethod
    def _ways(
        found: attachments.Waiting, chosen: Attachment | None, kept: dict[str, str], page: int
    ) -> dict[str, object]:
        """The one before and the one after the chosen one, and the pages of the queue."""
        ids = [row.id for row in found.rows]
        place = ids.index(chosen.id) if chosen is not None and chosen.id in ids else -1
        more = found.among > page * SHOWN

        def way(number: int | None, to: int) -> str:
            row = {"rattachement": number} if number is not None else {}
            return at(**row, **_paged(kept, to))

        following: str | None = None
        if place + 1 < len(ids):
            following = way(ids[place + 1], page)
        elif more:
            following = way(None, page + 1)
        return {
            "following": following,
            "preceding": way(ids[place - 1], page) if place > 0 else None,
            "next_page": way(None, page + 1) if more else None,
            "previous_page": way(None, page - 1) if page > 1 else None,
        }

    @staticmethod
    def _case(row: Attachment, agent: Agent, kept: dict[str, str]) -> dict[str, object]:
        """All that is to be seen of one before it is decided."""
        lines, last = comparison.compare(row), attachments.last_decision(row)
        paper = papers.examine(row.document) if row.document is not None else None
        back = at(**kept)
        return {
            "lines": lines,
            "cautions": [caution_words(caution) for caution in risk_flags.cautions(row, lines, reader=agent)],
            "paper": paper,
            "paper_words": paper_words(row.document, paper) if row.document is not None else "",
            "caller": caller(row),
            "lately": _lately(row),
            "questions": list_questions(row),
            "turn": attachments.turn_of(row),
            "may_decide": may_review(agent, row),
            "doubt": doubt_words(row),
            "similar": _similar(row, agent),
            "back": back,
            "contested_it": row.suspended_by_id == agent.id,
            "last": moment_of(last) if last is not None else None,
            "form": Doubting(formdata=None, seen=row.mark, next=back),
            "asking": Asking(formdata=None, next=back),
        }


def _similar(row: Attachment, agent: Agent) -> dict[str, str | int] | None:
    """The ways to decide together of those like this one, with one reason; None where there are none."""
    found = [other.id for other in list_similar(row, agent, limit=SHOWN) if may_review(agent, other)]
    if not found or row.suspended_at is not None:
        return None
    ids = [row.id, *found]
    return {
        "count": len(found),
        "approve": url_for("attachments.bulk_approuver", id=ids),
        "contest": url_for("attachments.bulk_contester", id=ids),
    }


def _lately(row: Attachment) -> list[tuple[str, related_activity.Lately, str]]:
    """What else happened lately: whose, what, and the list where all of it stands."""
    siren, around = row.company.siret[:9], related_activity.around(row)
    people = [
        (
            "Ce compte",
            around.account,
            url_for("attachments.index_view", compte=row.referent_id),
        ),
        (
            f"Le SIREN {formats.siren(siren)}",
            around.siren,
            url_for("attachments.index_view", search=siren),
        ),
    ]
    if around.agent is not None and row.made_by is not None:
        listed = url_for("attachments.index_view", agent=row.made_by_id)
        people.insert(0, (row.made_by.name, around.agent, listed))
    return people


def _paged(kept: dict[str, str], page: int) -> dict[str, str]:
    return {**kept, "page": str(page)} if page > 1 else kept


def at(**place: str | int) -> str:
    """An address of the queue."""
    args: Args = {**place}
    return url_for("review_queue.index", **args)
