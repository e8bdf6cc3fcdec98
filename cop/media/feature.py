"""Files and pictures, their rights and consents."""

from cop.core.i18n import lazy_gettext as _l
from cop.core.privacy import PersonalData
from cop.feature import Feature
from cop.media import jobs, operations, queries
from cop.media.content import PEOPLE_SHOWN
from cop.media.redacting import REDACTABLE
from cop.media.rules import RULES
from cop.media.trail_words import TRAIL
from cop.media.views import blueprint

FEATURE = Feature(
    name="media",
    trail=TRAIL,
    redactables=(REDACTABLE,),
    blueprints=(blueprint,),
    rules=RULES,
    jobs=(jobs.REMOVE,),
    personal=(
        PersonalData(
            table="media_files",
            what=_l("Files and pictures that you gave"),
            purpose=_l("Files that you gave for a record, to be looked at with it."),
            retention=_l(
                "As long as the record they belong to. When you leave, the files of what is public stay, "
                "without your name."
            ),
            export=queries.personal,
            erase=operations.forget_person,
            files=queries.files_given,
            values={"people_shown": PEOPLE_SHOWN},
        ),
    ),
)
