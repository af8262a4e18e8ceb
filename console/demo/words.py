"""Words of the demonstration: real streets of Le Havre, invented people and companies."""

from __future__ import annotations

STREETS = (
    "place de l’Hôtel-de-Ville",
    "rue Georges-Braque",
    "avenue Foch",
    "quai Frissard",
    "rue Bellot",
    "rue Philippe-Lebon",
    "boulevard Clemenceau",
    "rue Casimir-Delavigne",
    "place Léon-Meyer",
)

POINTS = (
    "49.49440, 0.10770",
    "49.49650, 0.10620",
    "49.49480, 0.09960",
    "49.48890, 0.12720",
    "49.49060, 0.12050",
    "49.49580, 0.12310",
    "49.49120, 0.09810",
    "49.49330, 0.11890",
    "49.49010, 0.13240",
)
"""Somewhere in each of these streets, near enough for a demonstration."""

WORKS = (
    "Réseau d’eau potable",
    "Assainissement",
    "Éclairage & signalisation",
    "Fibre optique",
    "Gaz – moyenne pression",
    "Électricité basse tension",
    "Chauffage urbain",
    "Vidéoprotection",
    "Arrosage « espaces verts »",
    "Câbles à haute tension",
)

TRADES = (
    "TRAVAUX PUBLICS",
    "RESEAUX ET CANALISATIONS",
    "TERRASSEMENT",
    "ELECTRICITE GENERALE",
    "VOIRIE ET AMENAGEMENT",
    "FORAGES",
    "AMICALE DES RIVERAINS",
)

PLACES = ("DE L ESTUAIRE", "DU LITTORAL", "DES FALAISES", "DU PORT", "DE LA POINTE", "DU BASSIN", "DU CAP")

FIRST_NAMES = (
    "Élodie",
    "Loïc",
    "Anaïs",
    "Jean-Baptiste",
    "Maëlle",
    "François",
    "Zoé",
    "Gaël",
    "Inès",
    "Noël",
    "Chloé",
    "Rémi",
    "Hélène",
    "Théo",
    "Nolwenn",
)

LAST_NAMES = (
    "D'ŒUVRÉ-ŁUK",
    "LEFÈVRE",
    "Le Gall",
    "BÉRENGER",
    "Saint-Aubin",
    "O'NEILL",
    "MÜLLER",
    "GARÇON",
    "Delacroix",
    "PRÉVOST",
    "Nguyễn",
    "de La Haye",
    "COËTLOGON",
)

JOBS = ("Gérante", "Conducteur de travaux", "Employé", "Responsable d’exploitation", "Secrétaire")
NETWORKS = ("eau", "gaz", "électricité", "télécom", "chaleur", "")

KINDS = {
    "5710": "entreprise",
    "5499": "entreprise",
    "9220": "association",
    "7210": "collectivite",
    "4110": "organisme-public",
    "1000": "entrepreneur-individuel",
}
"""Legal categories, with the kind that follows from each."""
