"""What the cockpit says: what was understood, why a record is theirs, what to do next, what to tell."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from models.assistance.caller_query import CallerQuery, QueryKind
from models.assistance.matching import WEIGHTS, Certainty, Sign
from models.assistance.next_step import NextStep
from models.attachments import Evidence
from views.formats import typo
from views.messages.evidence import EVIDENCE, EvidenceWords
from views.messages.kit.lookups import refusal
from views.messages.kit.tag import Tag


@dataclass(frozen=True)
class Words:
    """What a step says: its title, why it is the next one, and the sentence for the person."""

    title: str
    why: str
    say: str


STEPS: dict[NextStep, Words] = {
    NextStep.ASK_MORE: Words(
        "Demander le SIRET",
        "Ses 14 chiffres mènent à la structure. À défaut, l’intitulé de l’ancien compte, un nom, un numéro.",
        "Pouvez-vous me donner le SIRET de votre établissement, ou l’intitulé de votre ancien compte ?",
    ),
    NextStep.CHOOSE: Words(
        "Choisir avec la personne",
        "Plusieurs réponses. Confirmez la bonne, puis ouvrez-la.",
        "Pour être sûr de parler de la même structure : où se trouve votre établissement ?",
    ),
    NextStep.TYPE_COMPANY: Words(
        "Saisir la structure à la main",
        "Le répertoire Sirene ne connaît pas ce SIRET. S’il est récent, saisissez-la, avec un motif.",
        "Pouvez-vous relire votre SIRET, chiffre par chiffre ?",
    ),
    NextStep.CREATE_ACCOUNT: Words(
        "Créer le compte",
        "{people} Il faut un prénom, un nom, une fonction et un courriel.",
        "Je crée votre compte. Un courriel vous fera choisir votre mot de passe : à quelle adresse ?",
    ),
    NextStep.RESTORE_ACCOUNT: Words(
        "Rétablir le compte de {person}",
        "Ce compte est suspendu : {reason}. Assurez-vous que le motif ne tient plus.",
        "Votre compte est suspendu. Je regarde pourquoi avant de le rouvrir.",
    ),
    NextStep.RESEND_ACTIVATION: Words(
        "Renvoyer le lien d’activation à {person}",
        "Le dernier lien a expiré. Le nouveau part à {email} et vaut 72 heures.",
        "Je vous renvoie le courriel d’activation. Ouvrez-le dans les trois jours.",
    ),
    NextStep.AWAIT_ACTIVATION: Words(
        "Attendre l’activation par {person}",
        "Le lien envoyé à {email} vaut encore {left}. La concession suivra d’elle-même.",
        "Ouvrez le courriel que vous avez reçu et choisissez votre mot de passe : tout sera prêt.",
    ),
    NextStep.ATTACH: Words("Rattacher {record} à {person}", "", ""),
    NextStep.FIND_RECORD: Words(
        "Demander l’intitulé de l’ancien compte",
        "Aucun ancien dossier ne ressemble assez à cette structure pour être proposé.",
        "Quel est l’intitulé de votre concession, tel qu’il figure sur vos anciens courriers ?",
    ),
    NextStep.HELD_ELSEWHERE: Words(
        "Vérifier la concession demandée",
        "Elle est déjà rattachée à une autre structure. Ne dites pas laquelle : relisez l’intitulé, ou"
        " laissez un superviseur voir.",
        "Cette concession est déjà rattachée. Pouvez-vous vérifier son intitulé ?",
    ),
    NextStep.ADD_REFERENT: Words(
        "Ajouter {person} aux référents",
        "La concession est rattachée, mais cette personne ne la voit pas. Demandez d’abord l’accord de"
        " {referent}, le référent.",
        "La concession est déjà rattachée à votre structure. Je demande l’accord de votre collègue.",
    ),
    NextStep.AWAIT_SUPERVISOR: Words(
        "Attendre l’accord d’un superviseur",
        "La demande de rattachement attend depuis le {since}. Sans réponse, elle expire le {due}.",
        "Votre demande est complète. Un responsable l’approuve, puis vous recevez un courriel.",
    ),
    NextStep.AWAIT_CHECK: Words(
        "Attendre la fin de la vérification",
        "Ses démarches sont fermées jusqu’à la décision d’un superviseur.",
        "Nous vérifions votre rattachement. Vous recevrez un courriel dès que c’est fait.",
    ),
    NextStep.ACCOMPANY: Words(
        "Accompagner la première demande",
        "La concession est en vigueur. Il reste à déposer la première demande : {person} se connecte avec"
        " {identifier}.",
        "Connectez-vous, choisissez « Nouvelle démarche », puis la demande. Je reste en ligne.",
    ),
    NextStep.MIGRATED: Words(
        "Rien à faire",
        "La structure est passée : première demande déposée le {filed}.",
        "Tout est en place. Vous retrouvez vos demandes sur votre tableau de bord.",
    ),
}

HEARD: dict[QueryKind, str] = {
    QueryKind.NOTHING: "",
    QueryKind.SIRET: "SIRET juste.",
    QueryKind.WRONG_SIRET: "",
    QueryKind.SIREN: "SIREN : neuf chiffres, il en manque cinq pour l’établissement.",
    QueryKind.PHONE: "Numéro de téléphone.",
    QueryKind.EMAIL: "Adresse électronique.",
    QueryKind.IDENTIFIER: "Identifiant.",
    QueryKind.WORDS: "",
}

_NUMBERS = ("aucun", "un", "deux", "trois", "quatre", "cinq", "six")

SIGNS: dict[Sign, str] = {
    Sign.SAME_SIRET: "même SIRET",
    Sign.SAME_SIREN: "même SIREN",
    Sign.OTHER_SIREN: "autre SIREN",
    Sign.SAME_NAME: "même nom",
    Sign.CLOSE_NAME: "nom proche",
    Sign.CUT_NAME: "partie du nom",
    Sign.LONGER_NAME: "nom plus long",
    Sign.SOME_WORDS: "quelques mots du nom",
    Sign.OTHER_NAME: "autre nom",
    Sign.POOR_NAME: "mots courants",
    Sign.ACRONYM: "même sigle",
    Sign.INITIALS: "initiales du nom",
    Sign.SAME_PHONE: "même téléphone",
    Sign.OTHER_PHONE: "autre téléphone",
    Sign.SAME_EMAIL: "même courriel",
    Sign.SAME_DOMAIN: "même domaine de courriel",
    Sign.NAMED_DOMAIN: "courriel à son nom",
    Sign.OTHER_DOMAIN: "autre domaine de courriel",
    Sign.SAME_ADDRESS: "même adresse",
    Sign.SAME_CITY: "même commune",
    Sign.OTHER_CITY: "autre commune",
}

CERTAINTIES: dict[Certainty, str] = {
    Certainty.CONFIDENT: "Très probable",
    Certainty.PROBABLE: "Probable",
    Certainty.DOUBTFUL: "Douteux",
}

_NUMBERED = (Sign.SAME_SIRET, Sign.SAME_SIREN)
_SURE = 2.0
"""A sign of this weight is plain; a lighter one is only near."""


def sign_tag(sign: Sign) -> Tag:
    """A sign as it is shown: for it, nearly, or against it."""
    if WEIGHTS[sign] < 0:
        return Tag("no", "x-lg", SIGNS[sign])
    return (
        Tag("yes", "check-lg", SIGNS[sign]) if WEIGHTS[sign] >= _SURE else Tag("near", "dash-lg", SIGNS[sign])
    )


def step_words(step: NextStep, evidence: Evidence | None, facts: dict[str, Any]) -> Words:
    """What a step says, filled with the facts of the call."""
    told = STEPS[step]
    how: Words | EvidenceWords = EVIDENCE[evidence] if evidence is not None else told
    why, say = how.why, how.say
    return Words(*(typo(text.format_map(facts)) for text in (told.title, why, say)))


def justification(evidence: Evidence, siren: str, signs: Iterable[Sign]) -> str:
    """What the agent may confirm or rewrite: what the console itself sees, in words."""
    opening = EVIDENCE[evidence].justification.format(siren=siren)
    if not opening:
        return ""  # the rest is what people said, which only the agent knows
    seen = [SIGNS[sign] for sign in signs if WEIGHTS[sign] >= _SURE and sign not in _NUMBERED]
    return typo(f"{opening} : {', '.join(seen)}." if seen else f"{opening}.") if seen or siren else ""


def heard_words(heard: CallerQuery, companies: int, accounts: int, concessions: int) -> str:
    """« SIRET juste. Une structure, deux comptes, trois concessions. »"""
    if heard.kind is QueryKind.NOTHING:
        return ""
    opening = refusal(heard.refusal) if heard.refusal is not None else HEARD[heard.kind]
    counted = ", ".join(
        (
            _counted(companies, "structure", "une"),
            _counted(accounts, "compte"),
            _counted(concessions, "concession", "une"),
        )
    )
    found = (
        f"{counted[0].upper()}{counted[1:]}." if companies or accounts or concessions else "Rien ne répond."
    )
    return typo(f"{opening} {found}".strip())


def _counted(count: int, noun: str, one: str = "un") -> str:
    words = _NUMBERS[count] if count < len(_NUMBERS) else str(count)
    if count < 2:
        words = one if count else f"auc{one}"
    return f"{words} {noun}{'s' if count > 1 else ''}"
