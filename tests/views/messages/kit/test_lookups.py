"""Every refusal of the models has its sentence, and no sentence is left without one."""

from __future__ import annotations

import importlib
import pkgutil

import pytest

import console.imports
import models
from models.kernel.errors import DomainError
from views.messages import REFUSALS
from views.messages.kit.tables import joined


def refusals(kind=DomainError):
    for found in kind.__subclasses__():
        yield found
        yield from refusals(found)


def known():
    for room in (models, console.imports):
        for found in pkgutil.walk_packages(room.__path__, f"{room.__name__}."):
            if not found.name.startswith("models.storage.migrations"):
                importlib.import_module(found.name)
    # By their modules: which others are loaded depends on the tests that came before.
    rooms = ("models.", "console.imports.")
    return {found.__name__ for found in refusals() if found.__module__.startswith(rooms)}


def test_each_refusal_has_its_sentence():
    assert sorted(known() - REFUSALS.keys()) == []


def test_no_sentence_is_left_without_its_refusal():
    assert sorted(REFUSALS.keys() - known()) == []


def test_two_nouns_give_their_words_no_common_name():
    with pytest.raises(ValueError, match="Channel"):
        joined({"Channel": {"portal": "Portail"}}, {"Channel": {"lettre": "Par lettre"}})
