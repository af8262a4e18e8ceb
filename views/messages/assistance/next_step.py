"""What the assistance says: what it understood of the query, what to do next, what to tell the person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from models.accounts import ProAccount
from models.assistance.caller_query import CallerQuery, QueryKind
from models.assistance.next_step import NextStep
from models.attachments import Evidence
from models.kernel.access.links import Purpose
from views.formats import typo
from views.messages.attachments.evidence import EVIDENCE, EvidenceWords
from views.messages.kernel import link_life
from views.messages.kit.lookups import refusal


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
        "Confirmez la bonne réponse, puis ouvrez-la.",
        "Pour être sûr de parler de la même structure : où se trouve votre établissement ?",
    ),
    NextStep.TYPE_COMPANY: Words(
        "Saisir la structure à la main",
        "Le répertoire Sirene ne connaît pas ce SIRET. S’il est récent, saisissez-la, avec un motif.",
        "Pouvez-vous relire votre SIRET, chiffre par chiffre ?",
    ),
    NextStep.ASK_OPEN_SIRET: Words(
        "Demander le nouveau SIRET",
        "Le répertoire Sirene dit cet établissement fermé. S’il a déménagé ou changé de statut, il a un autre"
        " SIRET.",
        "Cet établissement est fermé au répertoire Sirene. Avez-vous déménagé ? Quel est votre nouveau"
        " SIRET ?",
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
        f"Le dernier lien a expiré. Le nouveau part à {{email}} et vaut {link_life(Purpose.ACTIVATION)}.",
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

KINDS: dict[QueryKind, str] = {
    QueryKind.NOTHING: "",
    QueryKind.SIRET: "SIRET juste.",
    QueryKind.WRONG_SIRET: "",
    QueryKind.SIREN: "SIREN : neuf chiffres, il en manque cinq pour l’établissement.",
    QueryKind.PHONE: "Numéro de téléphone.",
    QueryKind.EMAIL: "Adresse électronique.",
    QueryKind.IDENTIFIER: "Identifiant.",
    QueryKind.WORDS: "",
}

ENDS = frozenset(
    {
        NextStep.RESEND_ACTIVATION,
        NextStep.AWAIT_ACTIVATION,
        NextStep.AWAIT_SUPERVISOR,
        NextStep.AWAIT_CHECK,
        NextStep.ACCOMPANY,
        NextStep.MIGRATED,
    }
)
"""Steps after which the call may end."""

NO_RESULT = "Aucun résultat."
TRY = "Essayez le SIRET, un seul mot de l’intitulé, une autre orthographe, ou le numéro de l’ancien dossier."
"""What is said of a query that finds nothing, and what to try next."""

_NUMBERS = ("aucun", "un", "deux", "trois", "quatre", "cinq", "six")


def step_words(step: NextStep, evidence: Evidence | None, facts: Mapping[str, str]) -> Words:
    """What a step says, filled with the facts of the call."""
    words = STEPS[step]
    how: Words | EvidenceWords = EVIDENCE[evidence] if evidence is not None else words
    return Words(*(typo(text.format_map(facts)) for text in (words.title, how.why, how.say)))


def identifier_words(step: NextStep, person: ProAccount | None) -> str:
    """What the script dictates of a person who has just got an account, or with whom all is done."""
    if person is None or person.suspended_at is not None or not (person.is_pending or step in ENDS):
        return ""
    return typo(f"Notez votre identifiant : {person.identifier}. Il vous servira à chaque connexion.")


def query_words(
    query: CallerQuery,
    companies: int,
    accounts: int,
    concessions: int,
    cases: int = 0,
    *,
    request: str = "",
) -> str:
    """« SIRET juste. Une structure, deux comptes, trois concessions. »; `request`: the one that was said.

    Cases are few, and named only where there are.
    """
    if request:
        return typo(f"Demande {request}.")
    if query.kind is QueryKind.NOTHING:
        return ""
    opening = refusal(query.refusal) if query.refusal is not None else KINDS[query.kind]
    counted = ", ".join(
        (
            _counted(companies, "structure", "une"),
            _counted(accounts, "compte"),
            _counted(concessions, "concession", "une"),
            *([_counted(cases, "dossier")] if cases else []),
        )
    )
    found = (
        f"{counted[0].upper()}{counted[1:]}." if companies or accounts or concessions or cases else NO_RESULT
    )
    return typo(f"{opening} {found}".strip())


def _counted(count: int, noun: str, article: str = "un") -> str:
    words = _NUMBERS[count] if count < len(_NUMBERS) else str(count)
    if count < 2:
        words = article if count else f"auc{article}"
    return f"{words} {noun}{'s' if count > 1 else ''}"
