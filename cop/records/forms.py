"""Forms by which parts of a record are written: they hold what was typed, the content's schema judges it."""

from collections.abc import Mapping
from typing import Any, Final

from wtforms import IntegerField

from cop.records.sentences import FieldsInvalidError
from cop.web.forms import Form


class PartForm(Form):
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

    def blame(self, error: FieldsInvalidError) -> None:
        """Show at each field what is to be mended there."""
        for name, message in error.errors:
            field = self._fields.get(name)
            if field is None:
                self.form_errors = [*self.form_errors, message]
            else:
                field.errors = [*field.errors, message]


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
