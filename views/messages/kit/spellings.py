"""The words of the lists that files choose from, and how offices spell them; all are compared folded."""

from __future__ import annotations

from models.companies.directory import CompanyKind
from models.concessions import ConcessionKind
from models.road_openings import RequestState
from views.messages.kit.tables import LABELS

_STATE_SPELLINGS = {
    RequestState.DRAFT: "en préparation",
    RequestState.FILED: "déposé, reçue, reçu, enregistrée, enregistré, transmise, transmis, nouvelle",
    RequestState.INCOMPLETE: "incomplet, à compléter, pièces manquantes, en attente de pièces",
    RequestState.EXAMINED: "en cours d’instruction, instruction, en cours, en traitement, à l’étude",
    RequestState.GRANTED: (
        "accordé, accord, autorisée, autorisé, acceptée, accepté, favorable, avis favorable, délivrée,"
        " délivré, validée, validé, visée, visé, signée, signé"
    ),
    RequestState.REFUSED: "refusé, refus, rejetée, rejeté, rejet, défavorable, avis défavorable",
    RequestState.WITHDRAWN: (
        "retiré, retrait, annulée, annulé, abandonnée, abandonné, sans suite, classée sans suite, désistement"
    ),
    RequestState.STARTED: "travaux en cours, en travaux, commencée, commencé, démarrée, démarré",
    RequestState.FINISHED: (
        "travaux finis, travaux achevés, terminée, terminé, achevée, achevé, réalisée, réalisé"
    ),
    RequestState.ABROGATED: "abrogé, abrogation",
    RequestState.LAPSED: "caduc, périmée, périmé, expirée, expiré",
    RequestState.CLOSED: "clos, clôturée, clôturé, archivée, archivé, soldée, soldé",
}

_KIND_SPELLINGS = {
    ConcessionKind.VOIRIE: "voie, voiries, voies, route, routes, domaine public, domaine public routier",
    ConcessionKind.EAU: "eaux, eau potable, AEP, assainissement, eau et assainissement, eaux usées",
    ConcessionKind.STATIONNEMENT: "parking, parkings, parc de stationnement, parcs de stationnement",
}

_COMPANY_SPELLINGS = {
    CompanyKind.COMPANY: (
        "société, entreprise privée, privé, PME, SARL, EURL, SAS, SASU, SA, SNC, SCOP, société anonyme"
    ),
    CompanyKind.SOLE_TRADER: (
        "EI, entreprise individuelle, auto-entrepreneur, autoentrepreneur, micro-entrepreneur,"
        " micro-entreprise, artisan, indépendant"
    ),
    CompanyKind.ASSOCIATION: "asso, association loi 1901, loi 1901, association loi de 1901",
    CompanyKind.LOCAL_AUTHORITY: (
        "collectivité territoriale, collectivité locale, commune, mairie, ville, département, région, EPCI,"
        " intercommunalité, communauté urbaine, communauté de communes, communauté d’agglomération, métropole"
    ),
    CompanyKind.PUBLIC_BODY: "établissement public, EPA, EPIC, État, administration, service public, public",
    CompanyKind.OTHER: "autres, divers",
}

_STANDING_SPELLINGS = {
    "open": "active, ouvert, ouverte, en service, en vigueur, en cours, oui, O, vrai, true, 1, -1, X",
    "closed": (
        "close, clôturé, clôturée, fermé, fermée, inactif, inactive, résilié, résiliée, échu, échue, archivé,"
        " archivée, hors service, non, N, faux, false, 0"
    ),
}


def _with_spellings(words: dict[str, str], spellings: dict[str, str]) -> dict[str, str]:
    """What each word means: the words of the list first, then how they are spelt elsewhere."""
    spelt = {word.strip(): meant for meant, listed in spellings.items() for word in listed.split(",")}
    return words | {word: meant for word, meant in spelt.items() if word not in words}


STATES = _with_spellings(
    {state.value: state.value for state in RequestState},
    {state.value: listed for state, listed in _STATE_SPELLINGS.items()},
)
CONCESSION_KINDS = _with_spellings(
    {kind.value: kind.value for kind in ConcessionKind},
    {kind.value: listed for kind, listed in _KIND_SPELLINGS.items()},
)
COMPANY_KINDS = _with_spellings(
    {word: value for value, label in LABELS["CompanyKind"].items() for word in (value, label)},
    {kind.value: listed for kind, listed in _COMPANY_SPELLINGS.items()},
)
STANDINGS = _with_spellings({"actif": "open", "clos": "closed"}, _STANDING_SPELLINGS)
