"""The facts that events keep and forms correct: their names, with their values as people read them."""

from __future__ import annotations

from datetime import date, datetime

from views import formats
from views.messages.kit.tables import LABELS, TAGS

FACTS = {
    "name": "Nom",
    "acronym": "Sigle",
    "kind": "Type",
    "phone": "Téléphone",
    "email": "Courriel",
    "siret": "SIRET",
    "directory_state": "État au répertoire",
    "differing": "Diffère au répertoire",
    "kept": "Gardé comme saisi",
    "identifier": "Identifiant",
    "first_name": "Prénom",
    "last_name": "Nom",
    "job_title": "Fonction",
    "door": "Entrée",
    "terms": "Version des conditions",
    "failures": "Échecs",
    "failures_before": "Échecs auparavant",
    "known_browser": "Navigateur connu, malgré des échecs d’inconnus",
    "role": "Rôle",
    "title": "Intitulé",
    "concession": "Référence",
    "concession_id": "Concession n°",
    "company": "Structure",
    "referent": "Référent",
    "evidence": "Preuve",
    "channel": "Voie",
    "review": "Contrôle",
    "in_effect": "En vigueur",
    "called_number": "Numéro rappelé",
    "document": "Empreinte de la pièce",
    "to": "Destinataire",
    "subject": "Objet",
    "screen": "Écran",
    "format": "Format",
    "statement": "Document",
    "shared": "Partagé",
    "version": "Version",
    "restored": "Version remise",
    "events": "Événements",
    "broken_at": "Rompu à l’événement",
    "head": "Tête comparée, n°",
    "count": "Nombre",
    "rows": "Lignes",
    "search": "Recherche",
    "reference": "Référence",
    "holder": "Titulaire",
    "address": "Adresse",
    "postcode": "Code postal",
    "city": "Commune",
    "network": "Réseau",
    "opened_on": "Ouvert le",
    "closed_at": "Clos le",
    "filed_at": "Déposé le",
    "first_filed_at": "Premier dépôt",
    "code": "Code d’accès",
    "state": "État",
    "order_number": "Arrêté",
    "right": "Réponses justes",
    "of": "Questions posées",
    "record-reference": "Référence de la concession",
    "company-email": "Courriel de la structure",
    "person-email": "Courriel du compte",
    "job-title": "Fonction de la personne",
    "record-title": "Intitulé de la concession",
    "company-phone": "Téléphone de la structure",
    "amending_number": "Arrêté modificatif",
    "abrogating_number": "Arrêté d’abrogation",
    "dates": "Autres dates",
    "urgent": "Urgence",
    "prescriptions": "Prescriptions",
    "purpose": "Objet des travaux",
    "street": "Rue",
    "starts_on": "Début",
    "ends_on": "Fin",
    "work_kind": "Nature",
    "surface": "Emprise",
    "traffic": "Circulation",
    "documents": "Pièces",
    "erased": "Événements effacés",
    "erased_on": "Effacement prévu le",
    "newsletter": "Actualités",
    "typed_phone": "Téléphone",
    "until": "Jusqu’à",
    "owner": "Suivi par",
    "next_action": "Prochaine action",
    "due_on": "Pour le",
    "blocked_by": "Ce qui bloque",
    "points": "Points",
    "note": "Note",
    "case": "Dossier",
    "lines": "Lignes",
    "refused": "Refusées",
    "created": "Ajoutées",
    "updated": "Modifiées",
    "unchanged": "Inchangées",
    "migrated": "Migrées",
    "scopes": "Peut appeler",
    "operation": "Appel",
    "expires_on": "Dernier jour",
    "host": "Hôte",
    "deliveries": "Envois",
    "delivery": "Envoi",
    "since": "Depuis le",
    "until_day": "Jusqu’au",
    "columns": "Colonnes",
    "file": "Empreinte du fichier",
    "mandate": "Mandat",
    "mandatary": "Mandataire",
    "last_day": "Dernier jour",
    "concessions": "Concessions",
    "people": "Comptes n°",
    "ending": "Fin",
    "account": "Compte",
    "outcome": "Réponse",
    "way": "Voie",
    "into": "Dans le compte",
    "provider": "Fournisseur d’identité",
    "sessions": "Sessions",
    "files": "Fichiers",
    "changes": "Modifications",
    "codes_replaced": "Codes remplacés",
    "what": "Contenu",
    "filed": "Avec les demandes déposées",
    "proof": "Justificatif",
    "shapes": "Réglages",
    "retired": "Retiré",
    "label": "Nom",
    "type": "Genre",
    "noun": "Fiche",
    "help": "Aide",
    "choices": "Choix",
    "default": "Valeur proposée",
    "compulsory": "Obligatoire",
    "seen_by": "Vu par",
    "written_by": "Écrit par",
    "place": "Rang",
}
"""Names of the facts that an event keeps before and after."""

NEVER_TOLD = frozenset(
    {"password", "password_hash", "access_code", "code", "code_hmac", "otp", "secret", "token"}
)
"""No operation keeps one; should one ever do, no page shows it."""

_ENUMERATIONS = {
    "evidence": "Evidence",
    "way": "Evidence",
    "channel": "Channel",
    "role": "Role",
    "door": "AccountType",
    "screen": "SubjectKind",
    "scopes": "Scope",
    "operation": "Scope",
    "events": "WebhookEvent",
    "work_kind": "WorkKind",
    "surface": "Surface",
    "traffic": "Traffic",
    "dates": "DatesOutcome",
    "proof": "ContactProof",
    "noun": "Noun",
    "type": "FieldType",
    "seen_by": "Role",
    "written_by": "Role",
}
_KINDS = {
    "company": "CompanyKind",
    "concession": "ConcessionKind",
    "case": "CaseKind",
    "import-run": "ImportKind",
}
_STATES = {"directory_state": "State", "review": "Review", "state": "RequestState", "ending": "MandateStatus"}
_PHONES = ("phone", "called_number", "typed_phone")
_MOMENTS = ("until", "closed_at", "filed_at", "first_filed_at")
_DAYS = (
    *("starts_on", "ends_on", "opened_on", "erased_on", "due_on", "expires_on"),
    *("since", "until_day", "last_day"),
)


def fact_of(name: str) -> str:
    """The words of a fact's name."""
    return FACTS.get(name, name)


def value_of_fact(name: str, value: object, subject: str = "") -> str:
    """A fact's value as people read it; `subject` is the kind of row that it describes."""
    if value is None or value == "":
        return ""
    if name in NEVER_TOLD:
        return "gardé secret"
    if isinstance(value, bool):
        return "oui" if value else "non"
    if name == "erased" and isinstance(value, list):
        return ", ".join(_run(*run) for run in value)
    if isinstance(value, list):
        return ", ".join(value_of_fact(name, entry, subject) for entry in value)
    if isinstance(value, int):
        return formats.number(value)
    return _text(name, str(value), subject)


def _run(first: int, last: int) -> str:
    ends = [formats.number(first), formats.number(last)]
    return ends[0] if first == last else " à ".join(ends)


def _text(name: str, value: str, subject: str) -> str:
    table = _KINDS.get(subject, "CompanyKind") if name == "kind" else _ENUMERATIONS.get(name)
    if table is not None:
        return LABELS[table].get(value, value)
    if name in _STATES:
        tag = TAGS[_STATES[name]].get(value)
        return tag.words if tag is not None else value
    if name in _PHONES:
        return str(formats.phone(value))
    if name in ("siret", "company"):
        return str(formats.siret(value))
    if name in _MOMENTS:
        return _moment(value)
    return _day(value) if name in _DAYS else value


def _day(value: str) -> str:
    try:
        return formats.day(date.fromisoformat(value))
    except ValueError:
        return value


def _moment(value: str) -> str:
    try:
        return formats.moment(datetime.fromisoformat(value))
    except ValueError:
        return value
