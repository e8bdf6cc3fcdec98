"""The forms by which a seminar is written: its facts, its texts, and what it leaves behind."""

# mypy: disable-error-code="arg-type"
# WTForms says that labels are str; it takes whatever becomes one, and ours does so in the reader's language.

from collections.abc import Mapping
from typing import Any, Final, Self

from pydantic import ValidationError
from wtforms import BooleanField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # newer than its types

from cop.accounts.content import DEFAULT_ZONES, zone_choices
from cop.config import LANGUAGES
from cop.core.errors import InvalidError
from cop.core.i18n import LazyString, best_text, gettext, spoken_language
from cop.core.i18n import lazy_gettext as _l
from cop.seminars.content import (
    CONTRIBUTION_LABELS,
    FIELD_LABELS,
    LINE_LABELS,
    LINES,
    MATERIAL_LABELS,
    QUESTION_LABELS,
    ROLE_LABELS,
    SECTION_LABELS,
    SECTIONS,
    STEP_LABELS,
    TAKEAWAY_LABELS,
    Facts,
    Text,
)
from cop.seminars.models import (
    Contribution,
    Item,
    NextStep,
    OpenQuestion,
    QuestionnaireField,
    Seminar,
    Takeaway,
)
from cop.web.forms import Form

_LANGUAGES: Final = [SelectChoice(code, language.name) for code, language in LANGUAGES.items()]


def _choices(labels: Mapping[Any, LazyString]) -> list[Any]:
    return [SelectChoice(value.value, label) for value, label in labels.items()]


_SENTENCES: Final[Mapping[str, LazyString]] = {
    "day": _l("Write the day, as 2030-04-10."),
    "begins": _l("Write the time as 09:30, or leave it empty."),
    "minutes": _l("Write a number of minutes from 5 to 1440, or leave it empty."),
    "published_on": _l("Write the day, as 2030-04-10."),
    "series": _l("Write a whole number, or leave it empty."),
    "capacity": _l("Write a whole number, or leave it empty."),
    "join_url": _l("Write the whole address, as https://example.org/meeting, or leave it empty."),
    "recording_url": _l("Write the whole address, as https://example.org/meeting, or leave it empty."),
    "title": _l("Write a title."),
    "group": _l("Choose a group."),
}
_OTHERWISE: Final = _l("This is too long, or not of the kind that is asked for.")


class FactsForm(Form):
    """What does not depend on the language."""

    day = StringField(_l("Day"))
    begins = StringField(_l("Begins at"))
    minutes = StringField(_l("Minutes"))
    zone = SelectField(_l("By the clock of"), validate_choice=False)
    spoken = SelectField(_l("Spoken language"), choices=_LANGUAGES)
    capacity = StringField(_l("Places"))
    join_url = StringField(_l("Way into the meeting"))
    series = StringField(_l("Number in its series"))
    group = SelectField(_l("Group"), validate_choice=False, default="")
    organiser = TextAreaField(ROLE_LABELS["organiser"])
    partner = TextAreaField(ROLE_LABELS["partner"])
    funder = TextAreaField(ROLE_LABELS["funder"])
    recording = SelectField(_l("Recording"), choices=_choices(MATERIAL_LABELS))
    recording_url = StringField(_l("Address of the recording"))
    published_on = StringField(_l("Outcome published on"))
    version = IntegerField(default=0)

    def zones(self) -> list[tuple[str, tuple[tuple[str, str], ...]]]:
        """Return the places to choose from, by region."""
        return [(gettext(region), places) for region, places in zone_choices(spoken_language())]

    @classmethod
    def of(cls, seminar: Seminar, facts: Facts) -> Self:
        """Return the form with what is so now."""
        said = {name: "" if value is None else value for name, value in facts.model_dump(mode="json").items()}
        for role in ROLE_LABELS:
            said[role] = "\n".join(_names(seminar, role))
        return cls(formdata=None, **said | {"version": seminar.version})

    @classmethod
    def empty(cls, zone: str, group: str = "") -> Self:
        """Return the form for a new seminar, by the clock of whoever begins it."""
        language = spoken_language()
        return cls(formdata=None, zone=zone or DEFAULT_ZONES[language], spoken=language, group=group)


def _names(seminar: Seminar, role: str) -> list[str]:
    return [
        best_text(party["names"], seminar.source_language)[1]
        for party in seminar.parties
        if party["role"] == role
    ]


def facts(form: FactsForm, seminar: Seminar | None, language: str) -> Facts:
    """Return what the form says; raise InvalidError for the first field that does not fit."""
    names = "day begins minutes spoken capacity join_url series group recording recording_url published_on"
    said: dict[str, Any] = {name: str(form[name].data or "").strip() or None for name in names.split()}
    said |= {"zone": form.zone.data, "source": seminar.source or None if seminar else None}
    present = seminar.parties if seminar else []
    known = {name: party for party in present for name in party["names"].values()}
    parties = [
        # The names in other languages stay where this one stays.
        {"role": role, "names": known[line]["names"] if line in known else {language: line}}
        for role in ROLE_LABELS
        for line in map(str.strip, (form[role].data or "").splitlines())
        if line
    ]
    found: Facts = _valid(Facts, said | {"parties": parties})
    return found


class TextForm(Form):
    """A seminar in one language."""

    title = StringField(LINE_LABELS["title"])
    strapline = StringField(LINE_LABELS["strapline"])
    place = StringField(LINE_LABELS["place"])
    attendance = StringField(LINE_LABELS["attendance"])
    mix = StringField(LINE_LABELS["mix"])
    problem = TextAreaField(SECTION_LABELS["problem"])
    focus = TextAreaField(SECTION_LABELS["focus"])
    summary = TextAreaField(SECTION_LABELS["summary"])
    minutes = TextAreaField(SECTION_LABELS["minutes"])
    revision = IntegerField(default=0)

    def text(self) -> Text:
        """Return what the form says."""
        said = {name: (self[name].data or "").replace("\r\n", "\n") for name in (*LINES, *SECTIONS)}
        found: Text = _valid(Text, said)
        return found


class NewForm(FactsForm):
    """A new seminar: its title, and when it is."""

    title = StringField(LINE_LABELS["title"])

    def first_text(self) -> Text:
        """Return the text with which a seminar begins."""
        found: Text = _valid(Text, {"title": self.title.data or ""})
        return found


def _valid(schema: type[Any], said: Mapping[str, Any]) -> Any:
    try:
        return schema.model_validate(said)
    except ValidationError as error:
        place = error.errors()[0]["loc"]
        field = str(place[0]) if place else "recording_url"
        raise InvalidError(field, str(_SENTENCES.get(field, _OTHERWISE))) from error


class ItemForm(Form):
    """One item in one language."""

    revision = IntegerField(default=0)


class ContributionForm(ItemForm):
    """A contribution."""

    kind = SelectField(_l("Kind"), choices=_choices(CONTRIBUTION_LABELS), default="talk")
    adds_to = SelectField(_l("Adds to"), validate_choice=False)
    speaker = StringField(_l("Speaker"))
    role = StringField(_l("Role"))
    organisation = StringField(_l("Organisation"))
    city = StringField(_l("City"))
    title = StringField(LINE_LABELS["title"])
    insight = TextAreaField(_l("What it showed"))
    slides = SelectField(_l("Slides"), choices=_choices(MATERIAL_LABELS), default="awaited")
    slides_url = StringField(_l("Address of the slides"))
    email = StringField(_l("Speaker's e-mail address"))


class TakeawayForm(ItemForm):
    """A moment of the recording."""

    kind = SelectField(_l("Kind"), choices=_choices(TAKEAWAY_LABELS))
    second = StringField(_l("At"))
    words = TextAreaField(_l("In one or two sentences"))


class QuestionForm(ItemForm):
    """An open question."""

    question = TextAreaField(_l("Open question"))
    state = SelectField(_l("How far it is"), choices=_choices(QUESTION_LABELS))


class StepForm(ItemForm):
    """A next step."""

    what = TextAreaField(_l("What is to be done"))
    owner = StringField(_l("Who does it"))
    due = StringField(_l("Due on"))
    state = SelectField(_l("How far it is"), choices=_choices(STEP_LABELS))
    evidence = StringField(_l("What came of it, in one sentence"))
    evidence_url = StringField(_l("Where one sees it"))


class FieldForm(ItemForm):
    """A question to those who join."""

    label = StringField(_l("Your question"))
    kind = SelectField(_l("How it is answered"), choices=_choices(FIELD_LABELS))
    options = TextAreaField(_l("Answers to choose from, one a line"))
    is_required = BooleanField(_l("It must be answered"))


PARTS: Final[Mapping[str, tuple[type[Item], type[ItemForm]]]] = {
    "contributions": (Contribution, ContributionForm),
    "takeaways": (Takeaway, TakeawayForm),
    "questions": (OpenQuestion, QuestionForm),
    "steps": (NextStep, StepForm),
    "fields": (QuestionnaireField, FieldForm),
}
"""Part of the address -> what it edits."""
