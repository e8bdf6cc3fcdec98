"""The forms of seminars; fields that a facilitator has made are read by hand, by the id of each."""

# mypy: disable-error-code="arg-type"
# WTForms says that labels are str; it takes whatever becomes one, and ours does so in the reader's language.

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_wtf.file import FileField
from werkzeug.datastructures import MultiDict
from wtforms import SelectField, StringField

from cop.accounts.content import zone_choices
from cop.core.i18n import best_text, gettext, spoken_language
from cop.core.i18n import lazy_gettext as _l
from cop.seminars.content import CONSENTS, SCALE
from cop.seminars.enums import FieldKind, Purpose
from cop.seminars.models import QuestionnaireField
from cop.web.forms import Form


class PlaceForm(Form):
    """Who takes a place; the honeypot is for programs that fill in whatever there is."""

    name = StringField(_l("Your name"))
    organisation = StringField(_l("Organisation"))
    timezone = SelectField(_l("Your time"), validate_choice=False)

    def zones(self) -> list[tuple[str, tuple[tuple[str, str], ...]]]:
        """Return the places to choose from, by region."""
        return [(gettext(region), places) for region, places in zone_choices(spoken_language())]


class JoinForm(PlaceForm):
    """The same with the address that the link goes to."""

    email = StringField(_l("E-mail address"))
    website = StringField(_l("Leave this empty"))


class SlidesForm(Form):
    """Where a speaker's slides are, or the slides themselves."""

    slides_url = StringField(_l("Address of the slides"))
    file = FileField(_l("Or a file"))


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of the facilitator's as the form shows it: (value, label, is it chosen) of each answer."""

    id: int
    kind: FieldKind
    language: str
    label: str
    is_required: bool
    value: str
    choices: Sequence[tuple[str, str, bool]]
    error: str = ""

    @property
    def name(self) -> str:
        """How the field is called in the form."""
        return f"answer-{self.id}"


@dataclass(frozen=True, slots=True)
class Agreed:
    """A consent as the form shows it."""

    name: str
    words: str
    is_given: bool


def given_answers(fields: Sequence[QuestionnaireField], form: MultiDict[str, str]) -> dict[int, Any]:
    """Return what was typed or ticked, by the id of the field; not yet checked."""
    return {
        field.id: form.getlist(f"answer-{field.id}")
        if field.kind is FieldKind.SEVERAL
        else form.get(f"answer-{field.id}", "")
        for field in fields
    }


def asked(
    fields: Sequence[QuestionnaireField],
    given: dict[int, Any],
    language: str,
    source_language: str,
    errors: dict[str, str] | None = None,
) -> list[Asked]:
    """Return the questions with what was answered."""
    return [_asked(field, given.get(field.id), language, source_language, errors or {}) for field in fields]


def _asked(
    field: QuestionnaireField, given: Any, language: str, source_language: str, errors: dict[str, str]
) -> Asked:
    shown_in, words = best_text(field.texts, language, source_language)
    chosen = {str(one) for one in given} if isinstance(given, list) else {str(given)}
    if field.kind is FieldKind.SCALE:
        labels = [(str(number), str(number)) for number in SCALE]
    else:
        lines = words.get("options", "").splitlines()
        labels = [(str(number), line.strip()) for number, line in enumerate(lines)]
    return Asked(
        id=field.id,
        kind=field.kind,
        language=shown_in,
        label=words["label"],
        is_required=field.is_required,
        value="" if given is None or isinstance(given, list) else str(given),
        choices=[(value, label, value in chosen) for value, label in labels],
        error=errors.get(f"answer-{field.id}", ""),
    )


def agreed(purposes: Sequence[Purpose], given: Sequence[Purpose]) -> list[Agreed]:
    """Return the consents, each apart from the others."""
    return [Agreed(f"agree-{one.value}", str(CONSENTS[one]), one in given) for one in purposes]


def given_consents(purposes: Sequence[Purpose], form: MultiDict[str, str]) -> list[Purpose]:
    """Return what was ticked."""
    return [one for one in purposes if f"agree-{one.value}" in form]
