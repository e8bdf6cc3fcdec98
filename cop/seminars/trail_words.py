"""What is written into the audit trail about seminars, in words."""

from typing import Final

from cop.core.i18n import lazy_gettext as _l
from cop.core.trail import TrailWords
from cop.seminars.content import QUESTION_LABELS, STATE_LABELS

_STATES: Final = {str(state): label for state, label in (*QUESTION_LABELS.items(), *STATE_LABELS.items())}
_FIELDS: Final = {
    "day": _l("Day"),
    "begins": _l("Beginning"),
    "minutes": _l("Length in minutes"),
    "zone": _l("Time zone"),
    "published_on": _l("Published on"),
    "series": _l("Number in the series"),
    "spoken": _l("Language spoken"),
    "capacity": _l("Number of places"),
    "join_url": _l("Address of the meeting"),
    "recording": _l("Recording"),
    "recording_url": _l("Address of the recording"),
    "group": _l("Group"),
    "parties": _l("Organisers and partners"),
    "source": _l("Source"),
}
_LISTS: Final = {
    "seminar_contributions": _l("Contributions"),
    "seminar_takeaways": _l("Moments of the recording"),
    "seminar_questions": _l("Open questions"),
    "seminar_steps": _l("Next steps"),
    "seminar_fields": _l("Questions to those who join"),
}

TRAIL: Final = TrailWords(
    actions={
        "seminar.begin": _l("began a seminar"),
        "seminar.change": _l("changed the facts of a seminar"),
        "seminar.text": _l("wrote the text of a seminar"),
        "seminar.move": _l("moved a seminar on"),
        "seminar.facilitator": _l("named a facilitator of a seminar"),
        "seminar.facilitator_gone": _l("removed a facilitator of a seminar"),
        "seminar.zone": _l("renamed the time zone of a seminar"),
        "seminar.order": _l("changed an order within a seminar"),
        "seminar.join": _l("joined a seminar"),
        "seminar.join_again": _l("joined a seminar again"),
        "seminar.change_place": _l("changed what they told when joining"),
        "seminar.leave": _l("left a seminar"),
        "seminar.moved_up": _l("moved up from the waiting list"),
        "seminar.ask_speaker": _l("asked a speaker to agree"),
        "seminar.speaker": _l("answered as a speaker"),
        "seminar.question": _l("said how far an open question is"),
        "seminar.add_contribution": _l("added a contribution to a seminar"),
        "seminar.change_contribution": _l("changed a contribution of a seminar"),
        "seminar.remove_contribution": _l("removed a contribution from a seminar"),
        "seminar.add_takeaway": _l("added a moment of the recording to a seminar"),
        "seminar.change_takeaway": _l("changed a moment of the recording of a seminar"),
        "seminar.remove_takeaway": _l("removed a moment of the recording from a seminar"),
        "seminar.add_question": _l("added an open question to a seminar"),
        "seminar.change_question": _l("changed an open question of a seminar"),
        "seminar.remove_question": _l("removed an open question from a seminar"),
        "seminar.add_step": _l("added a next step to a seminar"),
        "seminar.change_step": _l("changed a next step of a seminar"),
        "seminar.remove_step": _l("removed a next step from a seminar"),
        "seminar.add_field": _l("added a question to those who join a seminar"),
        "seminar.change_field": _l("changed a question to those who join a seminar"),
        "seminar.remove_field": _l("removed a question to those who join a seminar"),
    },
    facts={
        "contribution": _l("Contribution"),
        "fields": _l("What was changed"),
        "item": _l("Number of the entry"),
        "of": _l("Order of what"),
        "place": _l("Number of the place"),
        "zone": _l("Time zone"),
    },
    values={
        "after": _STATES,
        "before": _STATES,
        "fields": _FIELDS,
        "of": _LISTS,
    },
)
