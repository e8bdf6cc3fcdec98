"""What the engines are asked: for each type many different questions, of words rare and frequent."""

import json
import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from random import Random
from typing import Final

from bench.documents import FACETS, GAP, NUMBER, Record

MANY: Final = 240
LIMIT: Final = 20
DEEP: Final = 2000
MOST_EXPANSIONS: Final = 128
"""A prefix with more words than our engine expands would not give equal totals."""


@dataclass(frozen=True, slots=True)
class Question:
    """`terms` must all stand, with `any_of` one of them, with `in_order` one after the other."""

    type: str
    terms: tuple[str, ...] = ()
    any_of: bool = False
    in_order: bool = False
    prefix: str = ""
    filters: dict[str, str] = field(default_factory=dict)
    sort: str = ""
    facets: tuple[str, ...] = ()
    offset: int = 0
    snippets: bool = False
    words: str = ""
    """For snippets: what a reader would type; ours marks words, not terms."""


class Maker:
    """Makes questions that have answers, from the records of one corpus."""

    def __init__(self, records: Sequence[Record], frequencies: Counter[str], count: int) -> None:
        self._random = Random("questions")
        self._records, self._frequencies, self._count = records, frequencies, count
        self._ranked = sorted((number, term) for term, number in frequencies.items())
        self._sorted_terms = sorted(frequencies)

    def all(self) -> list[Question]:
        """Every type, `MANY` of each."""
        makers: dict[str, Callable[[], Question | None]] = {
            "single": lambda: Question("single", (self._term(),)),
            "and": lambda: self._several("and", 2),
            "or": lambda: self._several("or", 3),
            "phrase": self._phrase,
            "prefix": self._prefix,
            "filter": self._filter,
            "sort": lambda: Question("sort", (self._term(),), sort=f"score.{NUMBER}"),
            "facets": lambda: Question("facets", (self._term(),), facets=FACETS),
            "browse": self._browse,
            "deep": self._deep,
            "snippets": self._snippets,
        }
        return [question for make in makers.values() for question in self._different(make)]

    def _different(self, make: Callable[[], Question | None]) -> list[Question]:
        found: dict[str, Question] = {}
        for _ in range(MANY * 20):
            if (question := make()) is not None:
                found.setdefault(repr(question), question)
            if len(found) == MANY:
                break
        return list(found.values())

    def _term(self) -> str:
        """A word of any frequency from 5 records to a fifth of all, on a logarithmic scale."""
        wanted = math.exp(self._random.uniform(math.log(5), math.log(max(6, self._count / 5))))
        at = bisect_left(self._ranked, (round(wanted), ""))
        at += self._random.randrange(8)  # many words are equally rare
        return self._ranked[min(at, len(self._ranked) - 1)][1]

    def _telling(self, body: str) -> list[str]:
        low, high = max(4, self._count // 500), self._count // 5
        return sorted(term for term in set(body.split()) if low <= self._frequencies[term] <= high)

    def _several(self, type: str, number: int) -> Question | None:
        terms = self._telling(self._random.choice(self._records).body)
        if len(terms) < number:
            return None
        return Question(type, tuple(self._random.sample(terms, number)), any_of=type == "or")

    def _phrase(self) -> Question | None:
        words = self._random.choice(self._records).body.split()
        at = self._random.randrange(len(words) - 1)
        pair = (words[at], words[at + 1])
        if GAP in pair or min(self._frequencies[term] for term in pair) < max(4, self._count // 500):
            return None
        return Question("phrase", pair, in_order=True)

    def _prefix(self) -> Question | None:
        word = self._random.choice(self._random.choice(self._records).body.split())
        prefix = word[:6]
        at = bisect_left(self._sorted_terms, prefix)
        last = bisect_left(self._sorted_terms, prefix + "\uffff")
        is_fair = word != GAP and len(prefix) == 6 and last - at <= MOST_EXPANSIONS
        return Question("prefix", prefix=prefix) if is_fair else None

    def _filter(self) -> Question | None:
        record = self._random.choice(self._records)
        terms = self._telling(record.body)
        filters = {name: record.facets[name][0] for name in ("country", "target_group")}
        return Question("filter", (self._random.choice(terms),), filters=filters) if terms else None

    def _browse(self) -> Question:
        record = self._random.choice(self._records)
        names = self._random.choice(
            (("country",), ("target_group",), ("phase",), ("country", "target_group"))
        )
        filters = {name: record.facets[name][-1] for name in names}
        sort = self._random.choice(("published", f"score.{NUMBER}"))
        return Question("browse", filters=filters, sort=sort, facets=FACETS)

    def _deep(self) -> Question:
        frequent = [term for _, term in self._ranked[-80:]]
        offset = DEEP if self._count > 2 * DEEP else self._count // 5
        return Question("deep", tuple(self._random.sample(frequent, 2)), any_of=True, offset=offset)

    def _snippets(self) -> Question | None:
        """A term that is a word as it stands, so that a reader who types it finds the same."""
        record = self._random.choice(self._records)
        terms = self._telling(record.body)
        whole = {
            language + word.lower()
            for language, parts in record.texts.items()
            for _field, text, _weight in parts
            for word in text.replace(",", " ").replace(".", " ").split()
        }
        fitting = [term for term in terms if term in whole]
        if not fitting:
            return None
        term = self._random.choice(fitting)
        return Question("snippets", (term,), snippets=True, words=term[2:])


def write(path: Path, questions: Sequence[Question]) -> None:
    """Write questions for the processes that ask them."""
    path.write_text(json.dumps([asdict(question) for question in questions]), encoding="utf-8")


def read(path: Path) -> list[Question]:
    """Read what `write` wrote."""
    given = json.loads(path.read_text(encoding="utf-8"))
    return [
        Question(**each | {"terms": tuple(each["terms"]), "facets": tuple(each["facets"])}) for each in given
    ]
