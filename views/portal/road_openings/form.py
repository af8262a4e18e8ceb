"""The form of a request to open the road: lenient for a draft, whole for a filing."""

from __future__ import annotations

from wtforms import HiddenField, SelectChoice

from models import documents, road_openings
from models.attachments import Attachment
from models.documents import DocumentRefused
from models.kernel.clock import now
from models.road_openings import RoadOpeningRequest, Sending, Upload, Works
from models.road_openings.tables import MOST_DOCUMENTS
from models.road_openings.works import COMPULSORY, LONGEST_PURPOSE
from models.values import communes
from models.values.days import last_plausible, today
from views.fields import Answers, Choice, Day, Form, LongText, Submission, Text, version_seen
from views.fields.boxes import Boxes
from views.formats import day, typo
from views.messages import LABELS, refusal
from views.portal.road_openings.fields import Circles, Files
from views.portal.road_openings.obstacles import what_keeps

SHOWN = 80
"""Signs of a file's name that a refusal repeats."""

TRAFFIC_HINTS = {
    "aucune": "Les véhicules passent dans les deux sens.",
    "trottoir": "Les piétons sont déviés sur l’autre trottoir.",
    "alternat": "Feux ou piquets, une voie à la fois.",
    "chaussee-retrecie": "Deux voies plus étroites.",
    "route-barree": "Une déviation est nécessaire : joignez le plan.",
}


def spelt(name: str | None) -> str:
    """A commune as its list spells it; another name stays, and is refused."""
    commune = communes.find(name or "")
    return commune.name if commune is not None else (name or "")


def unspaced(text: str | None) -> str:
    """A postcode without its spaces."""
    return "".join((text or "").split())


def bare(text: str | None) -> str:
    """A text without the blanks around it: blanks alone are no reason."""
    return (text or "").strip()


class RequestForm(Form):
    """What a request asks for. `form.offer(…)` says for which concessions."""

    concession = Choice("Concession", needed="Choisissez la concession.")
    purpose = Text(
        "Objet", hint="Par exemple : raccordement au réseau d’eau du n° 19", longest=LONGEST_PURPOSE
    )
    street = Text("Numéro et rue", longest=250)
    postcode = Text("Code postal", longest=5, filters=[unspaced], attributes={"inputmode": "numeric"})
    city = Choice("Commune", [(commune.name, commune.name) for commune in communes.COMMUNES], filters=[spelt])
    point = Text(
        "Point précis",
        hint="Collez un lien OpenStreetMap ou Google Maps, une latitude et une longitude (49.49380, 0.10770),"
        " ou les X et Y de votre plan (Lambert-93, CC49, CC50).",
        longest=500,
        attributes={"autocomplete": "off"},
    )
    starts_on = Day("Début des travaux")
    ends_on = Day("Fin prévue", description="Remise en état comprise")
    urgency = LongText(
        "Motif de l’urgence",
        hint="Fuite, danger : pourquoi les travaux n’ont pu attendre. Leur début peut alors être passé.",
        longest=1000,
        filters=[bare],
        attributes={"rows": "3"},
    )
    work_kind = Choice("Nature", list(LABELS["WorkKind"].items()))
    surface = Boxes("Emprise", list(LABELS["Surface"].items()), description="Ce qui sera ouvert")
    traffic = Circles("Circulation", list(LABELS["Traffic"].items()))
    description = LongText("Description", render_kw={"rows": "4"})
    contractor = Text("Entreprise qui fait les travaux", hint="Laissez vide si c’est la vôtre.", longest=250)
    site_contact = Text("Contact sur le chantier", hint="Nom et téléphone", longest=250)
    documents = Files(
        "Plans et pièces",
        description=f"PDF, JPEG ou PNG, 10 Mo au plus par fichier, {MOST_DOCUMENTS} fichiers au plus",
        render_kw={"accept": ".pdf,.png,.jpg,.jpeg"},
    )
    version = HiddenField()
    submission = Submission()

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.wrong_files: list[str] = []
        self.attachments: list[Attachment] = []
        for name in COMPULSORY:
            self[name].flags.required = True
        self.earliest = road_openings.earliest_start(now())
        self.starts_on.description = f"Au plus tôt le {day(self.earliest)}"
        latest = last_plausible(today()).isoformat()
        self.starts_on.render_kw = {"max": latest}  # urgent works began before the earliest day
        self.ends_on.render_kw = {"max": latest}

    @classmethod
    def of(
        cls, road_opening: RoadOpeningRequest, attachments: list[Attachment], *, sent: bool = True
    ) -> RequestForm:
        """The form as a request fills it; `sent`: what is being sent replaces it, or unticks it."""
        works = {name: getattr(road_opening, name) for name in Works.names()}
        concession = road_opening.concession_id
        chosen = next((str(each.id) for each in attachments if each.concession_id == concession), "")
        answers = {**works, "concession": chosen, "version": str(road_opening.version)}
        form = cls(data=answers) if sent else cls(None, data=answers)
        form.offer(attachments)
        return form

    @property
    def seen(self) -> int | None:
        """The version that the person saw; without one, what was sent is taken as it is."""
        return version_seen(self.version.data)

    def saw(self, road_opening: RoadOpeningRequest) -> None:
        """The page that comes back knows the version that is kept."""
        self.version.data, self.version.raw_data = str(road_opening.version), None

    def offer(self, attachments: list[Attachment], chosen: str = "") -> None:
        """The concessions to choose among; the only one is chosen."""
        self.attachments = attachments
        pairs = [(str(each.id), each.concession.title) for each in attachments]
        if len(pairs) == 1:
            self.concession.choices = [SelectChoice(*pairs[0])]
        else:
            self.concession.choices = self.concession.listed(pairs)
        if not self.is_submitted() and chosen:
            self.concession.data = chosen

    @property
    def works(self) -> Works:
        """The answers, as the models take them. Raises `PointRefused`."""
        answers: Answers = {name: self[name].data or "" for name in Works.names()}
        answers |= {name: self[name].data for name in ("starts_on", "ends_on")}
        point = road_openings.parse_point(self.point.data) if self.point.data else ""
        return Works(**{**answers, "surface": tuple(self.surface.data or ()), "point": point})

    def sending(self, *, already: int = 0, is_filing: bool) -> Sending:
        """All that is sent, with files that are known to be right; `already`: how many the request has.

        Raises `PointRefused`, `TooManyDocuments`, `DocumentRefused`.
        """
        works = self.works
        chosen = next(each for each in self.attachments if str(each.id) == self.concession.data)
        return Sending(chosen, works, self._right_files(already), is_filing)

    def demand_all(self) -> bool:
        """Refuses all that keeps the request from being filed today, each beside its field.

        A field that was refused already keeps the one reason.
        """
        wrong = set(self.errors)
        found: list[tuple[str | None, str]] = []
        with self.refusals():
            found = what_keeps(self.works)
        for name, sentence in found:
            if name not in wrong:
                self.refuse(sentence, name)
        return not self.errors

    def _right_files(self, already: int) -> list[Upload]:
        """What was sent, once all of it is known to be right; else each wrong file is named."""
        uploads = self.documents.sent
        if already + len(uploads) > MOST_DOCUMENTS:
            raise road_openings.TooManyDocuments(limit=MOST_DOCUMENTS)
        wrong: DocumentRefused | None = None
        for name, data in uploads:
            try:
                documents.content_type(data)
            except DocumentRefused as error:
                wrong = error
                self.wrong_files.append(typo(f"« {documents.shown_name(name)[:SHOWN]} » : {refusal(error)}"))
        if wrong is not None:
            raise wrong
        return uploads

    def refuse(self, sentence: str, field: str | None = None) -> None:
        """As any form; where files were wrong, each is named instead of « ce fichier »."""
        if field == "documents" and self.wrong_files:
            for named in self.wrong_files:
                super().refuse(named, field)
            return
        super().refuse(sentence, field)
