"""What the worker does for web addresses: gathering them, and looking at some now and then."""

import logging
from collections.abc import Sequence
from datetime import timedelta
from time import monotonic
from typing import Final
from urllib.parse import urlsplit

from flask import current_app
from sqlalchemy import select

from cop.addresses import operations
from cop.addresses.checking import Checker, Outcome
from cop.addresses.enums import Reason, State
from cop.addresses.guarding import Guard
from cop.addresses.models import WebAddress
from cop.config import Config
from cop.core import stamps
from cop.core.db import db, now, transaction
from cop.core.timers import Timer

log = logging.getLogger(__name__)

EVERY_SECONDS: Final = 30.0
GATHERED_EVERY_SECONDS: Final = 1800.0
BUDGET_SECONDS: Final = 3.0
"""After so long other work of the worker has its turn; one address takes at most 8 seconds."""
MOST: Final = 10
OFFLINE_PAUSE: Final = timedelta(hours=1)
_NO_ANSWER: Final = frozenset({Reason.UNKNOWN_NAME, Reason.UNREACHABLE, Reason.SLOW})
_SAID: Final = frozenset(
    {Reason.CERTIFICATE, Reason.GONE, Reason.FAULT, Reason.BROKEN, Reason.FORBIDDEN, Reason.ROBOTS}
)
"""Reasons for which somebody must have answered."""
_CANDIDATES: Final = 200
_GATHERED: Final = "cop.addresses.gathered"


def gather() -> None:
    """Gather the addresses of public records, if anything has changed since."""
    config: Config = current_app.config["COP"]
    if not config.checks_links:
        return
    with transaction():
        stamp = stamps.current(stamps.CONTENT)
        if current_app.extensions.get(_GATHERED) == stamp:
            return
        if count := operations.collect():
            log.info("links: %d new addresses", count)
    current_app.extensions[_GATHERED] = stamp


def look() -> None:
    """Look at the addresses that are due: one of each site, so that none has much work with us."""
    config: Config = current_app.config["COP"]
    if not config.checks_links:
        return
    checker = Checker(config.base_url, Guard(frozenset(config.links_also)))
    end = monotonic() + BUDGET_SECONDS
    outcomes: dict[int, Outcome] = {}
    for id, url in _due():  # without a transaction: others write meanwhile
        outcomes[id] = checker.look(url)
        if monotonic() > end:
            break
    is_online = _is_online(checker, list(outcomes.values()))
    if not is_online:
        log.warning("links: nobody can be reached, most likely the fault is ours; again in an hour")
    with transaction():
        moment = now()
        for id, outcome in outcomes.items():
            if (address := db.session.get(WebAddress, id)) is None:
                continue
            if is_online:
                operations.note(address, outcome, at=moment)
            else:
                address.next_at = moment + OFFLINE_PAUSE


def _is_online(checker: Checker, outcomes: Sequence[Outcome]) -> bool:
    """Say whether those who do not answer are to blame: somebody else does, now."""
    if not any(one.reason in _NO_ANSWER for one in outcomes) or any(map(_was_reached, outcomes)):
        return True
    with transaction():
        known = db.session.scalar(
            select(WebAddress.url)
            .where(WebAddress.state.in_((State.ANSWERS, State.MOVED)))
            .order_by(WebAddress.checked_at.desc())
            .limit(1)
        )
    return known is not None and _was_reached(checker.look(known))


def _was_reached(outcome: Outcome) -> bool:
    return outcome.state in (State.ANSWERS, State.MOVED) or outcome.reason in _SAID


def _due() -> list[tuple[int, str]]:
    with transaction():
        rows = db.session.execute(
            select(WebAddress.id, WebAddress.url)
            .where(WebAddress.next_at <= now())
            .order_by(WebAddress.next_at, WebAddress.id)
            .limit(_CANDIDATES)
        ).all()
    of_site = {_site(row.url): (row.id, row.url) for row in reversed(rows)}
    return list(of_site.values())[::-1][:MOST]


def _site(url: str) -> str:
    try:
        return urlsplit(url).netloc.lower()
    except ValueError:
        return url


GATHER = Timer("gather links", GATHERED_EVERY_SECONDS, gather)
LOOK = Timer("look at links", EVERY_SECONDS, look)
