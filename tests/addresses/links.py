"""Records with links, and what was seen of them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from cop.addresses import operations
from cop.addresses.checking import Outcome
from cop.addresses.enums import Reason, State
from cop.addresses.models import WebAddress
from cop.core.db import db
from tests.addresses.sites import Site
from tests.learning.samples import module, publish

MONDAY = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)
GONE = Outcome(State.SILENT, Reason.GONE)
GUIDE, TALK = "https://guides.example.net/a", "https://films.example.net/talk"


FACTS = {
    "references": [
        {"kind": "guide", "title": "A guide", "url": GUIDE},
        {"kind": "guide", "title": "On paper alone"},
    ],
    "videos": [{"key": "talk", "url": TALK}],
    "source": {"title": "A source", "url": GUIDE},
}


def addresses() -> dict[str, WebAddress]:
    db.session.expire_all()
    return {row.url: row for row in db.session.scalars(select(WebAddress).order_by(WebAddress.id))}


def fail_for(address: WebAddress, *days: int) -> None:
    for day in days:
        operations.note(address, GONE, at=MONDAY + day * DAY)
    db.session.commit()


def switch_on(app: Flask, monkeypatch: pytest.MonkeyPatch, *sites: Site) -> None:
    monkeypatch.setitem(
        app.config,
        "COP",
        replace(app.config["COP"], checks_links=True, links_also=tuple(one.place for one in sites)),
    )
    app.extensions.pop("cop.addresses.gathered", None)


def refer_to(*urls: str) -> None:
    publish(module(facts={"references": [{"kind": "guide", "title": url, "url": url} for url in urls]}))
    db.session.commit()
