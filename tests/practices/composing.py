"""A practice made of answers."""

from collections.abc import Mapping
from typing import Any

from cop.practices.content import PracticeContent
from cop.practices.submitting import PRACTICE


def compose(answers: Mapping[str, Mapping[str, Any]], slug: str = "table") -> PracticeContent:
    content = PRACTICE.compose(slug, "bg", answers)
    assert isinstance(content, PracticeContent)
    return content
