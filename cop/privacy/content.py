"""Personal data in words: what people agreed to, and the names of what is given out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from cop.core.i18n import LazyString
from cop.core.i18n import lazy_gettext as _l

TIME_TO_STAY: Final = timedelta(days=14)
"""Between asking to leave and the end: time to change one's mind."""


@dataclass(frozen=True, slots=True)
class Consent:
    """Something that people agree to: its name, and what taking it back means."""

    name: LazyString
    taking_back: LazyString


CONSENTS: Final[Mapping[str, Consent]] = {
    "rules": Consent(
        _l("The rules of this site"),
        _l("Without them there is no account. To take this back, leave."),
    ),
    "submissions.publication": Consent(
        _l("That a case may be reviewed and published"),
        _l(
            "As long as the case is not published, withdraw it: nobody reviews it any more. "
            "If it is public, write to the editors and ask them to take it down."
        ),
    ),
}

WORDS: Final[Mapping[str, LazyString]] = {
    "about": _l("About"),
    "added": _l("Added"),
    "address": _l("Address"),
    "answer": _l("Number of the answer"),
    "answers": _l("Answers"),
    "asked": _l("Asked"),
    "at": _l("When"),
    "begun": _l("Begun"),
    "board": _l("Feedback board"),
    "belongs_to": _l("Belongs to"),
    "browser": _l("Browser"),
    "by_you": _l("Done by you"),
    "bytes": _l("Size in bytes"),
    "confirmed": _l("Confirmed"),
    "confirmed_somebody": _l("You confirmed somebody"),
    "consents": _l("What you agreed to"),
    "criterion": _l("Criterion"),
    "decided_at": _l("Decided"),
    "descriptions": _l("Descriptions"),
    "due_at": _l("Due"),
    "edited_at": _l("Written"),
    "email": _l("E-mail address"),
    "ends": _l("Ends"),
    "evidence": _l("Evidence"),
    "fields": _l("Fields of the text"),
    "following": _l("You follow it"),
    "for": _l("For"),
    "given": _l("Given"),
    "group": _l("Group"),
    "has_opened": _l("You asked for the answer"),
    "has_replied": _l("You gave the answer"),
    "is_given": _l("Agreed"),
    "is_named": _l("Published with your name"),
    "is_owner": _l("You began it"),
    "is_shared": _l("Shared by a link"),
    "is_yes": _l("Answered with yes"),
    "joined": _l("Joined"),
    "kind": _l("Kind"),
    "language": _l("Language"),
    "languages": _l("Languages"),
    "last_used": _l("Last used"),
    "leads": _l("You look after it"),
    "leaves": _l("Leaves"),
    "letter": _l("Letter"),
    "listed": _l("Your name stands in the list"),
    "made": _l("Made"),
    "measure": _l("Measure"),
    "module": _l("Learning module"),
    "most_at_once": _l("At most at once"),
    "name": _l("Name"),
    "number": _l("Number"),
    "organisation": _l("Organisation"),
    "outcome": _l("Outcome"),
    "people_shown": _l("People who are shown"),
    "place": _l("Place"),
    "plan": _l("Plan"),
    "post": _l("Number of the post"),
    "posted": _l("Posted"),
    "practice": _l("Practice"),
    "purpose": _l("Purpose"),
    "question": _l("Question"),
    "read_to": _l("Read up to post"),
    "opened": _l("Opened"),
    "reason": _l("Reason"),
    "record": _l("Record"),
    "rights": _l("Rights"),
    "role": _l("Role"),
    "round": _l("Round"),
    "rule": _l("Rule"),
    "said": _l("What you said"),
    "scores": _l("Scores"),
    "seminar": _l("Seminar"),
    "sent": _l("Sent"),
    "settled": _l("Settled"),
    "since": _l("Since"),
    "state": _l("State"),
    "step": _l("Step"),
    "subject": _l("Subject"),
    "submission": _l("Number of the case"),
    "success": _l("Success self-description"),
    "text": _l("Text"),
    "themes": _l("Themes"),
    "thread": _l("Number of the conversation"),
    "timezone": _l("Time zone"),
    "title": _l("Title"),
    "to": _l("To"),
    "to_authors": _l("To the authors"),
    "to_editors": _l("To the editors"),
    "told": _l("Told"),
    "type": _l("Type"),
    "until": _l("Until"),
    "used": _l("Used"),
    "value": _l("Answer"),
    "what": _l("What"),
    "when": _l("When you want to hear of it"),
    "with_passkey": _l("With a passkey"),
    "wording": _l("Version of the wording"),
    "wording_version": _l("Version of the wording"),
    "words": _l("Words"),
    "written": _l("Written"),
    "you_asked": _l("You asked for it"),
}
"""The names of what is given out, as one reads them."""
