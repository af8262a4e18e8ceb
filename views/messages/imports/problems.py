"""What is wrong with a line of a file, with the remedy of each."""

from __future__ import annotations

PROBLEMS = {
    "missing": "La case est vide, alors qu’elle est obligatoire.",
    "too-long": "Le texte est trop long.",
    "unreadable-characters": "La case contient des caractères illisibles.",
    "garbled-characters": "Les accents sont abîmés (par exemple « Ã© » au lieu de « é »).",
    "spreadsheet-error": "La case contient une erreur du tableur, et aucune valeur.",
    "scientific": "Le tableur a changé ce numéro : ses derniers chiffres sont perdus.",
    "entities": "La case contenait des codes HTML (comme « &amp; ») ; ils ont été décodés.",
    "extra-cells": "La ligne compte plus de cases que l’en-tête.",
    "unclosed-quote": "Un guillemet est ouvert et n’est jamais refermé.",
    "code-shortened": "Le code d’accès a perdu ses zéros de tête.",
    "code-invalid": "Le code d’accès ne compte pas quatre chiffres.",
    "siret-characters": "Le SIRET contient autre chose que des chiffres.",
    "siret-length": "Le SIRET ne compte pas 14 chiffres.",
    "siret-key": "Le SIRET n’existe pas : l’un de ses chiffres est faux.",
    "date-invalid": "La date n’existe pas ou ne se lit pas.",
    "date-implausible": "La date est hors du possible, qui va de 1900 au {detail}.",
    "ends-before-start": "La fin précède le début.",
    "phone-invalid": "Le numéro de téléphone n’existe pas.",
    "email-invalid": "L’adresse électronique n’est pas complète.",
    "name-invalid": "Ce nom contient un signe qui n’est d’aucun nom.",
    "not-listed": "La valeur n’est pas dans la liste : {detail}.",
    "duplicate": "La ligne {detail} porte déjà cette référence.",
    "code-differs": "Le code d’accès n’est pas celui que nous gardons ; le reste de la ligne est repris.",
    "erases": "La case est vide : la valeur connue est effacée.",
    "number-taken": "Une demande déposée ici porte déjà ce numéro.",
    "company-unknown": "Le répertoire Sirene ne connaît pas ce SIRET.",
    "company-closed": "L’établissement est fermé au répertoire Sirene.",
    "company-duplicate": "Ce SIREN est un doublon, fermé au répertoire Sirene : {detail}.",
    "company-incomplete": "Le répertoire Sirene ne diffuse pas tout de cet établissement.",
    "directory-silent": "Le répertoire Sirene n’a pas répondu.",
    "title-unknown": "Aucune concession ne porte cet intitulé.",
    "title-ambiguous": "Plusieurs concessions portent cet intitulé.",
    "title-paused": "Cet intitulé est en pause après trop de codes faux.",
    "title-closed": "Cet intitulé est bloqué après trop de codes faux.",
    "code-refused": "L’intitulé et le code ne vont pas ensemble.",
    "tries-spent": "L’agent a épuisé ses essais de code de la journée.",
    "already-attached": "Cette concession est déjà rattachée.",
    "account-unusable": "Le compte de cette personne est suspendu.",
}
"""By the name of the problem."""

REMEDIES = {
    "fill-in": "Remplissez la case.",
    "shorten": "Raccourcissez le texte.",
    "save-as-utf8": "Reprenez le fichier d’origine et enregistrez-le en CSV UTF-8.",
    "quote-separators": "Mettez entre guillemets le texte qui contient le séparateur.",
    "close-quote": "Refermez le guillemet, ou retirez-le.",
    "format-codes-as-text": "Mettez la colonne au format Texte et reprenez les codes du fichier d’origine.",
    "type-four-digits": "Écrivez quatre chiffres, zéros de tête compris.",
    "format-as-text": "Mettez la colonne au format Texte et reprenez les numéros du fichier d’origine.",
    "mend-formula": "Corrigez la formule, ou recopiez la valeur du fichier d’origine.",
    "export-plain": "Vérifiez le texte repris ; exportez de préférence sans codes HTML.",
    "leave-out": "Si la valeur est encore bonne, remplissez la case ou retirez la colonne.",
    "check-siret": "Vérifiez les 14 chiffres auprès de la structure.",
    "type-date": "Écrivez la date ainsi : 31/12/2026.",
    "check-order": "Vérifiez les deux dates.",
    "check-phone": "Écrivez le numéro ainsi : 02 35 22 25 25, ou +44 20 7946 0000.",
    "check-email": "Écrivez l’adresse ainsi : nom@exemple.fr.",
    "check-name": "Gardez des lettres, des espaces, des tirets, des apostrophes et des points.",
    "choose-listed": "Choisissez l’une des valeurs prévues.",
    "keep-one": "Gardez une seule des deux lignes.",
    "replace-codes": "Si le nouveau code est le bon, relancez avec --replace-codes.",
    "other-number": "Donnez un autre numéro à cette ligne, ou retirez-la.",
    "add-reference": "Ajoutez une colonne « reference », avec la référence de la concession.",
    "do-by-hand": "Faites cette migration dans la console : elle demande un motif ou un complément.",
    "run-again": "Reprenez le même fichier un peu plus tard.",
    "run-tomorrow": "Corrigez les codes refusés, puis reprenez le même fichier demain.",
    "check-title": "Vérifiez l’intitulé sur la fiche de l’ancien portail, et importez d’abord sa concession.",
    "other-evidence": "Rattachez dans la console avec une autre preuve, ou rouvrez l’intitulé.",
    "ask-code": "Demandez de nouveau le code à la structure.",
    "look-at-it": "Regardez dans la console à qui, et détachez-la d’abord si c’est une erreur.",
    "restore-account": "Rétablissez ce compte dans la console, ou retirez la ligne.",
}
"""By the name of the remedy."""

REPLACE_CODES = "Prendre le code du fichier où il diffère du nôtre"
"""The tick-box of the page that stands for `--replace-codes`."""


def problem_words(name: str, detail: str = "") -> str:
    """The sentence of a problem, as a report tells it; `detail` completes those that name something."""
    return PROBLEMS[name].format(detail=detail)


def remedy_on_page(name: str) -> str:
    """What to do about a problem, for whoever brings files in from a page: no option of a command."""
    if name == "replace-codes":
        return f"Si le nouveau code est le bon, déposez de nouveau le fichier en cochant « {REPLACE_CODES} »."
    return REMEDIES[name]
