"""What a self-description says in the shape of its questions."""

from typing import Any, Final

from cop.core.submittable import Answers
from cop.successes.content import SuccessContent, SuccessFacts, SuccessText
from cop.successes.questions import BY_KEY

FACTS: Final = tuple(key for key in BY_KEY if key in SuccessFacts.model_fields and key != "organisations")
"""Questions whose answers are facts as they are."""
TEXTS: Final = tuple(key for key in BY_KEY if key in SuccessText.model_fields)
"""Questions whose answers are fields of a text."""


def answers_in(content: SuccessContent) -> Answers:
    """Return what a self-description says in the shape of its questions."""
    facts = content.facts.model_dump(mode="json", include=set(FACTS))
    names = [
        (o.names.get(content.source_language) or next(iter(o.names.values())), o.website or "")
        for o in content.facts.organisations
    ]
    common = facts | {
        "country": content.facts.place.country,
        "organisations": [{"name": name, "website": website} for name, website in names],
    }
    answers: dict[str, dict[str, Any]] = {"": common}
    for code, text in content.texts.items():
        answers[code] = text.model_dump(mode="json", include=set(TEXTS))
    for code, city in content.facts.place.city.items():
        answers.setdefault(code, {})["city"] = city
    return {
        code: {key: value for key, value in by_key.items() if value not in (None, "", [], {})}
        for code, by_key in answers.items()
    }
