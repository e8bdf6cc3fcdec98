"""The forms of the list of social results."""

# mypy: disable-error-code="arg-type"
# WTForms says that labels are str; it takes whatever becomes one, and ours does so in the reader's language.

from collections.abc import Iterable
from typing import Any

from pydantic import ValidationError
from wtforms import Form as Part
from wtforms import IntegerField, SelectField, StringField, TextAreaField
from wtforms.fields import FormField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # newer than its types
from wtforms.validators import NumberRange, Optional

from cop.config import LANGUAGES
from cop.core.errors import InvalidError
from cop.core.i18n import gettext as _
from cop.core.i18n import lazy_gettext as _l
from cop.vocabulary.enums import LabelRole
from cop.vocabulary.operations import ConceptWords
from cop.vocabulary.queries import ConceptView
from cop.web.forms import Form


class NamePart(Part):
    """A result in one language."""

    label = StringField(_l("Name"))
    synonyms = TextAreaField(_l("Other names by which it is found, one a line"))


Names: Any = type(
    "Names", (Part,), {code: FormField(NamePart, language.name) for code, language in LANGUAGES.items()}
)
"""One part a language."""


class ResultForm(Form):
    """What a social result is called."""

    texts = FormField(Names)
    version = IntegerField(default=0, validators=[Optional(), NumberRange(min=0, max=10**9)])

    @classmethod
    def of(cls, concept: ConceptView, version: int) -> "ResultForm":
        """Return the form with what the result is called now."""
        texts = {
            code: {
                "label": next((text for role, text in words if role is LabelRole.LABEL), ""),
                "synonyms": "\n".join(text for role, text in words if role is LabelRole.SYNONYM),
            }
            for code, words in concept.words.items()
        }
        return cls(formdata=None, data={"texts": texts, "version": version})

    @classmethod
    def proposing(cls, language: str, words: str) -> "ResultForm":
        """Return the form with an author's words as the name in their language."""
        return cls(formdata=None, data={"texts": {language: {"label": words}}})

    def said(self) -> dict[str, ConceptWords]:
        """Return the names by language; raise InvalidError naming the language with a mistake."""
        found = {}
        for code, part in self.texts.data.items():
            label = " ".join(str(part["label"] or "").split())
            others = [" ".join(line.split()) for line in str(part["synonyms"] or "").splitlines()]
            others = [line for line in others if line and line != label]
            if others and not label:
                raise InvalidError(code, _("Give the result a name in each language in which you write."))
            if label:
                try:
                    found[code] = ConceptWords(label=label, synonyms=others)
                except ValidationError as error:
                    raise InvalidError(code, _("A name may have 200 letters at most.")) from error
        return found

    def refuse(self, error: InvalidError) -> None:
        """Show an operation's error at the name in the language that it is about."""
        if error.field in LANGUAGES:
            field = self.texts.form[error.field].form.label
            field.errors = [*field.errors, error.message]
        else:
            super().refuse(error)

    def problems(self) -> list[tuple[str, str]]:
        """Return (field id, message) of the names that cannot be taken."""
        parts = (self.texts.form[code].form.label for code in LANGUAGES)
        return [(field.id, str(message)) for field in parts for message in field.errors]


class AnotherForm(Form):
    """Which result of the list is meant."""

    slug = SelectField(_l("Result on the list"), validate_choice=False)

    @classmethod
    def among(cls, offered: Iterable[tuple[str, str]], **rest: Any) -> "AnotherForm":
        """Return the form with what can be chosen: (slug, label)."""
        form = cls(**rest)
        form.slug.choices = [SelectChoice("", _("Choose one")), *(SelectChoice(*pair) for pair in offered)]
        return form


class ReasonForm(Form):
    """Why a proposal does not come onto the list."""

    reason = StringField(_l("Why does it not come onto the list?"))
