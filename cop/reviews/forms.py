"""The forms of reviewing: they check shape and never write."""

from collections.abc import Sequence
from typing import Any, cast

from wtforms import (
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # newer than its types

from cop.config import LANGUAGES
from cop.core.db import db
from cop.core.errors import ConflictError, InvalidError
from cop.core.i18n import LazyString, lazy_gettext
from cop.core.trail import words
from cop.reviews.content import OUTCOMES
from cop.reviews.enums import Outcome
from cop.reviews.gate import Answered
from cop.rubric.criteria import GateQuestion
from cop.rubric.rubrics import PRACTICES, every_gate_question
from cop.web.forms import Form

YES, NO = "yes", "no"


def _l(message: str) -> str:
    # The library takes whatever can be shown; its types know of texts alone.
    return cast("str", lazy_gettext(message))


_LANGUAGES = [SelectChoice(code, language.name) for code, language in LANGUAGES.items()]


class LetterForm(Form):
    """A letter to the authors, and the language it is in."""

    language = SelectField(_l("Language of the letter"), choices=_LANGUAGES)
    letter = TextAreaField(_l("Letter to the authors"))


class GateForm(LetterForm):
    """The questions of the gate; with a no, what becomes of the case."""

    gate: Sequence[GateQuestion] = PRACTICES.gate
    """The questions that this case is asked; the form has fields for those of every kind."""

    outcome = RadioField(
        _l("What becomes of the case"),
        choices=[SelectChoice(one.value, OUTCOMES[one]) for one in (Outcome.CHANGES, Outcome.DECLINE)],
        validate_choice=False,
        default=Outcome.CHANGES.value,
    )

    def answers(self) -> dict[str, Answered]:
        """Return what was answered; a question without an answer is left out."""
        return {
            question.key: Answered(self[question.key].data == YES, self[f"{question.key}_words"].data or "")
            for question in self.gate
            if self[question.key].data in (YES, NO)
        }

    def is_all_yes(self) -> bool:
        """Whether no question was answered with no."""
        return all(self[question.key].data != NO for question in self.gate)

    def pairs(self) -> list[tuple[Any, Any, LazyString]]:
        """Return (question, note, guidance) in the order of the gate."""
        return [(self[q.key], self[f"{q.key}_words"], q.guidance) for q in self.gate]


for _question in every_gate_question():
    setattr(
        GateForm,
        _question.key,
        RadioField(
            cast("str", _question.question),
            choices=[SelectChoice(YES, _l("Yes")), SelectChoice(NO, _l("No"))],
            validate_choice=False,
        ),
    )
    setattr(GateForm, f"{_question.key}_words", TextAreaField(_l("Note for the editors")))


class DecisionForm(LetterForm):
    """What is decided; the letter is prepared for that outcome."""

    outcome = HiddenField()


class AskForm(Form):
    """Whom to ask, and how many days they have."""

    reviewer = IntegerField()
    days = IntegerField(_l("Days to review"))


class DaysForm(Form):
    """How many days the authors have for their answer."""

    days = IntegerField(_l("Days to answer"))


class WordsForm(Form):
    """A few words of one's own."""

    words = TextAreaField(_l("Your words"))


class ProfileForm(Form):
    """What a reviewer wishes to review."""

    languages = SelectMultipleField(_l("Languages that you read"), choices=_LANGUAGES)
    themes = SelectMultipleField(_l("Themes that you know"), validate_choice=False)
    most_at_once = IntegerField(_l("How many reviews at once, at most"))

    def offer(self, themes: Sequence[tuple[str, str]]) -> None:
        """Offer these concepts: (slug, label)."""
        self.themes.choices = [SelectChoice(slug, label) for slug, label in themes]


class TrailForm(Form):
    """What to look for in the audit trail; it is asked by GET."""

    class Meta(Form.Meta):
        """A question changes nothing."""

        csrf = False

    kind = SelectField(_l("Kind of record"))
    key = StringField(_l("Number or address of the record"))
    person = StringField(_l("Name of the person"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the kinds that have a name, and the one that is asked for."""
        super().__init__(*args, **kwargs)
        kinds = {"": _l("Any kind"), **words().kinds()}
        kinds.setdefault(self.kind.data or "", self.kind.data or "")
        self.kind.choices = [SelectChoice(kind, label) for kind, label in kinds.items()]


def give_back(form: Form, error: InvalidError | ConflictError) -> int:
    """Undo what was begun and let the form say why, with all that was typed; return the page's status."""
    db.session.rollback()
    if isinstance(error, InvalidError):
        form.refuse(error)
        return 422
    form.form_errors = [*form.form_errors, error.message]
    return error.status
