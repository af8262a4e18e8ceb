"""Every kind of evidence in words: one row a kind, for the form, the lists, the cockpit and the file."""

from __future__ import annotations

from dataclasses import dataclass

from views.messages.kit.tag import Tag


@dataclass(frozen=True)
class EvidenceWords:
    """How one kind of evidence is called and proposed."""

    label: str
    """Its choice in the form."""
    proof: Tag
    """In lists, and where an attachment says how it was proved."""
    gives: str = ""
    """What it gives, beside its choice; like all that follows, nothing where staff cannot bring it."""
    why: str = ""
    """Why the cockpit proposes it."""
    say: str = ""
    """What the agent says to the caller."""
    key: str = ""
    """What chooses it during a call: a figure, since all letters have their meaning there."""
    justification: str = ""
    """How the justification begins that is made of what the console itself sees."""


EVIDENCE: dict[str, EvidenceWords] = {
    "code": EvidenceWords(
        label="Code à 4 chiffres, dit au téléphone",
        gives="Prend effet tout de suite. Tapez le code que la personne vous dit.",
        proof=Tag("", "key", "Code d’accès"),
        why="La personne dit son code à 4 chiffres : {effect}.",
        say="Quel est le code à 4 chiffres de votre ancien compte ?",
        key="1",
    ),
    "siren": EvidenceWords(
        label="L’ancien dossier porte le même SIREN",
        gives="L’ancien dossier porte le SIREN de la structure et le courriel du compte, activé : effet"
        " immédiat, contrôlé ensuite. Sans ce courriel : un superviseur approuve d’abord.",
        proof=Tag("", "building-check", "Même SIREN"),
        why="L’ancien dossier porte le même SIREN, et personne ne le détient. {proof}",
        say="Je retrouve votre ancien dossier. Je le rattache à votre compte : vous recevrez un courriel.",
        key="2",
        justification="Même SIREN {siren} sur l’ancien dossier",
    ),
    "mandate": EvidenceWords(
        label="Courrier ou mandat signé",
        gives="Prend effet tout de suite. Joignez le document ; contrôlé ensuite.",
        proof=Tag("", "file-earmark-text", "Mandat signé"),
        why="Joignez le courrier signé : {effect}.",
        say="Envoyez-nous un courrier signé.",
        key="3",
    ),
    "callback": EvidenceWords(
        label="Rappel au numéro de l’ancien dossier",
        gives="Prend effet tout de suite. Appelez le numéro de l’ancien dossier ; contrôlé ensuite.",
        proof=Tag("", "telephone-outbound", "Rappel"),
        why="Rappelez un numéro qui figure sur l’ancien dossier : {effect}.",
        say="Je vous rappelle dans un instant au numéro de votre ancien dossier.",
        key="4",
    ),
    "other": EvidenceWords(
        label="Autre justification",
        gives="Prend effet quand un superviseur approuve, sous cinq jours ouvrés.",
        proof=Tag("", "question-circle", "Autre preuve"),
        why="Dites ce qui vous convainc. Un superviseur approuve, sous cinq jours ouvrés.",
        say="Je transmets votre demande. Vous recevrez un courriel dès qu’elle est validée.",
        key="5",
        justification="L’ancien dossier",
    ),
    "record-link": EvidenceWords(
        label="Lien envoyé à l’ancien contact",
        proof=Tag("", "envelope-check", "Ancien contact"),
    ),
    "letter": EvidenceWords(
        label="Clé envoyée par lettre",
        proof=Tag("", "file-earmark-text", "Clé par lettre"),
    ),
    "holder": EvidenceWords(
        label="Accord du titulaire",
        proof=Tag("", "people", "Titulaire"),
    ),
    "transfer": EvidenceWords(
        label="Transfert décidé par un superviseur",
        proof=Tag("", "arrow-repeat", "Transfert"),
    ),
}


def proof_of(evidence: str) -> Tag:
    """How a piece of evidence is shown."""
    return EVIDENCE[evidence].proof
