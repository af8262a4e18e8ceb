"""The table of the directories that can be asked over the network, by the names that settings give them."""

from __future__ import annotations

from config import Service, Settings
from console.directories.chain import Chain
from console.directories.insee import Insee
from console.directories.local import Local, Lookup
from console.directories.recherche_entreprises import RechercheEntreprises
from console.directories.remotes import Guarded, Remote
from models.directory import Directory

LOCAL = "local"
CLIENTS: dict[str, type[Remote]] = {
    "recherche-entreprises": RechercheEntreprises,
    "insee": Insee,
}


def build(settings: Settings, loaded: Lookup | None = None) -> Directory:
    """The directories of the settings, in their order; `loaded` looks into what this installation holds."""

    def client(service: Service) -> Local | Guarded:
        if service.name == LOCAL:
            return Local(loaded)
        return Guarded(CLIENTS[service.name].of(service))

    return Chain([client(service) for service in settings.directories])
