"""Forms by which parts of a record are written: they hold what was typed, the content's schema judges it."""

# mypy: disable-error-code="arg-type"
# WTForms says that labels are str; it takes whatever becomes one, and ours does so in the reader's language.

from collections.abc import Mapping
from typing import Any, ClassVar, Final, Self

from wtforms import IntegerField, SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # newer than its types

from cop.config import LANGUAGES
from cop.core.errors import InvalidError
from cop.core.i18n import lazy_gettext as _l
from cop.records.content import TranslationState
from cop.records.sentences import STATES, FieldsInvalidError
from cop.web.forms import Form

LANGUAGE_CHOICES: Final = [SelectChoice(code, language.name) for code, language in LANGUAGES.items()]


class RecordForm(Form):
    """A form that shows all that is to be mended, each at its field."""

    def refuse(self, error: InvalidError) -> None:
        """Show an operation's error at its field, or above the form where no field has that name."""
        many = error.errors if isinstance(error, FieldsInvalidError) else [(error.field, error.message)]
        for name, message in many:
            super().refuse(InvalidError(name, message))


class BeginForm(RecordForm):
    """A new record."""

    title = StringField(_l("Title"))
    language = SelectField(_l("Language in which you write"), choices=LANGUAGE_CHOICES)

    @classmethod
    def empty(cls, language: str) -> Self:
        """Return the form for somebody who reads in that language."""
        return cls(formdata=None, language=language)


class PublishForm(RecordForm):
    """What has changed, for readers and for those who look back."""

    note = StringField(_l("What has changed, in one sentence"))


class PartForm(RecordForm):
    """One part. `revision`: what its writer had before their eyes; `begun`: what they began from.

    What lies between was saved while they wrote.
    """

    revision = IntegerField(default=0)
    begun = IntegerField(default=0)

    def value(self) -> dict[str, Any]:
        """Return what was typed, in the shape of the part."""
        return {field.name: plain(field.data) for field in self if field.name not in NOT_SAID}

    def begin(self, revision: int) -> None:
        """Let whoever writes begin from that revision."""
        for field in (self.revision, self.begun):
            field.data, field.raw_data = revision, None

    def put(self, value: Mapping[str, Any]) -> None:
        """Fill the form with what a part says."""
        for name, said in value.items():
            if name in self._fields:
                self[name].data = "" if said is None else said


class TextForm(PartForm):
    """What one language says, and how it came into it; fields in `lines` are lists, an entry a line."""

    state = SelectField(
        _l("State of the translation"),
        choices=[SelectChoice(state.value, label) for state, label in STATES.items()][1:],
        validate_choice=False,
    )
    lines: ClassVar[tuple[str, ...]] = ()

    def value(self) -> dict[str, Any]:
        """Return what was typed."""
        said = super().value()
        entries = {name: [line.strip() for line in (said[name] or "").splitlines()] for name in self.lines}
        return said | {name: [line for line in found if line] for name, found in entries.items()}

    def put(self, value: Mapping[str, Any]) -> None:
        """Fill the form; whoever writes in a translation that is older than its original has read both."""
        is_stale = value.get("state") == TranslationState.STALE
        state = {"state": TranslationState.HUMAN.value} if is_stale else {}
        entries = {name: "\n".join(value.get(name) or ()) for name in self.lines}
        super().put({**value, **entries, **state})


NOT_SAID: Final = frozenset({"csrf_token", "revision", "begun"})


def plain(said: Any) -> Any:
    """Return a text with plain ends of lines."""
    return said.replace("\r\n", "\n") if isinstance(said, str) else said


class SourcedForm(PartForm):
    """Facts that were taken from a document, with the fields source_title, _reference, _url, _published.

    Each form declares them itself, at their place among its own.
    """

    def source(self) -> dict[str, str | None] | None:
        """Return the document; where nothing was typed there is none."""
        said = {name: (self[f"source_{name}"].data or "").strip() for name in _SOURCE}
        return stated(said) if any(said.values()) else None

    def put(self, value: Mapping[str, Any]) -> None:
        """Fill the form."""
        source = value.get("source") or {}
        super().put({**value, **{f"source_{name}": source.get(name) or "" for name in _SOURCE}})


_SOURCE: Final = ("title", "reference", "url", "published")


def stated(values: Mapping[str, str]) -> dict[str, str | None]:
    """Return values of which addresses and dates are none where they are empty."""
    return {name: said or (None if name in ("url", "published") else "") for name, said in values.items()}
