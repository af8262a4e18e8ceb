"""The console's places: the lines of its menu by group, and what may be begun from anywhere."""

from __future__ import annotations

from dataclasses import dataclass

from models.permissions import Permission


@dataclass(frozen=True)
class Entry:
    """One line of the menu."""

    endpoint: str
    label: str
    icon: str
    permission: Permission = Permission.READ
    key: str = ""
    """The letter that leads here, after G (views/keys.py)."""

    also: str = ""
    """Other words by which the palette finds it."""

    waits: str = ""
    """What is counted beside it (models/reports/pending_counts.py)."""


NAV: tuple[tuple[str, tuple[Entry, ...]], ...] = (
    (
        "Au téléphone",
        (
            Entry(
                "assistance.index",
                "Migration assistée",
                "telephone-inbound",
                key="m",
                also="prendre un appel téléphone",
            ),
            Entry(
                "workbench.index",
                "Rapprochement",
                "intersect",
                key="h",
                also="apparier concessions structures candidats",
            ),
            Entry(
                "cases.index_view",
                "Dossiers",
                "folder2-open",
                key="d",
                also="aide rappels notes",
                waits="cases",
            ),
        ),
    ),
    (
        "Registre",
        (
            Entry(
                "companies.index_view",
                "Structures",
                "building",
                key="s",
                also="entreprises établissements siret",
            ),
            Entry(
                "accounts.index_view",
                "Comptes",
                "person-badge",
                key="c",
                also="personnes identifiants pro asso",
            ),
            Entry(
                "concessions.index_view",
                "Concessions",
                "diagram-3",
                key="o",
                also="intitulés références codes",
            ),
            Entry("attachments.index_view", "Rattachements", "link-45deg", key="r"),
            Entry(
                "mandates.index_view",
                "Mandats",
                "people",
                also="mandataires agir pour une autre structure",
            ),
            Entry(
                "road_openings.index_view",
                "Demandes",
                "cone-striped",
                key="e",
                also="autorisations voirie travaux arrêtés",
            ),
            Entry(
                "works_calendar.index",
                "Calendrier",
                "calendar-event",
                also="travaux chantiers mois semaines conflits",
            ),
            Entry(
                "works_map.index",
                "Carte",
                "geo-alt",
                also="travaux chantiers points lieux conflits plan",
            ),
        ),
    ),
    (
        "Suivi",
        (
            Entry("console.index", "Tableau de bord", "speedometer2", key="t", also="accueil"),
            Entry(
                "campaign.index",
                "Pilotage",
                "bar-chart-line",
                Permission.STATISTICS,
                key="p",
                also="campagne avancement chiffres",
            ),
            Entry(
                "handovers.index",
                "Fermetures",
                "archive",
                Permission.EXPORT,
                also="fermer anciens comptes liste migrées remises",
            ),
            Entry(
                "journeys.index_view",
                "Parcours",
                "signpost-split",
                Permission.STATISTICS,
                also="étapes campagne concessions",
            ),
            Entry(
                "case_stages.index_view",
                "Étapes",
                "folder-check",
                also="campagne avancement dossiers entreprises",
            ),
            Entry(
                "review_queue.index",
                "Contrôle",
                "shield-check",
                Permission.REVIEW,
                key="l",
                also="approuver contester",
                waits="reviews",
            ),
            Entry(
                "merges.index",
                "Fusions",
                "people",
                Permission.REVIEW,
                also="comptes en double approuver courriel revenu",
            ),
            Entry(
                "audit.index_view",
                "Journal",
                "journal-text",
                Permission.READ_TRAIL,
                key="j",
                also="audit traces",
            ),
            Entry(
                "questions.index",
                "Questions d’audit",
                "patch-question",
                Permission.READ_TRAIL,
                also="auditeur contrôle vingt questions",
            ),
            Entry(
                "outreach.index_view",
                "Relances",
                "send",
                key="n",
                also="inviter lettres campagne rappels",
            ),
            Entry(
                "outreach_contacts.index_view",
                "Contacts relancés",
                "people",
                also="relances invités rappelés revenus arrêt tous les lots",
            ),
            Entry(
                "contact_flaws.index_view",
                "Contacts à corriger",
                "envelope-x",
                also="relances nettoyage fiches courriel revenu erroné manquant",
                waits="contacts",
            ),
            Entry(
                "letter_keys.index",
                "Clés par lettre",
                "key",
                Permission.RUN_BATCHES,
                waits="letters",
                also="code perdu courrier poste imprimer",
            ),
            Entry(
                "imports.index_view",
                "Importations",
                "upload",
                key="i",
                also="fichiers importer lots migrations csv tableur ancien portail",
            ),
            Entry("mails.index_view", "Courriels", "envelope", key="u", also="mails messages", waits="mails"),
        ),
    ),
    (
        "Réglages",
        (
            Entry(
                "staff.index_view",
                "Agents",
                "people",
                Permission.MANAGE_STAFF,
                key="a",
                also="personnel superviseurs administrateurs",
            ),
            Entry(
                "api_keys.index_view",
                "Clés",
                "key",
                Permission.MANAGE_KEYS,
                also="applications api machines intégrations jetons",
            ),
            Entry(
                "webhooks.index_view",
                "Abonnements",
                "broadcast",
                Permission.MANAGE_KEYS,
                also="webhooks événements applications prévenir rejouer",
            ),
            Entry(
                "webhook_deliveries.index_view",
                "Envois",
                "send",
                Permission.MANAGE_KEYS,
                also="webhooks livraisons échecs réponses rejouer",
            ),
            Entry(
                "texts.index",
                "Textes",
                "file-earmark-text",
                Permission.EDIT_TEXTS,
                key="x",
                also="modèles courriels réponses types lettres message de service",
            ),
            Entry(
                "fields.index",
                "Champs",
                "ui-checks",
                Permission.READ_SHAPES,
                also="ajouter un champ fiches structures concessions numéro de marché",
            ),
            Entry(
                "shaping.index",
                "Changements",
                "sliders",
                Permission.READ_SHAPES,
                also="réglages historique versions exporter appliquer fichier yaml approuver",
            ),
            Entry(
                "partners.index",
                "Partenaires",
                "broadcast",
                Permission.KEEP_PARTNERS,
                also="arrêtés envoyer pompiers transports police",
            ),
            Entry(
                "checklists.index",
                "Points à cocher",
                "check2-square",
                Permission.READ_SHAPES,
                also="réglages contrôles listes dossiers clore",
            ),
            Entry("roles.index", "Rôles", "table", key="q", also="droits permissions qui peut"),
        ),
    ),
)

DEEDS: tuple[Entry, ...] = (
    Entry(
        "accounts.create_view",
        "Créer un compte",
        "person-plus",
        Permission.CREATE_ACCOUNT,
        also="nouveau pro asso",
    ),
    Entry(
        "companies.create_view",
        "Saisir une structure à la main",
        "building-exclamation",
        Permission.CREATE_ACCOUNT,
        also="nouvelle entreprise siret inconnu",
    ),
    Entry(
        "staff.create_view",
        "Inviter un agent",
        "envelope-arrow-up",
        Permission.MANAGE_STAFF,
        also="nouveau superviseur administrateur",
    ),
    Entry(
        "backoffice.my_account",
        "Voir mon compte",
        "person-circle",
        also="mot de passe codes de secours",
    ),
)
"""What may be done from anywhere, beside the pages of the menu: the palette offers both."""
