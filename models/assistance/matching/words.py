"""Words of the field that say little of who a company is: legal forms, agencies, works, given names."""

from __future__ import annotations

import re

STOP = frozenset("a au aux d de des du en et l la le les ou par pour s sous sur un une".split())

LEGAL = frozenset(
    "sarl sarlu sas sasu sa eurl eirl ei sci snc scs sca scp scm selarl selas scop scic sem seml spl"
    " sepl gie gip geie gaec earl epic epa epl asso assoc ass association ste societe soc ets etabs"
    " etablissement etablissements entreprise entr ent cie compagnie comp groupe grpe grp gpe maison mme"
    " mr".split()
)
"""Forms of companies, with the shapes that they take in old files."""

AGENCY = frozenset(
    "agence ag antenne direction dir dr dt regionale regional region territoriale territorial"
    " territoire delegation secteur service services serv sce svc bureau etudes voirie travaux"
    " exploitation exploit unite uo up centre ctre site depot siege succursale filiale pole base"
    " chantiers normandie normand haute basse nord sud est ouest france idf ile departement dept"
    " departemental zone ancien ancienne compte dossier ne plus utiliser international europe estuaire"
    " ville basse port".split()
)
"""Parts of a company, and what a clerk adds to its name: their absence proves nothing."""

WORKS = frozenset(
    "reseau reseaux divers fibre optique optiques raccordement branchement canalisation eau potable gaz"
    " electricite elec chauffage urbain signalisation videosurveillance pose armoire chambre telecom"
    " telecoms l2t tranchee chantier voirie occupation domaine public enseigne terrasse concession"
    " eclairage assainissement tension hta bta bt ht hte concessionnaire conduite cable cables antenne"
    " pression moyenne lot lots videoprotection arrosage feux tricolores borne bornes recharge"
    " ouvrage ouvrages enfouissement extension renouvellement dossier compte".split()
)
"""What is laid under a road: titles open with it."""

GENERIC = frozenset(
    "regie quartier quartiers energie energies systemes systeme industrie industries industriel"
    " industrielle transport transports construction constructions batiment btp insertion emploi emplois"
    " caisse credit mutuel mutuelle agricole banque assurance assurances immobilier immobiliere habitat"
    " jardin jardins cocagne commune communes mairie syndicat communaute metropole agglomeration"
    " solidarite aide domicile conseil gestion developpement environnement technique techniques"
    " technologie technologies production productions ateliers atelier hotel hotels restauration"
    " nettoyage proprete securite maintenance equipement equipements solutions management participations"
    " investissement investissements invest distribution logistique espaces verts travail relais"
    " initiatives action actions active social sociale maison centre local locale mission familles"
    " familiale rurale rural geiq ecole formation".split()
)
"""Trades and causes that many companies share: half a word each."""

_WAYS = (
    "rue|r|avenue|av|ave|bd|boulevard|place|pl|quai|square|sq|allee|allees|all|chemin|che|chem|route|rte|impasse"
    "|imp|esplanade|cours|sente|sentier|passage|rond point|zi|za|zac|zone|secteur|lotissement|hameau|parc"
)
STREET = re.compile(rf"(?:{_WAYS})\b.*")
"""A part of a title that tells where the works are."""

TITLES = frozenset("m mr mme mlle monsieur madame mademoiselle me dr".split())

GIVEN = frozenset(
    "adele adrien agathe alain alexandre alexis alice aline amelie anais anastasie andre anne antoine"
    " arnaud arthur aude audrey aurelie aurore axel bastien benedicte benjamin benoit bernadette bernard"
    " bertrand brigitte bruno camille capucine caroline catherine cecile celine chantal charles"
    " charlotte christelle christian christine christophe claire clara claude clement colette corinne"
    " cyril damien daniel danielle david delphine denis denise didier dominique edouard eleonore"
    " elisabeth elise emile emilie emma emmanuel eric estelle etienne eugene eva fabien fabrice florence"
    " florian francis francois francoise franck frederic gabriel genevieve georges gerard gilbert gilles"
    " gregoire guillaume guy helene henri herve hugo hugues isabelle jacqueline jacques jean jeanne"
    " jeremy jerome joel josephine joseph josette julie julien juliette karine laetitia laura laure"
    " laurence laurent lea leon louis louise luc luce lucas lucie madeleine manon marc marcel marcelle"
    " margaret margaux margot marguerite marianne marie marine marthe martin martine mathieu mathilde"
    " maurice michel michele michelle monique nadine nathalie nathan nicolas nicole noel noemi odette"
    " olivia olivier oscar pascal patricia patrick paul paulette paulin pauline philippe pierre quentin"
    " rachel raoul raphael raymond remi rene richard robert roger roland romain roseline sabine samuel"
    " sandrine sebastien serge simone sophie stephane stephanie susan suzanne sylvie tanguy theo"
    " theodore therese thibaut thierry thomas timothee tristan valentin valentine valerie veronique"
    " victor vincent virginie william xavier yves yvonne zacharie zoe".split()
)
"""Given names that are common in France: a holder who bears one, and one word more, is a person."""

POSTS = frozenset(
    "pas comptabilite comptable responsable directeur directrice secretariat secretaire accueil gerant"
    " gerante conducteur maitre ouvrage interne syndic copropriete copro locataire proprietaire"
    " particulier riverain divers inconnu inconnue test essai doublon supprimer annule neant vide annuel"
    " syndicale libre facturation achats dict conduite charge affaires chef technicien".split()
)
"""Posts and departments that stand where a company's name should."""

ALIASES: dict[str, tuple[str, ...]] = {
    "erdf": ("enedis",),
    "edf gdf": ("enedis", "grdf"),
    "edf gdf services": ("enedis", "grdf"),
    "egd": ("enedis", "grdf"),
    "gaz de france": ("grdf", "engie"),
    "gdf": ("grdf", "engie"),
    "gdf suez": ("engie",),
    "electricite de france": ("edf",),
    "rff": ("sncf reseau",),
    "reseau ferre de france": ("sncf reseau",),
    "france telecom": ("orange",),
    "ptt": ("orange", "la poste"),
    "numericable": ("sfr", "sfr fibre"),
    "neuf cegetel": ("sfr",),
    "cegetel": ("sfr",),
    "completel": ("sfr", "sfr business"),
    "tele2": ("bouygues telecom",),
    "lyonnaise des eaux": ("suez eau france", "suez"),
    "generale des eaux": ("veolia eau", "veolia"),
    "compagnie generale des eaux": ("veolia eau", "veolia"),
    "cge": ("veolia eau", "veolia"),
    "dalkia": ("dalkia france",),
    "cofely": ("engie energie services", "engie"),
    "elyo": ("engie energie services", "engie"),
    "suez energie services": ("engie energie services", "engie"),
    "ineo": ("engie ineo", "equans"),
    "entreprise industrielle": ("ineo", "engie ineo"),
    "axima": ("engie axima", "equans axima"),
    "forclum": ("eiffage energie systemes", "eiffage energie"),
    "appia": ("eiffage route", "eiffage"),
    "trindel": ("spie",),
    "amec spie": ("spie",),
    "cegelec": ("vinci energies", "omexom", "cegelec"),
    "gtie": ("vinci energies",),
    "viafrance": ("eurovia",),
    "cochery bourdin chausse": ("eurovia",),
    "screg": ("colas",),
    "sacer": ("colas",),
    "etde": ("bouygues energies services", "bouygues energies et services"),
    "transpac": ("orange business", "orange"),
    "saur france": ("saur",),
    "codah": ("le havre seine metropole",),
    "port autonome du havre": ("haropa port", "grand port maritime du havre"),
    "gpmh": ("haropa port", "grand port maritime du havre"),
    "dde": ("ddtm",),
    "conseil general": ("departement",),
    "conseil departemental": ("departement",),
    "conseil regional": ("region",),
    "assedic": ("france travail", "pole emploi"),
    "anpe": ("france travail", "pole emploi"),
    "pole emploi": ("france travail",),
}
"""What operators and bodies were called before, or are still called, and what they are called now."""
