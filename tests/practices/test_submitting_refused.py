"""Answers of which no practice can be made are told at their question."""

from collections.abc import Mapping
from typing import Any

import pytest

from cop.core.errors import InvalidError
from cop.core.i18n import speaking
from tests.practices.composing import compose

pytestmark = pytest.mark.usefixtures("app")
TITLE = {"bg": {"title": "Кухненска маса"}}


def refused(answers: Mapping[str, Mapping[str, Any]]) -> tuple[str, str]:
    with pytest.raises(InvalidError) as caught, speaking("en"):
        compose(answers)
    return caught.value.field, caught.value.message


WRONG = [
    ({"bg": {"aim": "Цел."}}, ("bg/title", "Write a title in this language.")),
    ({**TITLE, "en": {"aim": "Aim."}}, ("en/title", "Write a title in this language.")),
    (
        {"bg": {"title": "A" * 301}},
        ("bg/title", "This is too long: there is room for 300 letters."),
    ),
    (
        {**TITLE, "": {"website": "here"}},
        ("/website", "Write a whole web address, beginning with https://."),
    ),
    (
        {**TITLE, "": {"links": ["https://a.example", "two words"]}},
        ("/links", "Write a whole web address, beginning with https://."),
    ),
    (
        {**TITLE, "": {"started": "last year"}},
        ("/started", "Write a year, or a year and a month: 2013 or 2013-09."),
    ),
    (
        {**TITLE, "": {"started": "2019", "ended": "2018-03"}},
        ("/ended", "It cannot have ended before it began."),
    ),
    (
        {**TITLE, "": {"is_running": True, "ended": "2018"}},
        ("/ended", "It cannot be running and have ended. Change one of the two answers."),
    ),
    ({**TITLE, "": {"age_from": 130}}, ("/age_from", "Write a whole number from 0 to 120.")),
    (
        {**TITLE, "": {"age_from": 9, "age_to": 5}},
        ("/age_to", "The upper age cannot be below the lower one."),
    ),
    (
        {**TITLE, "": {"organisations": [{"name": " ", "role": "lead"}]}},
        ("/organisations", "Write the name of each organisation."),
    ),
    (
        {**TITLE, "": {"organisations": [{"name": "A", "role": "king"}]}},
        ("/organisations", "Say of each organisation whether it leads, helps or pays."),
    ),
    (
        {**TITLE, "": {"organisations": [{"name": "A", "website": "no where"}]}},
        ("/organisations", "Write a whole web address, beginning with https://."),
    ),
    (
        {**TITLE, "": {"source": [{"reference": "p. 3"}]}},
        ("/source", "Write the title of the document."),
    ),
    (
        {**TITLE, "": {"source": [{"title": "A", "published": "soon"}]}},
        ("/source", "Write a year, or a year and a month: 2013 or 2013-09."),
    ),
    (
        {"bg": {"title": "A", "figures": [{"stated": "", "unit": "people"}]}},
        ("bg/figures", "Write in each row how many."),
    ),
    (
        {"bg": {"title": "A", "aim": "\x00"}},
        ("bg/aim", "This holds a letter that cannot be shown. Write it again by hand."),
    ),
    (
        {**TITLE, "": {"country": "xx"}},
        ("/country", "One of these words is not in the vocabulary any more."),
    ),
    (
        {**TITLE, "": {"phases": ["gone"]}},
        ("/phases", "One of these words is not in the vocabulary any more."),
    ),
    (
        {**TITLE, "": {"links": ["https://a.example"] * 51}},
        ("/links", "These are too many: there is room for 50."),
    ),
    ({**TITLE, "": {"sex": "both"}}, ("/sex", "This answer does not fit here. Choose or write another.")),
]


@pytest.mark.parametrize(("answers", "problem"), WRONG)
def test_answer_that_does_not_fit_is_told_at_its_question(
    answers: Mapping[str, Mapping[str, Any]], problem: tuple[str, str]
) -> None:
    assert refused(answers) == problem
