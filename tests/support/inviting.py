"""Batches of outreach, for those who invite by them."""

from __future__ import annotations

from models.concessions import outreach
from models.concessions.outreach import Outreach, OutreachChannel
from models.kernel.base import db
from tests.support.records import by

POST = {"address": "12 rue du Perrey", "postcode": "76600", "city": "Le Havre"}
DAY = 86_400


def batch_of(agent, channel=OutreachChannel.MAIL, filter=""):
    return outreach.create(filter=filter, channel=channel, actor=by(agent))


def running(agent, **how):
    batch = batch_of(agent, **how)
    outreach.confirm(batch, actor=by(agent))
    return batch


def tally(batch):
    return again(batch).tally


def again(batch):
    db.session.rollback()
    return db.session.get(Outreach, batch.id, populate_existing=True)
