"""What is said of the steps that an agent opens beside the next one."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ToolWords:
    """Its title, what follows, the sentence for the person, the button, what is said after."""

    title: str
    why: str
    say: str
    verb: str
    done: str = ""


TOOLS: dict[str, ToolWords] = {
    "correct_company": ToolWords(
        "Corriger {company}",
        "L’ancienne adresse est prévenue d’un nouveau courriel.",
        "Quel est le numéro de votre structure aujourd’hui ? Et son adresse de courriel ?",
        "Enregistrer",
    ),
    "correct_person": ToolWords(
        "Corriger le compte de {person}",
        "La nouvelle adresse reçoit un lien ; elle ne prouve rien avant qu’il soit suivi.",
        "Pouvez-vous m’épeler votre adresse ?",
        "Enregistrer",
    ),
    "add_referent": ToolWords(
        "Ajouter un référent à {record}",
        "Demandez d’abord l’accord de {referent}, le référent.",
        "Qui d’autre chez vous doit voir cette concession ?",
        "Ajouter aux référents",
    ),
    "check_caller": ToolWords(
        "Vérifier l’interlocuteur",
        "Tapez les réponses telles quelles. Ne soufflez rien : l’écran dit juste ou faux, sans montrer ce"
        " qu’il fallait répondre.",
        "Avant d’aller plus loin, je vous pose trois questions.",
        "Comparer les réponses",
    ),
    "resend": ToolWords(
        "Renvoyer le lien à {person}",
        "Un nouveau lien part à {email}. L’ancien ne servira plus.",
        "Je vous renvoie le courriel. Regardez aussi dans les indésirables.",
        "Renvoyer le courriel",
    ),
    "send_reset": ToolWords(
        "Envoyer à {person} de quoi changer son mot de passe",
        "Un lien part à {email} et vaut une heure ; vous ne le lisez pas. Le mot de passe actuel reste bon"
        " d’ici là.",
        "Vous recevez un lien. Il vaut une heure, et vous choisissez votre mot de passe.",
        "Envoyer le lien",
    ),
    "restore": ToolWords(
        "Rétablir le compte de {person}",
        "La personne pourra se connecter de nouveau ; elle est prévenue.",
        "Je rouvre votre compte. Vous recevez un courriel.",
        "Rétablir le compte",
    ),
    "reach": ToolWords(
        "Rappeler où on les connaît",
        "Les numéros et adresses de la structure, puis ceux de ses anciens dossiers.",
        "À quel numéro puis-je vous rappeler ? Jusqu’à quelle heure ?",
        "Garder le rappel",
        "Le rappel est dans vos dossiers.",
    ),
    "ask_supervisor": ToolWords(
        "Faire arbitrer par un superviseur",
        "Le dossier passe entre ses mains, à décider aujourd’hui.",
        "Je demande l’avis d’un responsable. Nous vous rappelons.",
        "Demander",
        "{supervisor} a la question dans ses dossiers.",
    ),
}
