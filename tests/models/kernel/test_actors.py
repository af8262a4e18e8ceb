"""Actors: who acts, as the trail will tell it."""

from __future__ import annotations

import dataclasses

import pytest

from models.kernel.actors import Actor
from models.permissions import Permission
from tests.support.records import by, of


def test_a_member_of_staff_acts_under_his_name_and_role(app, supervisor):
    actor = by(supervisor, ip="192.0.2.1", request_id="r-1")
    assert (actor.kind, actor.id, actor.name, actor.role) == (
        "agent",
        supervisor.id,
        supervisor.name,
        "supervisor",
    )
    assert actor.is_staff and actor.ip == "192.0.2.1" and actor.request_id == "r-1"


def test_a_companys_person_acts_under_the_identifier_and_is_no_staff(app, account):
    actor = of(account)
    assert (actor.kind, actor.name, actor.role) == ("account", account.identifier, "company")
    assert not actor.is_staff


def test_a_visitor_has_neither_name_nor_number():
    assert Actor.anonymous(ip="192.0.2.1") == Actor("anonymous", None, "", "anonymous", None, "192.0.2.1")


def test_a_command_may_what_any_role_may():
    assert all(Actor.system("import").may(permission) for permission in Permission)


def test_an_actor_is_never_changed_on_the_way():
    with pytest.raises(dataclasses.FrozenInstanceError):
        Actor.system("import").role = "admin"
