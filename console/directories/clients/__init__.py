"""The directories that are asked over the network: one file for each, by the name that settings give."""

from __future__ import annotations

from importlib import import_module
from typing import cast

from config import Settings
from console.directories.chain import Chain
from console.directories.local import Local, Stored
from console.directories.remotes import Guarded, Remote
from models.companies.directory import PatientDirectory
from setting_services import LOCAL, Service


def find_client(name: str) -> type[Remote]:
    """The `CLIENT` of the file of that name; nobody else's is loaded."""
    return cast(type[Remote], import_module(f"{__name__}.{name.replace('-', '_')}").CLIENT)


def build(settings: Settings, loaded: Stored | None = None) -> PatientDirectory:
    """The directories of the settings, in their order; `loaded` looks into what this installation holds."""

    def client(service: Service) -> Local | Guarded:
        if service.name == LOCAL:
            return Local(loaded)
        return Guarded(service.name, find_client(service.name).of(service))

    return Chain([client(service) for service in settings.directories])
