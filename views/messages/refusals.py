"""What each refusal of the models says to the person, and what to do about it."""

from __future__ import annotations

from datetime import date
from enum import Enum

from models.kernel.errors import DomainError
from views.formats import day, typo
from views.messages.imports import FILES

REFUSALS: dict[str, str | dict[str, str]] = {
    "FileRefused": FILES,
    "Stale": "Quelqu’un a modifié cette fiche entre-temps : relisez-la, puis recommencez s’il le faut.",
    "NotAllowed": "Votre rôle ne permet pas cette action.",
    "LookOnly": "Cette vue est en lecture seule : quittez-la pour agir depuis la console.",
    "NothingToSee": "Cette personne n’a pas encore activé son compte : le portail ne lui montre rien.",
    "SiretRefused": {
        "empty": "Indiquez un SIRET : 14 chiffres.",
        "characters": "Le SIRET ne compte que des chiffres : retirez les lettres et les signes.",
        "length": "Le SIRET compte {digits} chiffres : il en faut 14.",
        "zeros": "Ce SIRET ne compte que des zéros : vérifiez les 14 chiffres.",
        "key": "Ce SIRET n’existe pas : vérifiez les 14 chiffres, l’un d’eux est faux.",
    },
    "PhoneRefused": {
        "empty": "Indiquez un numéro de téléphone.",
        "characters": "Ce numéro contient des signes de trop : écrivez par exemple 02 35 22 25 25.",
        "invalid": "Ce numéro n’existe pas : écrivez par exemple 02 35 22 25 25, ou +44 20 7946 0000.",
    },
    "EmailRefused": {
        "empty": "Indiquez une adresse électronique.",
        "control": "Cette adresse contient un signe invisible : tapez-la à la main.",
        "invalid": "Cette adresse n’est pas complète : écrivez par exemple nom@exemple.fr.",
    },
    "PasswordRefused": {
        "short": "Ce mot de passe compte {length} caractères : il en faut {minimum} au moins.",
        "long": "Ce mot de passe dépasse {maximum} caractères : raccourcissez-le.",
        "guessable": "Ce mot de passe se devine trop vite : une phrase de quatre mots convient très bien.",
        "personal": "Ce mot de passe reprend votre nom ou votre adresse : choisissez autre chose.",
        "control": "Ce mot de passe contient un signe invisible : retapez-le.",
    },
    "CompanyClosed": "Cet établissement est fermé au répertoire Sirene : indiquez un motif pour continuer.",
    "CompanyUnverifiable": "Le répertoire Sirene ne répond pas. Réessayez dans quelques minutes.",
    "CompanyUnknown": "Le répertoire Sirene ne connaît pas ce SIRET : vérifiez les 14 chiffres.",
    "CompanyHeld": "Nous tenons déjà ce SIRET : cherchez-le dans la liste des structures.",
    "NameMissing": "Indiquez la raison sociale : le répertoire ne la donne pas.",
    "FilterNameMissing": "Donnez un nom au filtre.",
    "FilterNameTaken": "Vous avez déjà un filtre de ce nom pour cette liste : choisissez-en un autre.",
    "FilterGone": "Ce filtre vient d’être supprimé : il n’y a plus rien à en faire.",
    "TooManyFilters": "Vous gardez déjà {most} filtres pour cette liste : supprimez-en un d’abord.",
    "ReasonMissing": "Indiquez le motif : il sera gardé dans l’histoire.",
    "SignInRefused": "Identifiant ou mot de passe inexact.",
    "WrongPassword": "Le mot de passe actuel n’est pas celui-là.",
    "TokenUnknown": "Ce lien n’existe pas, ou n’est pas complet : recopiez-le en entier depuis le courriel.",
    "TokenExpired": "Ce lien a expiré ou a déjà servi : demandez-en un autre.",
    "AccountNotPending": "Ce compte est déjà activé : il suffit de se connecter.",
    "UnderReview": "Ce rattachement est en vérification : un autre superviseur décide.",
    "AccountSuspended": "Ce compte est suspendu.",
    "AccountErased": "Ce compte est effacé : il n’en reste que l’histoire.",
    "AttachmentOver": "Ce rattachement est déjà terminé.",
    "RequestOver": "Cette demande est close : elle ne change plus d’état.",
    "AgentDisabled": "Son accès est déjà fermé.",
    "MailStillDue": "Ce courriel n’est pas encore parti : il partira de lui-même.",
    "MailGathered": "Ce courriel est parti avec d’autres : renvoyez celui qui les regroupe.",
    "TooManyCases": (
        "Vous avez déjà {most} demandes qui attendent un agent : laissez-le répondre, ou appelez-nous."
    ),
    "CaseClosed": "Ce dossier est déjà clos.",
    "AccountNotSuspended": "Ce compte n’est pas suspendu.",
    "MailNotResendable": "Ce courriel ne se renvoie pas : le lien qu’il portait est terminé.",
    "SecondFactorRefused": "Ce code n’est pas le bon ou a déjà servi : attendez le suivant.",
    "AgentExists": "Un membre du personnel porte déjà cette adresse.",
    "LastAdministrator": "C’est le dernier administrateur : nommez-en un autre d’abord.",
    "NotOneself": "Personne ne change son propre rôle ni ne ferme son propre accès : demandez à un collègue.",
    "InvitationPending": "Cette personne n’a pas encore accepté l’invitation.",
    "CodeMalformed": "Le code d’accès compte quatre chiffres, zéros de tête compris.",
    "TryRefused": "Intitulé ou code incorrect, ou trop d’essais.",
    "TriesExhausted": {
        "closed": "Cet intitulé est bloqué après trop de codes faux : choisissez une autre preuve.",
        "paused": "Cet intitulé est en pause après trop de codes faux : choisissez une autre preuve.",
        "agent": "Vous avez épuisé vos essais de code de la journée : choisissez une autre preuve.",
    },
    "NothingToReopen": "Cette concession n’est ni en pause ni bloquée.",
    "SupervisorNeeded": "C’est la troisième réouverture de cet intitulé : seul un superviseur peut la faire.",
    "DocumentRefused": {
        "type": "Ce fichier n’est ni un PDF, ni une image PNG ou JPEG : convertissez-le, puis recommencez.",
        "empty": "Ce fichier est vide : choisissez-en un autre.",
        "pixels": "Cette image est trop grande : réduisez-la à 30 000 pixels de côté, puis recommencez.",
        "size": "Ce fichier dépasse 10 Mo : allégez-le, puis recommencez.",
    },
    "AlreadyAttached": "Cette concession est déjà rattachée : détachez-la d’abord si c’est une erreur.",
    "AlreadyHeld": "Cette concession est déjà rattachée. Un dossier est ouvert : un agent vous répondra.",
    "AlreadyYours": "Cette concession figure déjà dans votre tableau de bord : il n’y a rien à rattacher.",
    "TitleUnknown": "Aucune concession ne porte cet intitulé.",
    "TitleAmbiguous": "Plusieurs concessions portent cet intitulé et ce code.",
    "CompanyIncomplete": "Le répertoire ne diffuse pas tout de cet établissement : complétez à la main.",
    "CodeNotAccepted": "Cet intitulé et ce code ne vont pas ensemble.",
    "JustificationTooShort": "La justification compte {length} caractères : il en faut {minimum} au moins.",
    "DocumentMissing": "Joignez le courrier ou le mandat signé.",
    "CalledNumberUnknown": "Choisissez le numéro que vous avez rappelé, parmi ceux de l’ancien dossier.",
    "SirenMismatch": "L’ancien dossier ne porte pas le SIREN de cette structure : prenez une autre preuve.",
    "AccountUnusable": "Ce compte ne convient pas : suspendu, pas encore actif, ou d’une autre structure.",
    "ConcessionClosed": "L’ancien portail avait clos cette concession : adressez-vous à un agent.",
    "DetachTooLate": (
        "Un agent ne détache que ses propres rattachements, dans les 30 minutes : demandez à un superviseur."
    ),
    "UndoTooLate": "Un détachement ne s’annule que pendant 30 jours.",
    "OwnWork": "Personne ne contrôle son propre travail ni ce qui lui profite : laissez un collègue voir.",
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
    "NotEditable": "Cette demande est déposée : elle ne se modifie plus.",
    "ConcessionNotHeld": "Choisissez une concession rattachée à votre compte et en vigueur.",
    "TooManyDocuments": "Une demande porte {most} pièces au plus : retirez-en, ou regroupez-les.",
    "QuestionMissing": "Écrivez la question : l’agent la lira telle quelle.",
    "AnswerMissing": "Écrivez la réponse : le superviseur la lira telle quelle.",
    "QuestionPending": "Une question attend déjà sa réponse : attendez-la, ou décidez sans elle.",
    "NobodyToAsk": "Personne ne peut répondre : la structure a rattaché seule, ou l’agent n’est plus là.",
    "NotReviewable": "Il n’y a rien à contrôler ici, ou quelqu’un vient de le faire.",
}
"""By the name of the refusal; where it has several reasons, by its `why`."""


class _Facts(dict[str, object]):
    def __missing__(self, name: str) -> str:
        return "…"


def refusal(error: DomainError) -> str:
    """The sentence for a refusal, filled with its facts."""
    sentence = REFUSALS[type(error).__name__]
    if isinstance(sentence, dict):
        why = error.facts.get("why")
        sentence = sentence[str(why.value if isinstance(why, Enum) else why)]
    facts = {name: day(fact) if isinstance(fact, date) else fact for name, fact in error.facts.items()}
    return typo(sentence.format_map(_Facts(facts)))
