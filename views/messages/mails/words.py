"""Mails in words: their states, what is refused of them."""

from __future__ import annotations

from views.messages.kit.tag import Refusals, Tag, Tags

TAGS: Tags = {
    "MailState": {
        "owed": Tag("info", "envelope", "À envoyer"),
        "sent": Tag("ok", "envelope-check", "Envoyé"),
        "retrying": Tag("wait", "arrow-repeat", "Nouvel essai prévu"),
        "refused": Tag("stop", "envelope-x", "Refusé"),
        "bounced": Tag("stop", "envelope-x", "Revenu"),
        "held": Tag("info", "hourglass-split", "Regroupé ce soir"),
        "gathered": Tag("", "archive", "Regroupé"),
    },
}

REFUSALS: Refusals = {
    "MailStillDue": "Ce courriel n’est pas encore parti : il partira de lui-même.",
    "MailOnItsWay": {
        "owed": "Il part tout seul, dans la minute.",
        "retrying": "Un nouvel essai est prévu.",
        "retrying-at": "Un nouvel essai est prévu le {next_at}.",
        "held": "Il part ce soir, regroupé avec d’autres.",
        "gathered": "Son texte est parti dans un courriel regroupé.",
    },
    "MailForgotten": "Ce courriel ne se renvoie pas : son adresse et son texte sont effacés.",
    "MailGathered": "Ce courriel est parti avec d’autres : renvoyez celui qui les regroupe.",
    "MailNotResendable": "Ce courriel ne se renvoie pas : le lien qu’il portait est terminé.",
    "MailOfSeries": "Ce courriel ne se renvoie pas : il fait partie d’une série qui suit son cours.",
}
