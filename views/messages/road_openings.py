"""Road openings in words: their states, their works, what is refused of them, as both sites tell them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from models.attachments.afterwards.mandates import Mandate
from models.road_openings import RequestMove, RequestState, RoadOpeningRequest, StepKind
from views import formats
from views.messages.kit.tag import Labels, Refusals, Tag, Tags

TAGS: Tags = {
    "RequestState": {
        "brouillon": Tag("", "pencil", "Brouillon"),
        "deposee": Tag("info", "send", "Déposée"),
        "incomplete": Tag("wait", "exclamation-triangle-fill", "Incomplète"),
        "en-instruction": Tag("info", "search", "En instruction"),
        "accordee": Tag("ok", "file-earmark-check", "Accordée"),
        "refusee": Tag("stop", "x-octagon-fill", "Refusée"),
        "retiree": Tag("", "arrow-return-left", "Retirée"),
        "travaux-commences": Tag("info", "cone-striped", "Travaux commencés"),
        "travaux-termines": Tag("ok", "flag-fill", "Travaux terminés"),
        "abrogee": Tag("stop", "x-octagon-fill", "Abrogée"),
        "caduque": Tag("", "clock-history", "Caduque"),
        "close": Tag("", "archive", "Close"),
    },
}

LABELS: Labels = {
    "WorkKind": {
        "creation": "Création de réseau",
        "renouvellement": "Renouvellement de réseau",
        "reparation": "Réparation",
        "branchement": "Branchement",
        "suppression": "Suppression",
        "autre": "Autre",
    },
    "Surface": {
        "chaussee": "Chaussée",
        "trottoir": "Trottoir",
        "piste-cyclable": "Piste cyclable",
        "accotement": "Accotement",
    },
    "DatesOutcome": {
        "accordees": "Accordées",
        "refusees": "Refusées",
    },
    "OrderKind": {
        "accord": "Arrêté qui accorde",
        "correction": "Arrêté au numéro corrigé",
        "dates": "Arrêté modificatif",
        "abrogation": "Arrêté d’abrogation",
    },
    "Traffic": {
        "aucune": "Maintenue",
        "trottoir": "Trottoir neutralisé",
        "alternat": "Alternée",
        "chaussee-retrecie": "Chaussée rétrécie",
        "route-barree": "Route barrée",
    },
}

REFUSALS: Refusals = {
    "RequestOver": "Cette demande est close : elle ne change plus d’état.",
    "RequestIncomplete": "Il manque des réponses : complétez la demande avant de la déposer.",
    "NoticeTooShort": (
        "Les travaux commencent 15 jours au moins après le dépôt : choisissez une date dès le {earliest}."
    ),
    "EndsBeforeStart": "La fin des travaux précède leur début : corrigez l’une des deux dates.",
    "CommuneUnknown": "Cette commune n’est pas l’une des 54 de l’agglomération : choisissez dans la liste.",
    "PostcodeElsewhere": "Ce code postal n’est pas celui de {city} : écrivez {postcodes}.",
    "PointRefused": "Ce point n’est pas dans l’agglomération ou ne se lit pas : essayez 49.49380, 0.10770.",
    "MoveRefused": "Cette demande a changé ou ne peut prendre cet état : voyez où elle en est, puis décidez.",
    "OrderNumberMissing": "Indiquez le numéro de l’arrêté : une autorisation n’existe pas sans lui.",
    "StillInForce": "Cette autorisation court encore, ou elle a servi : elle n’est pas caduque.",
    "NoOrder": "Aucun arrêté n’est enregistré pour cette demande.",
    "SameOrderNumber": "L’arrêté porte déjà ce numéro.",
    "NotInForce": "Cette autorisation n’est pas en cours : déposez une nouvelle demande.",
    "DatesAlreadyAsked": "D’autres dates sont déjà demandées : attendez la réponse, ou retirez-les.",
    "NoDatesAsked": "Aucune autre date n’attend de décision.",
    "SameDates": "Ce sont déjà les dates accordées : changez l’une des deux.",
    "WorksBegun": "Les travaux ont commencé : seule leur fin peut changer.",
    "DatesPast": "Ces dates sont passées : choisissez une fin à venir.",
    "NotUrgent": "Des travaux urgents se déclarent une fois commencés : indiquez le jour où ils l’ont été.",
    "UrgencyUnexplained": "Dites en {shortest} signes au moins pourquoi les travaux n’ont pu attendre.",
    "PartnerKnown": "Un autre partenaire a cette adresse.",
    "TooManyPartners": "La liste est pleine : {limit} partenaires au plus.",
    "NotEditable": "Cette demande est déposée : elle ne se modifie plus.",
    "ConcessionNotHeld": "Choisissez une concession rattachée à votre compte et en vigueur.",
    "TooManyDocuments": "Une demande porte {limit} pièces au plus : retirez-en, ou regroupez-les.",
}

AUTHORITY = "Service de la voirie"
"""Who moved a request, as its company reads it: agents' names stay in the house."""

ERASED = "Compte effacé"
"""Who made a step and is no longer with us."""


def request_tag(request: RoadOpeningRequest) -> Tag:
    """The state; where a decision is late, for how long. Late is never granted."""
    if request.is_overdue:
        return Tag("stop", "clock-history", f"En retard de {formats.plural(request.days_overdue, 'jour')}")
    return TAGS["RequestState"][request.status.value]


def period(starts_on: date | None, ends_on: date | None, *, day: Callable[[date], str] = formats.day) -> str:
    """`7 au 11 décembre 2026`, as short as it stays clear; `day`: how one is written."""
    if starts_on is None:
        return f"Jusqu’au {day(ends_on)}" if ends_on is not None else ""
    if ends_on is None:
        return f"À partir du {day(starts_on)}"
    if starts_on == ends_on:
        return day(starts_on)
    start = day(starts_on)
    if starts_on.year == ends_on.year:
        start = start.rpartition(formats.NBSP)[0]
        if starts_on.month == ends_on.month:
            start = start.rpartition(formats.NBSP)[0]
    return f"{start} au {day(ends_on)}"


STEPS = {
    StepKind.ORDER_CORRECTED: Tag("info", "pencil", "Numéro d’arrêté corrigé, au lieu de {number}"),
    StepKind.DATES_ASKED: Tag("wait", "calendar-event", "Autres dates demandées : {dates}"),
    StepKind.DATES_DROPPED: Tag("", "calendar-event", "Autres dates : demande retirée"),
    StepKind.DATES_GRANTED: Tag("ok", "calendar-event", "Autres dates accordées : {dates}, arrêté {number}"),
    StepKind.DATES_REFUSED: Tag("stop", "calendar-event", "Autres dates refusées"),
}
"""The steps that leave the state as it is."""


def move_tag(move: RequestMove) -> Tag:
    """How a step of the history is drawn."""
    return STEPS.get(StepKind(move.kind)) or TAGS["RequestState"][move.after]


def move_words(move: RequestMove) -> str:
    """What a step of the history says."""
    if (tag := STEPS.get(StepKind(move.kind))) is not None:
        dates = period(move.starts_on, move.ends_on)
        return formats.typo(tag.words.format(dates=dates, number=move.order_number))
    if move.before is None:
        return "Brouillon commencé" if move.after == RequestState.DRAFT else "Reprise de l’ancien portail"
    if move.after == RequestState.FILED and move.before == RequestState.INCOMPLETE:
        return "Complétée et déposée de nouveau"
    return TAGS["RequestState"][move.after].words


def for_whom(mandate: Mandate) -> str:
    """Of which company somebody was who acted for another, and by which mandate."""
    return f"{mandate.mandatary.name}, pour {mandate.company.name} (mandat {mandate.number})"


def mover_words(move: RequestMove) -> str:
    """Who made a step, as its company reads it."""
    if move.account is not None:
        name = move.account.full_name or ERASED
        return f"{name}, {for_whom(move.mandate)}" if move.mandate is not None else name
    return AUTHORITY if move.agent_id or move.client_id else ""
