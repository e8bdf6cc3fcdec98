"""The rubrics of this site: a kind of record names the one by which it is judged."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from cop.rubric import involvement
from cop.rubric.criteria import CRITERIA, GATE, RUBRIC_VERSION, Criterion, GateQuestion


@dataclass(frozen=True, slots=True, eq=False)
class Rubric:
    """Criteria with their steps, and the gate before them.

    No two rubrics have a criterion of the same key; questions of the gate they may share.
    """

    key: str
    version: int
    criteria: tuple[Criterion, ...]
    gate: tuple[GateQuestion, ...]


PRACTICES: Final = Rubric("practices", RUBRIC_VERSION, CRITERIA, GATE)

INVOLVEMENT: Final = Rubric("involvement", involvement.VERSION, involvement.CRITERIA, involvement.GATE)

RUBRICS: Final = {rubric.key: rubric for rubric in (PRACTICES, INVOLVEMENT)}

_BY_KEY: Final = {criterion.key: criterion for rubric in RUBRICS.values() for criterion in rubric.criteria}
_GATES: Final = {question.key: question for rubric in RUBRICS.values() for question in rubric.gate}


def criterion(key: str) -> Criterion:
    """Return a criterion of any rubric; raise KeyError where none has it."""
    return _BY_KEY[key]


def has_criterion(key: str) -> bool:
    """Whether some rubric has such a criterion."""
    return key in _BY_KEY


def every_criterion() -> Iterator[Criterion]:
    """Return the criteria of every rubric, in their order."""
    return iter(_BY_KEY.values())


def every_gate_question() -> Iterator[GateQuestion]:
    """Return the questions of every gate, each once."""
    return iter(_GATES.values())
