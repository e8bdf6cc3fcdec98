"""The pages of proposals, and what stands on them."""

import re
from typing import Any

from cop.submissions import queries
from cop.submissions.models import Submission

TAGS = re.compile(r"<[^>]+>")


def words(text: str) -> str:
    return " ".join(TAGS.sub(" ", text).split())


def at(submission: Submission, rest: str = "") -> str:
    return f"/en/submissions/{submission.id}{rest}"


def value(submission: Submission, question: str, language: str = "en") -> Any:
    answer = queries.answer(submission.id, language, question)
    return answer.value if answer else None


def token(text: str) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', text)
    assert found is not None
    return found[1]
