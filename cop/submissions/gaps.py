"""The gap meter: what a draft says about each criterion, and which question would fill what is missing."""

from collections.abc import Sequence
from dataclasses import dataclass

from cop.core.submittable import Answers, Question, Widget
from cop.rubric.criteria import CRITERIA, Criterion
from cop.submissions.enums import Coverage
from cop.submissions.values import is_empty, words_in

ENOUGH_WORDS = 20
"""Below this a criterion is called thin: less than about two sentences gives a reviewer nothing to go by."""


@dataclass(frozen=True, slots=True)
class Feed:
    """One question that feeds a criterion, and in how many words it has been answered."""

    question: Question
    is_answered: bool
    words: int


@dataclass(frozen=True, slots=True)
class Gap:
    """One criterion: how much there is, from which questions, and which one would fill it."""

    criterion: Criterion
    coverage: Coverage
    words: int
    feeds: tuple[Feed, ...]

    @property
    def answered(self) -> tuple[Feed, ...]:
        """The questions that say something about it."""
        return tuple(feed for feed in self.feeds if feed.is_answered)

    @property
    def fill(self) -> Question | None:
        """The question to answer next: an open one that asks for words first, else the shortest answer."""
        if self.coverage is Coverage.THERE or not self.feeds:
            return None
        open_ones = [feed for feed in self.feeds if not feed.is_answered]
        textual = [feed for feed in open_ones if feed.question.widget is Widget.TEXT]
        return (textual or open_ones or sorted(self.feeds, key=lambda feed: feed.words))[0].question


def gaps(
    questions: Sequence[Question], answers: Answers, criteria: Sequence[Criterion] = CRITERIA
) -> list[Gap]:
    """Return the criteria in the order of the rubric. A text counts in the language that says most."""
    return [_gap(criterion, questions, answers) for criterion in criteria]


def _gap(criterion: Criterion, questions: Sequence[Question], answers: Answers) -> Gap:
    feeds = tuple(_feed(q, answers) for q in questions if criterion.key in q.criteria)
    words = sum(feed.words for feed in feeds)
    if not any(feed.is_answered for feed in feeds):
        coverage = Coverage.MISSING
    else:
        coverage = Coverage.THERE if words >= ENOUGH_WORDS else Coverage.THIN
    return Gap(criterion, coverage, words, feeds)


def _feed(question: Question, answers: Answers) -> Feed:
    given = [by_key[question.key] for by_key in answers.values() if question.key in by_key]
    filled = [value for value in given if not is_empty(value)]
    return Feed(question, bool(filled), max((words_in(value) for value in filled), default=0))
