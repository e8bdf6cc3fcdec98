"""What a self-description says in the shape of its questions."""

from typing import Final

from cop.core.submittable import Answers
from cop.records import composing
from cop.records.composing import given_in
from cop.successes.content import SuccessContent, SuccessFacts, SuccessText
from cop.successes.questions import BY_KEY

FACTS: Final = tuple(key for key in BY_KEY if key in SuccessFacts.model_fields and key != "organisations")
"""Questions whose answers are facts as they are."""
TEXTS: Final = tuple(key for key in BY_KEY if key in SuccessText.model_fields)
"""Questions whose answers are fields of a text."""


def answers_in(content: SuccessContent) -> Answers:
    """Return what a self-description says in the shape of its questions."""
    return given_in(composing.answers_in(content, FACTS, TEXTS))
