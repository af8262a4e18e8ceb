"""Imports in words: where a run stands, what became of its lines, why a whole file is refused."""

from __future__ import annotations

from views.messages.kit.tag import Labels, Refusals, Tag, Tags

CODES_LATER = (
    "Les codes d’accès ne sont pas vérifiés à l’essai : une ligne dont le code est faux sera refusée à"
    " l’importation."
)
CODES_KEPT = (
    "Les codes d’accès des dossiers connus restent ceux que nous gardons ; ceux du fichier n’y sont pas"
    " comparés."
)
CODES_REPLACED = (
    "Les codes d’accès ne sont pas comparés à l’essai : ceux du fichier remplaceront les nôtres à"
    " l’importation."
)
"""What becomes of the codes of a file that a dry run has read."""

HIDDEN = "#MASQUÉ!"
"""In the place of a cell that could be a code: read back, it is an error, and takes nothing known away."""

HIDDEN_REMEDY = f"Une case marquée {HIDDEN} pourrait être un code : recopiez-la du fichier d’origine."

UNFINISHED = "L’importation est en cours, ou s’est arrêtée : ce rapport est incomplet."
UNFINISHED_REMEDY = "Attendez sa fin ; si elle s’est arrêtée, reprenez le même fichier."


FILES: dict[str, str] = {
    "empty": "Le fichier est vide.",
    "too-large": "Le fichier est trop gros : {megabytes} Mo au plus.",
    "too-many-rows": "Le fichier compte trop de lignes : {limit} au plus. Coupez-le en plusieurs.",
    "inflates": "Le classeur est trop gros une fois ouvert : enregistrez la première feuille en CSV.",
    "costly": "Le fichier demande trop de mémoire ou de temps : enregistrez la première feuille en CSV.",
    "not-a-table": "Le fichier n’est pas un tableau : il faut un CSV, ou un classeur XLSX ou ODS.",
    "old-workbook": "Le classeur est ancien ou porte un mot de passe : enregistrez-le en XLSX ou en CSV.",
    "broken-workbook": "Le classeur est abîmé : enregistrez-le de nouveau en XLSX ou en CSV.",
    "columns-missing": "Il manque des colonnes : {columns}. Vérifiez la première ligne.",
    "column-twice": "Une colonne est là deux fois : {columns}.",
}
"""Why a whole file is refused; `columns` and `limit` are facts of the refusal."""


SEPARATORS = {";": "points-virgules", ",": "virgules", "\t": "tabulations"}
"""What parts the cells of a text."""

TAGS: Tags = {
    "ImportState": {
        "colonnes": Tag("wait", "table", "Colonnes à dire"),
        "essai": Tag("info", "hourglass-split", "Essai en cours"),
        "a-confirmer": Tag("wait", "patch-question", "À confirmer"),
        "en-cours": Tag("info", "hourglass-split", "En cours"),
        "interrompu": Tag("wait", "pause-circle-fill", "Interrompue"),
        "termine": Tag("ok", "check-circle-fill", "Terminée"),
        "abandonne": Tag("", "slash-circle", "Abandonnée"),
        "annule": Tag("", "arrow-counterclockwise", "Annulée"),
    },
}

LABELS: Labels = {
    "ImportEnd": {
        "created": "Ajoutées",
        "updated": "Modifiées",
        "unchanged": "Inchangées",
        "migrated": "Migrées",
        "refused": "Refusées",
    },
    "ImportNote": {
        "codes replaced": "Codes d’accès remplacés",
        "values erased": "Valeurs connues effacées par une case vide",
        "warnings": "Lignes reprises avec une remarque",
        "weak codes": "Codes trop faibles : seul un agent rattache",
        "common codes": "Codes portés par trop de concessions : seul un agent rattache",
    },
}

REFUSALS: Refusals = {
    "FileRefused": FILES,
    "FileGone": "Les lignes de ce fichier ne sont plus là : déposez-le de nouveau.",
    "BatchUsed": ("Quelqu’un a déjà activé un compte de ce lot : retirez un à un les rattachements faux."),
    "NothingToTell": "Rien n’est à dire des lignes de ce fichier.",
    "ColumnsWrong": {
        "missing": "Il manque des colonnes obligatoires : {columns}.",
        "twice": "Une colonne est choisie deux fois : {columns}.",
    },
    "ImportElsewhere": {
        "colonnes": "Les colonnes de ce fichier ne sont pas encore dites.",
        "essai": "L’essai est en cours : attendez son résultat.",
        "a-confirmer": "L’importation attend d’être confirmée.",
        "en-cours": "L’importation est en cours.",
        "interrompu": "L’importation est interrompue.",
        "termine": "L’importation est terminée.",
        "abandonne": "L’importation est abandonnée, et son fichier supprimé.",
        "annule": "L’importation est annulée.",
    },
}
