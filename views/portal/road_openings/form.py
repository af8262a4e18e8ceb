"""The form of a request to open the road: lenient for a draft, whole for a filing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from wtforms import DateField, HiddenField, MultipleFileField, RadioField, SelectChoice, SelectMultipleField
from wtforms.validators import StopValidation

from models import documents, road_openings
from models.attachments import Attachment
from models.documents import Document, DocumentRefused
from models.kernel.actors import Actor
from models.kernel.clock import now
from models.road_openings import COMPULSORY, MOST_DOCUMENTS, RequestIncomplete, RoadOpeningRequest, Works
from models.values import communes
from views.fields import Choice, Form, LongText, Submission, Text, version_seen
from views.formats import day, typo
from views.messages import LABELS, refusal

SHOWN = 80
"""Signs of a file's name that a refusal repeats."""

MISSING = {
    "purpose": "Indiquez l’objet de la demande.",
    "street": "Indiquez le numéro et la rue.",
    "postcode": "Indiquez le code postal.",
    "city": "Choisissez la commune.",
    "starts_on": "Indiquez le début des travaux.",
    "ends_on": "Indiquez la fin prévue.",
    "work_kind": "Choisissez la nature des travaux.",
    "surface": "Cochez au moins une emprise.",
    "traffic": "Choisissez ce que devient la circulation.",
}
"""What each missing answer says; a draft may lack any of them."""

TRAFFIC_HINTS = {
    "aucune": "Les véhicules passent dans les deux sens.",
    "trottoir": "Les piétons sont déviés sur l’autre trottoir.",
    "alternat": "Feux ou piquets, une voie à la fois.",
    "chaussee-retrecie": "Deux voies plus étroites.",
    "route-barree": "Une déviation est nécessaire : joignez le plan.",
}


class Day(DateField):
    """A day, ISO as browsers send it."""

    def process_formdata(self, valuelist: Any) -> None:
        if not valuelist or not valuelist[0].strip():
            self.data = None
            return
        try:
            self.data = date.fromisoformat(valuelist[0].strip())
        except ValueError:
            self.data = None
            raise ValueError("Cette date n’existe pas" + typo(" : écrivez jour, mois et année.")) from None


class Boxes(SelectMultipleField):
    """Several of some, as boxes."""

    data: Any

    def __init__(self, label: str, choices: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(label, choices=[SelectChoice(*one) for one in choices], **kwargs)

    def pre_validate(self, form: Any) -> None:
        if not set(self.data or ()) <= {choice.value for choice in self.choices}:
            self.data = []
            raise StopValidation("Cochez parmi les choix proposés.")


class Circles(RadioField):
    """One of some, all in sight; none is an answer too."""

    data: Any

    def __init__(self, label: str, choices: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(label, choices=[SelectChoice(*one) for one in choices], **kwargs)

    def pre_validate(self, form: Any) -> None:
        if self.data and self.data not in {choice.value for choice in self.choices}:
            self.data = ""
            raise StopValidation("Choisissez parmi les choix proposés.")


class Files(MultipleFileField):
    """Several uploads."""

    data: Any

    @property
    def sent(self) -> list[tuple[str, bytes]]:
        """Name and bytes of each file that was chosen."""
        return [(one.filename, one.read()) for one in self.data or [] if getattr(one, "filename", "")]

    @property
    def is_any(self) -> bool:
        """Whether a file was chosen."""
        return any(getattr(one, "filename", "") for one in self.data or [])


def spelt(name: str | None) -> str:
    """A commune as its list spells it; another name stays, and is refused."""
    commune = communes.find(name or "")
    return commune.name if commune is not None else (name or "")


def unspaced(text: str | None) -> str:
    """A postcode without its spaces."""
    return "".join((text or "").split())


def what_keeps(works: Works) -> list[tuple[str | None, str]]:
    """What keeps these works from being asked for today: each with its field."""
    found: list[tuple[str | None, str]] = []
    for error in road_openings.refusals(works, now()):
        if isinstance(error, RequestIncomplete):
            found += [(name, typo(MISSING[name])) for name in error.facts["missing"]]
        else:
            found.append((error.field, refusal(error)))
    return found


class RequestForm(Form):
    """What a request asks for. `form.offer(…)` says for which concessions."""

    concession = Choice("Concession", needed="Choisissez la concession.")
    purpose = Text("Objet", hint="Par exemple : raccordement au réseau d’eau du n° 19", longest=250)
    street = Text("Numéro et rue", longest=250)
    postcode = Text("Code postal", longest=5, filters=[unspaced], attributes={"inputmode": "numeric"})
    city = Choice("Commune", [(one.name, one.name) for one in communes.COMMUNES], filters=[spelt])
    point = Text(
        "Point précis",
        hint="Collez un lien OpenStreetMap ou Google Maps, une latitude et une longitude (49.49380, 0.10770),"
        " ou les X et Y de votre plan (Lambert-93, CC49, CC50).",
        longest=500,
        attributes={"autocomplete": "off"},
    )
    starts_on = Day("Début des travaux")
    ends_on = Day("Fin prévue", description="Remise en état comprise")
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

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.wrong_files: list[str] = []
        for name in COMPULSORY:
            self[name].flags.required = True
        self.earliest = road_openings.earliest_start(now())
        self.starts_on.description = f"Au plus tôt le {day(self.earliest)}"
        self.starts_on.render_kw = {"min": self.earliest.isoformat()}

    @classmethod
    def of(
        cls, request: RoadOpeningRequest, attachment: Attachment | None, *, sent: bool = True
    ) -> RequestForm:
        """The form as a request fills it; `sent`: what is being sent replaces it, or unticks it."""
        told = {name: getattr(request, name) for name in Works.names()}
        held = str(attachment.id) if attachment else ""
        answers = {**told, "concession": held, "version": str(request.version)}
        return cls(data=answers) if sent else cls(None, data=answers)

    @property
    def seen(self) -> int | None:
        """The version that the person saw; without one, what was sent is taken as it is."""
        return version_seen(self.version.data)

    def saw(self, request: RoadOpeningRequest) -> None:
        """The page that comes back knows the version that is kept."""
        self.version.data, self.version.raw_data = str(request.version), None

    def offer(self, held: list[Attachment], chosen: str = "") -> None:
        """The concessions to choose among; the only one is chosen."""
        pairs = [(str(one.id), one.concession.title) for one in held]
        if len(pairs) == 1:
            self.concession.choices = [SelectChoice(*pairs[0])]
        else:
            self.concession.choices = self.concession.listed(pairs)
        if not self.is_submitted() and chosen:
            self.concession.data = chosen

    @property
    def works(self) -> Works:
        """The answers, as the models take them. Raises `PointRefused`."""
        told: dict[str, Any] = {name: self[name].data or "" for name in Works.names()}
        told |= {name: self[name].data for name in ("starts_on", "ends_on")}
        point = road_openings.parse_point(self.point.data) if self.point.data else ""
        return Works(**{**told, "surface": tuple(self.surface.data or ()), "point": point})

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

    def keep_documents(self, already: int, actor: Actor) -> list[Document]:
        """Stores what was sent, once all of it is known to be right; else each wrong file is named.

        Raises `TooManyDocuments`, and the last `DocumentRefused`.
        """
        sent = self.documents.sent
        if already + len(sent) > MOST_DOCUMENTS:
            raise road_openings.TooManyDocuments(most=MOST_DOCUMENTS)
        wrong: DocumentRefused | None = None
        for name, data in sent:
            try:
                documents.content_type(data)
            except DocumentRefused as error:
                wrong = error
                self.wrong_files.append(typo(f"« {documents.shown_name(name)[:SHOWN]} » : {refusal(error)}"))
        if wrong is not None:
            raise wrong
        return [documents.store(name, data, actor=actor) for name, data in sent]

    def refuse(self, sentence: str, field: str | None = None) -> None:
        """As any form; where files were wrong, each is named instead of « ce fichier »."""
        if field == "documents" and self.wrong_files:
            for named in self.wrong_files:
                super().refuse(named, field)
            return
        super().refuse(sentence, field)
