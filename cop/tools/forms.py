"""The forms by which editors write a tool."""

# mypy: disable-error-code="arg-type"
# WTForms says that labels are str; it takes whatever becomes one, and ours does so in the reader's language.

from collections.abc import Mapping
from typing import Any, Final

from wtforms import FieldList, FormField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms import Form as Row
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # newer than its types

from cop.core.i18n import best_text
from cop.core.i18n import gettext as _
from cop.core.i18n import lazy_gettext as _l
from cop.learning.sentences import FIELDS
from cop.records.forms import LANGUAGE_CHOICES, SourcedForm, TextForm
from cop.tools.enums import SHEETS
from cop.vocabulary.enums import ConceptKind
from cop.vocabulary.queries import vocabulary

MOST_ROWS: Final = 30
SPARE_ROWS: Final = 2


class OrganisationRow(Row):
    """An organisation that uses the tool."""

    name = StringField(_l("Name"))
    website = StringField(_l("Web site"))


class FactsForm(SourcedForm):
    """What is the same in all languages."""

    target_groups = SelectMultipleField(_l("For whom"), validate_choice=False)
    works_without_words = SelectField(_l("Works without words"), validate_choice=False)
    languages = SelectMultipleField(
        _l("Languages of the tool"), choices=LANGUAGE_CHOICES, validate_choice=False
    )
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


class ToolTextForm(TextForm):
    """The tool in one language."""

    title = StringField(_l("Title"))
    strapline = StringField(_l("In one sentence"))
    purpose = TextAreaField(_l("What the tool is for"))
    age = StringField(_l("Age of the people"))
    time = StringField(_l("Time needed"))
    materials = TextAreaField(_l("What you need"))
    steps = TextAreaField(_l("Steps"))
    recorded = TextAreaField(_l("How answers are recorded"))
    lines = ("steps",)
