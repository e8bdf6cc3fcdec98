"""Questions to oneself: how they are put, and how an answer is judged. Nothing of it is kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from cop.learning.content import ModuleText, Question
from cop.learning.enums import QuestionKind
from cop.learning.rendering import anchor

MOST_LETTERS = 5000
"""Of an open answer; what is beyond is cut, for it is only shown again."""

Answers = Mapping[str, Sequence[str]]
"""Field -> what was chosen there."""


@dataclass(frozen=True, slots=True)
class Option:
    """Something to choose; `is_right` says whether it should be chosen, for it is shown afterwards."""

    value: str
    label: str
    is_chosen: bool
    is_right: bool = False
    explanation: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A step to be put at its place, or a half to which the other is sought."""

    field: str
    label: str
    options: Sequence[Option]
    is_right: bool
    right: str


@dataclass(frozen=True, slots=True)
class Put:
    """A question as it is put, with the answer given; `is_right` is None where nothing can be judged."""

    field: str
    question: Question
    back: str
    options: Sequence[Option] = ()
    rows: Sequence[Row] = ()
    words: str = ""
    is_answered: bool = False
    is_right: bool | None = None


def put(text: ModuleText, answers: Answers | None = None) -> list[Put]:
    """Return the questions of a text, with these answers judged."""
    ways = {
        QuestionKind.SINGLE: _chosen,
        QuestionKind.SEVERAL: _chosen,
        QuestionKind.ORDER: _ordered,
        QuestionKind.MATCH: _matched,
        QuestionKind.OPEN: _open,
    }
    return [ways[question.kind](question, answers or {}) for question in text.questions]


def _field(question: Question) -> str:
    return f"q-{question.key}"


def _back(question: Question) -> str:
    return anchor(question.section, question.paragraph)


def _shuffled(question: Question, words: Sequence[str]) -> list[int]:
    """Return an order that is the same for everybody, and never the right one."""
    order = sorted(range(len(words)), key=lambda n: sha256(f"{question.key}{words[n]}".encode()).digest())
    return order if order != sorted(order) else [*order[1:], order[0]]


def _chosen(question: Question, answers: Answers) -> Put:
    given = set(answers.get(_field(question), ()))
    options = [
        Option(str(n), choice.text, str(n) in given, choice.is_right, choice.explanation)
        for n, choice in enumerate(question.choices)
    ]
    return Put(
        _field(question),
        question,
        _back(question),
        options=options,
        is_answered=any(option.is_chosen for option in options),
        is_right=all(option.is_chosen == option.is_right for option in options),
    )


def _ordered(question: Question, answers: Answers) -> Put:
    places = [str(n) for n in range(1, len(question.choices) + 1)]
    rows = [
        _row(question, answers, n, list(zip(places, places, strict=True)), str(n + 1))
        for n in _shuffled(question, [choice.text for choice in question.choices])
    ]
    return _of_rows(question, rows)


def _matched(question: Question, answers: Answers) -> Put:
    pairs = [choice.pair for choice in question.choices]
    halves = [(str(n), pairs[n]) for n in _shuffled(question, pairs)]
    rows = [_row(question, answers, n, halves, str(n)) for n in range(len(pairs))]
    return _of_rows(question, rows)


def _row(question: Question, answers: Answers, n: int, options: Sequence[tuple[str, str]], right: str) -> Row:
    field = f"{_field(question)}-{n}"
    given = next(iter(answers.get(field, ())), "")
    labels = dict(options)
    return Row(
        field,
        question.choices[n].text,
        [Option(value, label, value == given) for value, label in options],
        # By its words: two halves that read the same are the same.
        labels.get(given) == labels[right],
        labels[right],
    )


def _of_rows(question: Question, rows: Sequence[Row]) -> Put:
    return Put(
        _field(question),
        question,
        _back(question),
        rows=rows,
        is_answered=any(option.is_chosen for row in rows for option in row.options),
        is_right=all(row.is_right for row in rows),
    )


def _open(question: Question, answers: Answers) -> Put:
    words = next(iter(answers.get(_field(question), ())), "")[:MOST_LETTERS]
    return Put(_field(question), question, _back(question), words=words, is_answered=bool(words.strip()))


def given(questions: Sequence[Put]) -> dict[str, list[str]]:
    """Return what was answered, without whatever else a form was filled with."""
    found: dict[str, list[str]] = {}
    for one in questions:
        found[one.field] = [option.value for option in one.options if option.is_chosen]
        found |= {row.field: [option.value for option in row.options if option.is_chosen] for row in one.rows}
        if one.words.strip():
            found[one.field] = [one.words]
    return {field: values for field, values in found.items() if any(values)}


def in_words(questions: Sequence[Put]) -> dict[str, list[str]]:
    """Return what was answered as a person reads it: each question with the words that were chosen."""
    found = {}
    for one in questions:
        said = [option.label for option in one.options if option.is_chosen]
        said += [
            f"{row.label}: {option.label}" for row in one.rows for option in row.options if option.is_chosen
        ]
        if one.words.strip():
            said.append(one.words)
        if said:
            found[one.question.prompt] = said
    return found


@dataclass(frozen=True, slots=True)
class Progress:
    """How many questions of a section were answered rightly."""

    id: str
    title: str
    right: int
    of: int


def progress(text: ModuleText, questions: Sequence[Put]) -> list[Progress]:
    """Return how far one is, by section; open questions are not counted."""
    judged = [one for one in questions if one.is_right is not None]
    found = []
    for section in text.sections:
        own = [one for one in judged if one.question.section == section.id]
        if own:
            found.append(
                Progress(section.id, section.title, sum(bool(one.is_right) for one in own), len(own))
            )
    return found


def is_passed(questions: Sequence[Put]) -> bool:
    """Say whether everything that can be judged is right."""
    judged = [one.is_right for one in questions if one.is_right is not None]
    return bool(judged) and all(judged)
