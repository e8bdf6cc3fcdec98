"""The forms by which the parts of a module are written. They hold what was typed; parts.checked judges it."""

# mypy: disable-error-code="arg-type"
# WTForms says that labels are str; it takes whatever becomes one, and ours does so in the reader's language.

from collections.abc import Mapping, Sequence
from typing import Any, Final

from wtforms import (
    BooleanField,
    FieldList,
    FormField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms import Form as Row
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # newer than its types

from cop.core.i18n import LazyString
from cop.core.i18n import lazy_gettext as _l
from cop.learning.enums import PartKind
from cop.learning.sentences import FIELDS, QUESTION_KINDS, REFERENCE_KINDS
from cop.records.forms import PartForm, SourcedForm, TextForm, plain
from cop.records.parts import ALL, Where
from cop.rubric.criteria import CRITERIA

MOST_ROWS: Final = 12
SPARE_ROWS: Final = 2


def _choices(labels: Mapping[Any, LazyString]) -> list[Any]:
    return [SelectChoice(value.value, label) for value, label in labels.items()]


def _line(name: str) -> StringField:
    return StringField(FIELDS[name])


def _text(name: str) -> TextAreaField:
    return TextAreaField(FIELDS[name])


class FactsForm(SourcedForm):
    """What is the same in all languages."""

    number = _line("number")
    reading_minutes = _line("reading_minutes")
    criteria = SelectMultipleField(
        FIELDS["criteria"], choices=[SelectChoice(one.key, one.label) for one in CRITERIA]
    )
    source_title = _line("source_title")
    source_reference = _line("source_reference")
    source_url = _line("source_url")
    source_published = _line("source_published")

    def value(self) -> dict[str, Any]:
        """Return what was typed; without a source there is none."""
        return {
            "number": (self.number.data or "").strip(),
            "reading_minutes": (self.reading_minutes.data or "").strip() or None,
            "criteria": self.criteria.data or [],
            "source": self.source(),
        }


class AboutForm(TextForm):
    """What a language says outside of its sections."""

    is_public = BooleanField(FIELDS["is_public"], default=True)
    title = _line("title")
    strapline = _line("strapline")
    problem = _text("problem")
    purpose = _text("purpose")
    aims = _text("aims")
    outcomes = _text("outcomes")
    prerequisites = _text("prerequisites")
    summary = _text("summary")
    disclaimer = _text("disclaimer")
    lines = ("aims", "outcomes")


class SectionForm(PartForm):
    """A section."""

    title = _line("title")
    text = _text("text")


class TermForm(PartForm):
    """A word that is explained."""

    term = _line("term")
    definition = _text("definition")


class ChoiceRow(Row):
    """One answer, one step, or a pair."""

    text = StringField(_l("Answer, step, or first half"))
    is_right = BooleanField(_l("right"))
    pair = StringField(_l("Second half"))
    explanation = StringField(_l("Why"))


class QuestionForm(PartForm):
    """A question to oneself. `where` is a section and a paragraph in it: "beginning/2"."""

    kind = SelectField(FIELDS["kind"], choices=_choices(QUESTION_KINDS))
    prompt = _text("prompt")
    where = SelectField(FIELDS["where"], validate_choice=False)
    choices = FieldList(FormField(ChoiceRow), FIELDS["choices"], max_entries=MOST_ROWS)
    explanation = _text("explanation")

    def value(self) -> dict[str, Any]:
        """Return what was typed; empty rows are none."""
        section, _slash, paragraph = (self.where.data or "").partition("/")
        rows = [{name: plain(said) or "" for name, said in row.data.items()} for row in self.choices]
        return {
            "kind": self.kind.data,
            "prompt": plain(self.prompt.data),
            "section": section,
            "paragraph": paragraph or 1,
            "choices": [
                {**row, "is_right": bool(row["is_right"])}
                for row in rows
                if any(row[name].strip() for name in ("text", "pair", "explanation")) or row["is_right"]
            ],
            "explanation": plain(self.explanation.data),
        }

    def put(self, value: Mapping[str, Any]) -> None:
        """Fill the form, with empty rows behind the answers."""
        if value.get("section"):
            self.where.data = f"{value['section']}/{value.get('paragraph', 1)}"
        for row in value.get("choices") or ():
            self.choices.append_entry(row)
        super().put({name: said for name, said in value.items() if name != "choices"})

    def spare(self) -> None:
        """Leave room for more answers."""
        wanted = min(MOST_ROWS, max(4, len(self.choices) + SPARE_ROWS))
        while len(self.choices) < wanted:
            self.choices.append_entry()


class ReferenceForm(PartForm):
    """Something to read on."""

    kind = SelectField(FIELDS["kind"], choices=_choices(REFERENCE_KINDS))
    title = _line("title")
    author = _line("author")
    publisher = _line("publisher")
    published = _line("published")
    language = _line("language")
    url = _line("url")

    def value(self) -> dict[str, Any]:
        """Return what was typed."""
        said = {name: value or "" for name, value in super().value().items()}
        empty = {name: said[name].strip() or None for name in ("published", "language", "url")}
        return said | empty


class FigureForm(PartForm):
    """A figure: where it stands, and whose it is."""

    section = SelectField(FIELDS["section"], validate_choice=False)
    source = _line("source")


class CaptionForm(PartForm):
    """What is said of a figure."""

    caption = _line("caption")
    alt = _text("alt")


class VideoForm(PartForm):
    """A recording elsewhere."""

    url = _line("url")


class VideoTextForm(PartForm):
    """What a recording is about."""

    title = _line("title")
    text = _text("text")


_FORMS: Final[Mapping[tuple[bool, PartKind], type[PartForm]]] = {
    (True, PartKind.FACTS): FactsForm,
    (True, PartKind.REFERENCES): ReferenceForm,
    (True, PartKind.FIGURES): FigureForm,
    (True, PartKind.VIDEOS): VideoForm,
    (False, PartKind.ABOUT): AboutForm,
    (False, PartKind.SECTIONS): SectionForm,
    (False, PartKind.TERMS): TermForm,
    (False, PartKind.QUESTIONS): QuestionForm,
    (False, PartKind.FIGURES): CaptionForm,
    (False, PartKind.VIDEOS): VideoTextForm,
}


def form_of(
    where: Where, *, is_original: bool, sections: Sequence[tuple[str, str]], value: Mapping[str, Any] | None
) -> PartForm:
    """Return the form of a part: as it was sent, or with this value. `sections`: key and title."""
    form_class = _FORMS[where.language == ALL, where.kind]
    form = form_class() if value is None else form_class(formdata=None)
    if isinstance(form, FigureForm):
        form.section.choices = [SelectChoice(key, title) for key, title in sections]
    if value is not None:
        form.put(value)
    if isinstance(form, AboutForm) and is_original:
        del form.state, form.is_public
    if isinstance(form, QuestionForm):
        form.spare()
    return form
