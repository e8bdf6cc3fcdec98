"""Is it well? One JSON answer for people and machines that watch."""

from datetime import datetime
from typing import Any

from flask import Flask, Response, jsonify
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from cop import __version__
from cop.core import outbox
from cop.core.db import db, now
from cop.search import index
from cop.web.policy import public

PATIENCE_SECONDS = 120.0
"""A job that has waited longer says that no worker is running."""


def state() -> tuple[dict[str, Any], list[str]]:
    """Return (facts, reasons why it is not well)."""
    facts: dict[str, Any] = {"version": __version__, "database": {"status": "ok"}}
    reasons: list[str] = []
    try:
        db.session.execute(text("SELECT 1"))
        facts["database"]["kind"] = db.engine.dialect.name
        waiting, oldest = outbox.backlog()
        facts["jobs"] = {"waiting": waiting, "given_up": outbox.given_up()}
        age = _age(oldest)
        behind, changed = outbox.backlog(index.JOB_KIND)
        facts["index"] = _index(behind, _age(changed), reasons)
        if age > PATIENCE_SECONDS:
            reasons.append(f"the oldest job has waited for {age:.0f} seconds: is the worker running?")
    except SQLAlchemyError as error:
        facts["database"]["status"] = "down"
        reasons.append(f"the database does not answer: {type(error).__name__}")
    return facts, reasons


def _age(oldest: datetime | None) -> float:
    """Return for how many seconds a job could have been done already; one put off has time."""
    return max(0.0, (now() - oldest).total_seconds()) if oldest else 0.0


def _index(waiting: int, age: float, reasons: list[str]) -> dict[str, Any]:
    if not index.is_usable():
        reasons.append("the search index is missing or broken; the worker rebuilds it")
        return {"status": "down", "backlog": waiting, "age_seconds": None}
    records = index.engine().backend.count()
    # How far the index is behind the database: the wait of the oldest change it has not seen.
    return {"status": "ok", "records": records, "backlog": waiting, "age_seconds": round(age, 1)}


@public
def healthz() -> Response:
    """Answer 200, or 503 with the reasons."""
    facts, reasons = state()
    response = jsonify({"status": "down" if reasons else "ok", "reasons": reasons} | facts)
    response.status_code = 503 if reasons else 200
    response.headers["Cache-Control"] = "no-store"
    return response


def init_app(app: Flask) -> None:
    """Add the route."""
    app.add_url_rule("/healthz", "healthz", healthz)
