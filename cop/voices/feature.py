"""Feedback tools that run here: users of a practice or a service answer without an account."""

from flask import current_app
from markupsafe import Markup

from cop.core.i18n import lazy_gettext as _l
from cop.core.records import Ref
from cop.feature import Feature, NavItem
from cop.voices import desk, lead_views, pages, queries
from cop.voices.personal import PERSONAL
from cop.voices.results import TIMERS
from cop.voices.rules import RULES
from cop.voices.trail_words import TRAIL
from cop.voices.views import blueprint


def _beside(place: Ref, language: str) -> Markup:
    """Draw the public results of a place's boards."""
    if place not in queries.public_places():
        return Markup()
    shown = [
        (
            board,
            pages.title_of(board, language),
            pages.path_of(board, language, "results"),
            found,
            publication.day,
        )
        for board, publication in queries.public_at(place)
        if (found := pages.results(board, publication, language)) is not None
    ]
    if not shown:
        return Markup("")
    template = current_app.jinja_env.get_template("voices/beside.html")
    return Markup(template.render(lang=language, shown=shown))  # noqa: S704


FEATURE = Feature(
    name="voices",
    blueprints=(blueprint, desk.blueprint, lead_views.blueprint),
    rules=RULES,
    trail=TRAIL,
    letters={"voices/call": _l("Somebody asks for help")},
    timers=TIMERS,
    personal=PERSONAL,
    account_nav=(NavItem("voices_desk.mine", _l("Feedback boards"), rank=42),),
    beside=_beside,
)
