"""Links of those who need no account: signed, so that nobody can make one; good as long as their row is."""

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import select

from cop.core.db import db
from cop.seminars.models import Contribution, Registration


def place_path(place: Registration, language: str) -> str:
    """Return the path where somebody manages their place."""
    return f"/{language}/seminars/places/{_places().dumps(place.key)}"


def place_of(token: str) -> Registration | None:
    """Return the place that a link is for; None where it is not one of ours."""
    try:
        key = _places().loads(token)
    except BadSignature:
        return None
    return db.session.scalar(select(Registration).where(Registration.key == str(key)))


def speaker_path(contribution: Contribution, language: str) -> str:
    """Return the path where a speaker agrees, and gives slides."""
    return f"/{language}/seminars/speaking/{_speakers().dumps([contribution.id, contribution.email])}"


def contribution_of(token: str) -> Contribution | None:
    """Return the contribution that a link is for; another address makes older links void."""
    try:
        id, email = _speakers().loads(token)
    except (BadSignature, ValueError, TypeError):
        return None
    query = select(Contribution).where(Contribution.id == int(id), Contribution.email == str(email))
    return db.session.scalar(query)


def _places() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="seminars.place")


def _speakers() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="seminars.speaker")
