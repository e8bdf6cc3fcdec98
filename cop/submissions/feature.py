"""The engine of proposals: drafts, co-authors, files, states. It knows no record type."""

from cop.core.i18n import lazy_gettext as _l
from cop.feature import Feature, NavItem
from cop.submissions import answering, coauthors, filing, importing, queries, sending, views
from cop.submissions.jobs import FORGET
from cop.submissions.mails import NEWS
from cop.submissions.personal import PERSONAL
from cop.submissions.rules import RULES
from cop.submissions.trail_words import TRAIL

FEATURE = Feature(
    name="submissions",
    trail=TRAIL,
    letters={
        "submissions/arrived": _l("A case has arrived, to the editors"),
        "submissions/invitation": _l("An invitation to write together"),
        "submissions/joined": _l("A co-author has joined"),
        "submissions/old_draft": _l("An old draft will be deleted"),
        "submissions/receipt": _l("A receipt for a case"),
        "submissions/review_started": _l("A case is with the reviewers"),
        "submissions/said": _l("A message about a case"),
        "submissions/sent": _l("A co-author has sent a case"),
        "submissions/taken_back": _l("A case was withdrawn, to the editors"),
        "submissions/withdrawn": _l("A case was withdrawn"),
    },
    blueprints=(
        views.blueprint,
        sending.blueprint,
        answering.blueprint,
        importing.blueprint,
        coauthors.blueprint,
        filing.blueprint,
    ),
    rules=RULES,
    timers=(FORGET,),
    personal=PERSONAL,
    attachments={queries.KIND: queries.may_see_files},
    notifications={NEWS: _l("News about cases that I have sent, or look after")},
    footer=(NavItem("submissions.submit", _l("Tell your case")),),
    account_nav=(NavItem("submissions.mine", _l("My submissions"), rank=10),),
)
