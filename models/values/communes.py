"""The 54 communes of Le Havre Seine Métropole: where road works may be asked for."""

from __future__ import annotations

from dataclasses import dataclass

from models.values.text import fold


@dataclass(frozen=True)
class Commune:
    """One commune: Insee's code, its name, the postcodes of its addresses."""

    insee: str
    name: str
    postcodes: tuple[str, ...]


COMMUNES = tuple(
    Commune(insee, name, tuple(postcodes.split()))
    for insee, name, postcodes in (
        ("76014", "Angerville-l’Orcher", "76280"),
        ("76017", "Anglesqueville-l’Esneval", "76280"),
        ("76064", "Beaurepaire", "76280"),
        ("76079", "Bénouville", "76790"),
        ("76117", "Bordeaux-Saint-Clair", "76790"),
        ("76167", "Cauville-sur-Mer", "76930"),
        ("76196", "Criquetot-l’Esneval", "76280"),
        ("76206", "Cuverville", "76280"),
        ("76238", "Épouville", "76133"),
        ("76239", "Épretot", "76430"),
        ("76250", "Étainhus", "76430"),
        ("76254", "Étretat", "76790"),
        ("76268", "Fongueusemare", "76280"),
        ("76270", "Fontaine-la-Mallet", "76290"),
        ("76275", "Fontenay", "76290"),
        ("76296", "Gainneville", "76700"),
        ("76303", "Gommerville", "76430"),
        ("76305", "Gonfreville-l’Orcher", "76700"),
        ("76307", "Gonneville-la-Mallet", "76280"),
        ("76314", "Graimbouville", "76430"),
        ("76341", "Harfleur", "76700"),
        ("76357", "Hermeville", "76280"),
        ("76361", "Heuqueville", "76280"),
        ("76169", "La Cerlangue", "76430"),
        ("76508", "La Poterie-Cap-d’Antifer", "76280"),
        ("76522", "La Remuée", "76430"),
        ("76351", "Le Havre", "76600 76610 76620"),
        ("76693", "Le Tilleul", "76790"),
        ("76714", "Les Trois-Pierres", "76430"),
        ("76404", "Manéglise", "76133"),
        ("76409", "Mannevillette", "76290"),
        ("76447", "Montivilliers", "76290"),
        ("76477", "Notre-Dame-du-Bec", "76133"),
        ("76481", "Octeville-sur-Mer", "76930"),
        ("76489", "Oudalle", "76430"),
        ("76501", "Pierrefiques", "76280"),
        ("76533", "Rogerville", "76700"),
        ("76534", "Rolleville", "76133"),
        ("76551", "Sainneville", "76430"),
        ("76563", "Saint-Aubin-Routot", "76430"),
        ("76586", "Saint-Gilles-de-la-Neuville", "76430"),
        ("76595", "Saint-Jouin-Bruneval", "76280"),
        ("76596", "Saint-Laurent-de-Brèvedent", "76700"),
        ("76615", "Saint-Martin-du-Bec", "76133"),
        ("76616", "Saint-Martin-du-Manoir", "76290"),
        ("76647", "Saint-Romain-de-Colbosc", "76430"),
        ("76657", "Saint-Vigor-d’Ymonville", "76430"),
        ("76658", "Saint-Vincent-Cramesnil", "76430"),
        ("76552", "Sainte-Adresse", "76310"),
        ("76609", "Sainte-Marie-au-Bosc", "76280"),
        ("76660", "Sandouville", "76430"),
        ("76716", "Turretot", "76280"),
        ("76734", "Vergetot", "76280"),
        ("76741", "Villainville", "76280"),
    )
)
"""In alphabetical order (Insee's official geographic code, 2026)."""

_BY_NAME = {fold(commune.name): commune for commune in COMMUNES}


def find(name: str) -> Commune | None:
    """The commune of that name, whatever its case, accents and hyphens; None outside the community."""
    words = fold(name).split()
    spelt = " ".join({"st": "saint", "ste": "sainte"}.get(word, word) for word in words)
    return _BY_NAME.get(spelt)
