"""The forms by which editors write a tool."""

# mypy: disable-error-code="arg-type"
# WTForms says that labels are str; it takes whatever becomes one, and ours does so in the reader's language.

from collections.abc import Mapping
from typing import Any, Final, Self

from wtforms import FieldList, FormField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms import Form as Row
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # newer than its types

from cop.config import LANGUAGES
from cop.core.i18n import best_text
from cop.core.i18n import gettext as _
from cop.core.i18n import lazy_gettext as _l
from cop.learning.sentences import FIELDS
from cop.records.forms import PartForm, SourcedForm
from cop.records.sentences import STATES
from cop.tools.enums import SHEETS
from cop.vocabulary.enums import ConceptKind
from cop.vocabulary.queries import vocabulary
from cop.web.forms import Form

MOST_ROWS: Final = 30
SPARE_ROWS: Final = 2
_LANGUAGES: Final = [SelectChoice(code, language.name) for code, language in LANGUAGES.items()]


class NewToolForm(Form):
    """A new tool."""

    title = StringField(_l("Title"))
    language = SelectField(_l("You write in"), choices=_LANGUAGES)

    @classmethod
    def empty(cls, language: str) -> Self:
        """Return the form for somebody who reads in that language."""
        return cls(formdata=None, language=language)


class PublishForm(Form):
    """What has changed, for readers and for those who look back."""

    note = StringField(_l("What has changed, in one sentence"))


class OrganisationRow(Row):
    """An organisation that uses the tool."""

    name = StringField(_l("Name"))
    website = StringField(_l("Web site"))


class FactsForm(SourcedForm):
    """What is the same in all languages."""

    target_groups = SelectMultipleField(_l("For whom"), validate_choice=False)
    works_without_words = SelectField(_l("Works without words"), validate_choice=False)
    languages = SelectMultipleField(_l("Languages of the tool"), choices=_LANGUAGES, validate_choice=False)
    sheet = SelectField(_l("A sheet to fill in by hand"), validate_choice=False)
    organisations = FieldList(FormField(OrganisationRow), _l("Who uses it"), max_entries=MOST_ROWS)
    source_title = StringField(FIELDS["source_title"])
    source_reference = StringField(FIELDS["source_reference"])
    source_url = StringField(FIELDS["source_url"])
    source_published = StringField(FIELDS["source_published"])

    def value(self) -> dict[str, Any]:
        """Return what was typed; organisations are rows, and empty ones are none."""
        rows = [{name: said or "" for name, said in row.data.items()} for row in self.organisations]
        return {
            "target_groups": self.target_groups.data or [],
            "works_without_words": {"yes": True, "no": False}.get(self.works_without_words.data or ""),
            "languages": self.languages.data or [],
            "sheet": self.sheet.data or None,
            "organisations": [row for row in rows if any(said.strip() for said in row.values())],
            "source": self.source(),
        }

    def put(self, value: Mapping[str, Any], language: str = "") -> None:
        """Fill the form; names of organisations are those in `language`, where they have one there."""
        for one in value.get("organisations") or ():
            name = best_text(one["names"], language)[1]
            self.organisations.append_entry({"name": name, "website": one["website"] or ""})
        knows = {True: "yes", False: "no", None: ""}[value.get("works_without_words")]
        said = {name: it for name, it in value.items() if name != "organisations"}
        super().put(said | {"works_without_words": knows})

    def offer(self, language: str) -> None:
        """Offer what can be chosen, in the reader's language, and leave room for more organisations."""
        words = vocabulary()
        chosen = set(self.target_groups.data or ())
        groups = [c for c in words.of_kind(ConceptKind.TARGET_GROUP) if c.is_offered or c.slug in chosen]
        named = sorted(((c.slug, c.label(language)) for c in groups), key=lambda one: one[1].casefold())
        self.target_groups.choices = [SelectChoice(slug, label) for slug, label in named]
        known = (("", _("Not known")), ("yes", _("yes")), ("no", _("no")))
        self.works_without_words.choices = [SelectChoice(value, label) for value, label in known]
        self.sheet.choices = [SelectChoice("", _("None"))]
        self.sheet.choices += [SelectChoice(one.value, label) for one, label in SHEETS.items()]
        for _row in range(min(SPARE_ROWS, MOST_ROWS - len(self.organisations))):
            self.organisations.append_entry()


class TextForm(PartForm):
    """The tool in one language; steps stand one a line."""

    state = SelectField(
        FIELDS["state"],
        choices=[SelectChoice(state.value, label) for state, label in STATES.items()][1:],
        validate_choice=False,
    )
    title = StringField(_l("Title"))
    strapline = StringField(_l("In one sentence"))
    purpose = TextAreaField(_l("What the tool is for"))
    age = StringField(_l("Age of the people"))
    time = StringField(_l("Time needed"))
    materials = TextAreaField(_l("What you need"))
    steps = TextAreaField(_l("Steps"))
    recorded = TextAreaField(_l("How answers are recorded"))

    def value(self) -> dict[str, Any]:
        """Return what was typed."""
        said = {name: it or "" for name, it in super().value().items()}
        lines = [line.strip() for line in said["steps"].splitlines()]
        return said | {"steps": [line for line in lines if line]}

    def put(self, value: Mapping[str, Any]) -> None:
        """Fill the form."""
        super().put({**value, "steps": "\n".join(value.get("steps") or ())})
