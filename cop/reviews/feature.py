"""The engine of judgement: gate, requests, reviews, decisions, scorecards. It knows no record type."""

from cop.core.i18n import lazy_gettext as _l
from cop.core.permissions import Role
from cop.feature import Feature, NavItem
from cop.reviews import advising, editing, reading, review_views, views
from cop.reviews.jobs import REMIND
from cop.reviews.mails import NEWS
from cop.reviews.personal import PERSONAL
from cop.reviews.redacting import REDACTABLE
from cop.reviews.rules import RULES
from cop.reviews.trail_words import TRAIL
from cop.submissions.queries import KIND as SUBMISSION

_REVIEWING = frozenset({Role.REVIEWER, Role.EDITOR})
_LOOKING = frozenset({Role.EDITOR, Role.ADMINISTRATOR})

FEATURE = Feature(
    name="reviews",
    trail=TRAIL,
    letters={
        "reviews/again": _l("A case was sent again"),
        "reviews/all_in": _l("All reviews are in"),
        "reviews/asked": _l("A request to review"),
        "reviews/decided": _l("A decision"),
        "reviews/due_soon": _l("A review is due soon"),
        "reviews/overdue": _l("A review is overdue, to the reviewer"),
        "reviews/overdue_editors": _l("A review is overdue, to the editors"),
        "reviews/refused": _l("A reviewer cannot review"),
        "reviews/reopened": _l("A review can be changed again"),
        "reviews/reply_open": _l("The authors may answer the reviews"),
        "reviews/taken_back": _l("A review is not needed any more"),
    },
    redactables=(REDACTABLE,),
    blueprints=(views.blueprint, editing.blueprint, advising.blueprint, review_views.blueprint),
    rules=RULES,
    timers=(REMIND,),
    personal=PERSONAL,
    attachments={SUBMISSION: reading.may_see_files},
    notifications={NEWS: _l("Reviews: requests, deadlines, and what comes of them")},
    account_nav=(
        NavItem("reviews.desk", _l("Reviews"), rank=20, roles=_REVIEWING),
        NavItem("reviews.profile", _l("What I review"), rank=21, roles=frozenset({Role.REVIEWER})),
        NavItem("reviews.audit", _l("Audit trail"), rank=80, roles=_LOOKING),
    ),
)
