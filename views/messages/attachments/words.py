"""Attachments in words: their states, their reviews, what is refused of them."""

from __future__ import annotations

from views.messages.attachments.evidence import EVIDENCE
from views.messages.kit.tag import Labels, Refusals, Tag, Tags

TAGS: Tags = {
    "AttachmentStatus": {
        "waiting-review": Tag("wait", "hourglass-split", "À approuver"),
        "waiting-activation": Tag("wait", "hourglass-split", "À l’activation du compte"),
        "in-effect": Tag("ok", "link-45deg", "En vigueur"),
        "suspended": Tag("stop", "shield-exclamation", "En vérification"),
        "lapsed": Tag("", "clock-history", "Expiré"),
        "refused": Tag("stop", "x-octagon-fill", "Refusé"),
        "detached": Tag("", "slash-circle", "Détaché"),
    },
    "Review": {
        "none": Tag("", "circle", "Sans contrôle"),
        "sample": Tag("audit", "eye", "Échantillon 5 %"),
        "after": Tag("audit", "eye", "À contrôler"),
        "before": Tag("audit", "eye", "À approuver"),
    },
    "Turn": {
        "lapses-soon": Tag("stop", "clock-history", "Expire bientôt"),
        "contested": Tag("stop", "shield-exclamation", "Contesté"),
        "before": Tag("wait", "clock-history", "À approuver"),
        "after": Tag("", "link-45deg", "Déjà en vigueur"),
        "sample": Tag("audit", "eye", "Échantillon"),
    },
}

LABELS: Labels = {
    "Evidence": {kind: words.label for kind, words in EVIDENCE.items()},
    "Channel": {"portal": "Portail", "console": "Console", "api": "Application"},
}

REFUSALS: Refusals = {
    "UnderReview": "Ce rattachement est en vérification : un autre superviseur décide.",
    "AttachmentOver": "Ce rattachement est déjà terminé.",
    "AlreadyAttached": "Cette concession est déjà rattachée : détachez-la d’abord si c’est une erreur.",
    "AlreadyHeld": (
        "Cette concession est déjà rattachée. Son titulaire est interrogé, et un dossier est ouvert :"
        " sans réponse sous 5 jours ouvrés, un agent décide."
    ),
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
    "AskedTooOften": "Trop de demandes pour aujourd’hui : revenez demain, ou adressez-vous à un agent.",
    "KeyMalformed": "Une clé compte {signs} lettres et chiffres, sans I, O, 0 ni 1.",
    "KeyRefused": "Intitulé ou clé incorrect, ou trop d’essais.",
    "NoLetterWaits": "Aucune clé n’attend sa lettre.",
    "ClaimOver": "Cette demande a déjà sa réponse, ou n’a plus d’objet.",
    "ClaimWithHolder": "Aucune demande n’attend de décision : le titulaire a 5 jours ouvrés pour répondre.",
    "SameCompany": "Ce compte est de la même structure : changez le référent.",
    "NotTransferred": "Cette concession ne vient d’aucune autre structure.",
    "AlreadyReferent": "Cette personne est déjà le référent.",
    "ReferentRecent": (
        "Le référent vient de changer : son prédécesseur peut geler ce changement pendant {hours} heures."
        " Jusque-là, rien n’est retiré ni cédé."
    ),
    "ConcessionClosed": "L’ancien portail avait clos cette concession : adressez-vous à un agent.",
    "DetachTooLate": (
        "Un agent ne détache que ses propres rattachements, dans les 30 minutes : demandez à un superviseur."
    ),
    "NothingAsked": "Aucune question n’attend de réponse ici.",
    "UndoTooLate": "Un détachement ne s’annule que pendant 30 jours.",
    "OwnWork": "Personne ne contrôle son propre travail ni ce qui lui profite : laissez un collègue voir.",
    "QuestionMissing": "Écrivez la question : l’agent la lira telle quelle.",
    "AnswerMissing": "Écrivez la réponse : le superviseur la lira telle quelle.",
    "QuestionPending": "Une question attend déjà sa réponse : attendez-la, ou décidez sans elle.",
    "NobodyToAsk": "Personne ne peut répondre : la structure a rattaché seule, ou l’agent n’est plus là.",
    "NotReviewable": "Il n’y a rien à contrôler ici, ou quelqu’un vient de le faire.",
}
