"""A question to oneself as it stands in a document: which kind it is, and what is marked as right."""

import re
from collections.abc import Sequence
from typing import Any, Final

from cop.learning.enums import QuestionKind

LONGEST_LINE: Final = 300
_MOST_CHOICES: Final = 12
PAIR: Final = re.compile(r"(.{1,300}?)(?:\s+[–—-]\s+|\s*:\s+|\s+=\s+)(\S.*)", re.DOTALL)
_RIGHT: Final = re.compile(
    r"^(?:✓|✔|\[[xх]\]|\+)\s*|\s*(?:✓|✔|\((?:вярно|верен|верно|правильно|right|correct)\))\s*$", re.IGNORECASE
)
_LETTER: Final = re.compile(r"^([а-яa-z])[.)]\s+", re.IGNORECASE)
_KEY: Final = re.compile(
    r"(?:вер(?:ен|ни)|правил(?:ен|ни)|верный|правильный|right|correct)\s+\w+\s*:\s*(.+)", re.IGNORECASE
)
_WHY: Final = re.compile(
    r"(?:обяснение|пояснение|объяснение|explanation)\s*:\s*(.+)", re.IGNORECASE | re.DOTALL
)
_ORDER: Final = re.compile(r"подред|в какъв ред|поряд|расстав|\border\b", re.IGNORECASE)


def line(text: str) -> str:
    """Return a text in one line, as long as one may be."""
    return " ".join(text.split())[:LONGEST_LINE]


def question(texts: Sequence[str]) -> dict[str, Any]:
    """Return a question: the first text asks, the others are answers, which are right, and why."""
    prompt = re.sub(r"^\d{1,2}[.)]\s*", "", texts[0].strip())
    explanation, key = "", ""
    choices: list[dict[str, Any]] = []
    for text in texts[1:]:
        if why := _WHY.match(text):
            explanation = " ".join(why[1].split())
        elif marked := _KEY.match(text):
            key = marked[1].lower()
        elif len(choices) < _MOST_CHOICES:
            choices.append(_choice(text, len(choices)))
    for n, choice in enumerate(choices):
        letter = choice.pop("letter")
        choice["is_right"] = choice["is_right"] or bool(re.search(rf"\b(?:{letter}|{n + 1})\b", key))
    kind = _question_kind(prompt, choices)
    if kind is QuestionKind.MATCH:
        pairs = [PAIR.fullmatch(choice["text"]) for choice in choices]
        choices = [
            choice | {"text": pair[1], "pair": pair[2]}
            for choice, pair in zip(choices, pairs, strict=True)
            if pair
        ]
    return {
        "kind": kind.value,
        "prompt": prompt[:2000],
        "choices": choices,
        "explanation": explanation[:2000],
    }


def _choice(text: str, number: int) -> dict[str, Any]:
    letter = _LETTER.match(text)
    words = _LETTER.sub("", text)
    plain = _RIGHT.sub("", words)
    return {
        "letter": letter[1].lower() if letter else "абвгдежзиклм"[number],
        "text": line(plain),
        "is_right": plain != words,
        "pair": "",
        "explanation": "",
    }


def _question_kind(prompt: str, choices: Sequence[dict[str, Any]]) -> QuestionKind:
    right = sum(choice["is_right"] for choice in choices)
    if not choices:
        return QuestionKind.OPEN
    if right > 1:
        return QuestionKind.SEVERAL
    if not right and all(PAIR.fullmatch(choice["text"]) for choice in choices):
        return QuestionKind.MATCH
    if not right and _ORDER.search(prompt):
        return QuestionKind.ORDER
    return QuestionKind.SINGLE
