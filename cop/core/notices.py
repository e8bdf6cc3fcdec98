"""Notices: what somebody finds on the page of their account because no mail may say it."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import current_app

from cop.core.permissions import Actor


@dataclass(frozen=True, slots=True)
class Notice:
    """What there is, in the reader's language, and where they see more of it."""

    words: str
    path: str


def notices_for(actor: Actor, language: str) -> Sequence[Notice]:
    """Return what the features have to tell somebody on their own page."""
    features = current_app.extensions["cop.features"]
    given = (feature.notices(actor, language) for feature in features if feature.notices is not None)
    return [notice for some in given for notice in some]
