"""The forms by which a board is opened and changed."""

# mypy: disable-error-code="arg-type"
# WTForms says that labels are str; it takes whatever becomes one, and ours does so in the reader's language.

from functools import cache
from typing import Any

from wtforms import BooleanField, DateField, SelectField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # newer than its types
from wtforms.validators import InputRequired
from wtforms.validators import Optional as Left

from cop.config import LANGUAGES
from cop.core.i18n import lazy_gettext as _l
from cop.voices.content import ASKED, LINE_LIMIT, MOST_GOALS, MOST_QUESTIONS, TITLE_LIMIT
from cop.voices.enums import Asked, BoardTool
from cop.voices.models import Board
from cop.voices.operations import Plan
from cop.web.forms import Form


class BoardForm(Form):
    """What is said of any board; titles, and questions where there are any, are added by `form_for`."""

    languages = SelectMultipleField(
        _l("In which languages?"),
        choices=[SelectChoice(code, known.name) for code, known in LANGUAGES.items()],
    )
    opens_on = DateField(_l("From which day on?"), [InputRequired(_l("Write the day, as 2030-04-10."))])
    closes_on = DateField(_l("Until which day?"), [Left()])
    with_words = BooleanField(_l("People may also write in their own words"))
    is_public = BooleanField(_l("Everybody may see the results"))


class RemoveForm(Form):
    """Why a board is removed, or words are hidden."""

    reason = StringField(_l("Why?"))


def rows_of(tool: BoardTool) -> int:
    """Return how many own questions or goals may be written."""
    return {BoardTool.QUESTIONS: MOST_QUESTIONS, BoardTool.WEB: MOST_GOALS}.get(tool, 0)


@cache
def form_for(tool: BoardTool) -> type[BoardForm]:
    """Return the form of a tool: a text in each language for the title and for every own question."""
    fields: dict[str, Any] = {f"title-{code}": StringField(known.name) for code, known in LANGUAGES.items()}
    for number in range(1, rows_of(tool) + 1):
        fields |= {f"text-{number}-{code}": StringField(known.name) for code, known in LANGUAGES.items()}
        if tool is BoardTool.QUESTIONS:
            fields[f"asked-{number}"] = SelectField(
                _l("Answered how?"),
                choices=[SelectChoice(asked.value, label) for asked, label in ASKED.items()],
                validate_choice=False,
            )
    return type(f"{tool.name.title()}Form", (BoardForm,), fields)


def data_of(board: Board) -> dict[str, Any]:
    """Return what the form of a board shows."""
    data: dict[str, Any] = {
        name: getattr(board, name)
        for name in ("languages", "opens_on", "closes_on", "with_words", "is_public")
    }
    data |= {f"title-{code}": title for code, title in board.titles.items()}
    for number, question in enumerate(board.questions, 1):
        data[f"asked-{number}"] = question["asked"]
        data |= {f"text-{number}-{code}": text for code, text in question["texts"].items()}
    return data


def plan_of(form: BoardForm, tool: BoardTool) -> Plan:
    """Return what was typed."""
    questions = [
        {
            "asked": _asked(form.data.get(f"asked-{number}")),
            "texts": {code: form.data.get(f"text-{number}-{code}") or "" for code in LANGUAGES},
        }
        for number in range(1, rows_of(tool) + 1)
    ]
    return Plan(
        languages=form.languages.data or (),
        opens_on=form.opens_on.data,
        closes_on=form.closes_on.data,
        titles={code: form.data.get(f"title-{code}") or "" for code in LANGUAGES},
        questions=questions,
        with_words=bool(form.with_words.data),
        is_public=bool(form.is_public.data),
    )


def _asked(given: str | None) -> Asked:
    return Asked(given) if given in {asked.value for asked in Asked} else Asked.FACES


LIMITS = {"title": TITLE_LIMIT, "text": LINE_LIMIT}
"""Letters of a field, by the beginning of its name."""
