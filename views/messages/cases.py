"""Cases in words."""

from __future__ import annotations

from views.messages.kit.tag import Labels, Refusals, Tag, Tags

TAGS: Tags = {
    "CaseState": {
        "open": Tag("wait", "folder2-open", "Ouvert"),
        "closed": Tag("", "archive", "Clos"),
    },
    "CaseStage": {
        "to-contact": Tag("wait", "telephone-outbound", "À contacter"),
        "account": Tag("wait", "person-plus", "Compte créé"),
        "mailed": Tag("wait", "send", "Courriel envoyé"),
        "activated": Tag("wait", "person-check", "Activé"),
        "attached": Tag("ok", "link-45deg", "Rattaché"),
        "filed": Tag("ok", "check-circle-fill", "Première démarche"),
        "closed": Tag("", "archive", "Clos"),
    },
    "QuestionState": {
        "open": Tag("wait", "hourglass-split", "En attente d’un agent"),
        "answered": Tag("ok", "chat-dots", "Répondu"),
        "closed": Tag("", "archive", "Traité"),
    },
}

LABELS: Labels = {
    "CaseKind": {
        "help": "Demande d’aide",
        "attach": "Rattachement demandé",
        "held": "Concession déjà tenue",
        "contested": "Rattachement contesté",
        "silent": "Titulaire sans réponse",
        "orphaned": "Sans référent actif",
        "migration": "Migration accompagnée",
    },
    "CallerFact": {
        "record-reference": "Quelle est la référence de votre ancienne concession ?",
        "company-email": "Quelle adresse électronique avez-vous indiquée pour la structure ?",
        "person-email": "Quelle adresse électronique avez-vous donnée pour le compte ?",
        "job-title": "Quelle est la fonction de la personne qui a le compte ?",
        "record-title": "Quel est l’intitulé exact de la concession ?",
        "company-phone": "Quel numéro de téléphone avez-vous indiqué pour la structure ?",
        "street": "Dans quelle rue, à quel numéro se trouve l’établissement ?",
    },
    "CaseNoteKind": {
        "appel": "Appel",
        "courriel": "Courriel",
        "lettre": "Lettre",
        "note": "Note",
        "reponse": "Réponse envoyée",
    },
    "Queue": {
        "mine": "Les miens",
        "unowned": "Sans agent",
        "today": "Pour aujourd’hui",
        "stuck": "Sans nouvelle depuis 10 jours",
        "returned": "Courriel revenu",
    },
}

REFUSALS: Refusals = {
    "TooManyCases": (
        "Vous avez déjà {limit} demandes qui attendent un agent : laissez-le répondre, ou appelez-nous."
    ),
    "NothingAnswered": "Tapez ce que la personne a répondu.",
    "TooLittleKnown": (
        "La vérification est impossible : sans concession rattachée, nous ne savons rien de sûr à demander."
    ),
    "TooManyChecks": (
        "{limit} vérifications ont échoué en un jour : rappelez la structure plus tard, au numéro connu."
    ),
    "CaseClosed": "Ce dossier est déjà clos.",
    "PointsOpen": "Il reste à cocher avant de clore : « {label} » (points qui manquent : {count}).",
    "PointUnknown": "Ces points ont changé : voyez ceux d’aujourd’hui, puis cochez.",
    "NothingToTick": "Cette nature de dossier n’a rien à cocher.",
    "OwnerUnknown": "Personne qui suive des dossiers n’a cette adresse : choisissez dans la liste.",
    "DueDayPast": "Ce jour est passé : choisissez aujourd’hui ou un jour à venir, ou n’en indiquez pas.",
    "NoteEmpty": "Écrivez la note : elle sera gardée dans le dossier.",
    "AnswerEmpty": "Écrivez la réponse : la personne la lira telle quelle.",
    "MinutesImplausible": "Indiquez une durée de 0 à {limit} minutes.",
    "AddresseeMissing": "Plusieurs personnes attendent une réponse : choisissez à qui vous répondez.",
    "NobodyToAnswer": "La personne n’a pas d’adresse ici : rappelez-la.",
}
