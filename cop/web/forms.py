"""The base of all forms: our languages, the protection of every POST, and where one goes afterwards."""

from collections.abc import Sequence
from typing import Any

from flask import Flask, request
from flask_wtf import CSRFProtect, FlaskForm
from wtforms import Field

from cop.core.errors import InvalidError
from cop.core.i18n import spoken_language

csrf = CSRFProtect()


class Form(FlaskForm):  # type: ignore[misc]
    """A form: it checks shape and never writes."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """Messages of the library in the reader's language."""

        cache_translations = False

        @property
        def locales(self) -> Sequence[str]:
            """The reader's language."""
            return [spoken_language(), "en"]

    def problems(self) -> list[tuple[str, str]]:
        """Return (field id, message) of everything that is to be mended, in the order of the fields."""
        return [(field.id, str(error)) for field in self for error in _flat(field.errors)]

    def refuse(self, error: InvalidError) -> None:
        """Show an operation's error at its field, or above the form where no field has that name."""
        field: Field | None = self._fields.get(error.field)
        if field is not None:
            field.errors = [*field.errors, error.message]
        else:
            self.form_errors: list[str] = [*self.form_errors, error.message]


def _flat(errors: Any) -> list[Any]:
    if isinstance(errors, dict):
        return [e for part in errors.values() for e in _flat(part)]
    return [flat for e in errors for flat in (_flat(e) if isinstance(e, list | dict | tuple) else [e])]


def local_path(path: str, otherwise: str) -> str:
    """Return a path that stays on this site: what is asked for, or the other."""
    is_ours = path.startswith("/") and not path.startswith(("//", "/\\")) and "\\" not in path
    return path if is_ours and path.isprintable() and len(path) < 2000 else otherwise


def next_path(otherwise: str) -> str:
    """Return where the reader wanted to go: `next` in the form or the address."""
    return local_path(request.form.get("next") or request.args.get("next") or "", otherwise)


def init_app(app: Flask) -> None:
    """Refuse every POST without its token."""
    app.config["WTF_I18N_ENABLED"] = False  # WTForms' own catalogues, by the locales above
    app.config["WTF_CSRF_TIME_LIMIT"] = None  # as long as the session: a form may lie open over night
    app.config["WTF_CSRF_HEADERS"] = ["X-CSRFToken"]
    csrf.init_app(app)
