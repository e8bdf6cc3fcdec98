"""What a reader may have meant, asked of a small index in memory."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Final

import pytest

from cop.search.analysis import analyse
from cop.search.contract import (
    EVERYBODY,
    EXACT,
    PUBLIC,
    SKELETON,
    Alternative,
    Change,
    Clause,
    Hit,
    IndexedRecord,
    Label,
    Prefix,
    Query,
    Results,
    SearchBackend,
    Spelling,
    Term,
)
from cop.search.parse import parse
from cop.search.suggest import complete, did_you_mean
from cop.search.thesaurus import Thesaurus

THESAURUS: Final = Thesaurus(
    [
        Label("children", "bg", "деца", "label"),
        Label("children-at-risk", "bg", "Деца в риск", "label"),
        Label("children", "en", "children", "label"),
    ]
)


def edits(one: str, other: str) -> int:
    """Letters put in, left out or changed (Levenshtein)."""
    row = list(range(len(other) + 1))
    for number, letter in enumerate(one, 1):
        before, row[0] = row[0], number
        for place, against in enumerate(other, 1):
            changed = before + (letter != against)
            before, row[place] = row[place], min(row[place] + 1, row[place - 1] + 1, changed)
    return row[-1]


class MemoryBackend(SearchBackend):
    """Bulgarian and English texts with their audience; words only, no phrases, filters or facets."""

    def __init__(self, texts: Iterable[tuple[str, str, str]]) -> None:
        self._records: Final[list[tuple[str, Mapping[str, list[str]]]]] = [
            (audience, {space: analyse(text, space) for space in (EXACT, SKELETON, language)})
            for audience, language, text in texts
        ]

    def search(self, query: Query) -> Results:
        hits = tuple(
            Hit("practice", number, 1.0)
            for number, (audience, spaces) in enumerate(self._records)
            if audience in query.audiences
            and all(self._answers(clause, spaces) for clause in query.clauses)
            and not any(self._answers(clause, spaces) for clause in query.excluded)
        )
        return Results(len(hits), hits[: query.limit])

    def _answers(self, clause: Clause, spaces: Mapping[str, list[str]]) -> bool:
        def is_there(alternative: Alternative) -> bool:
            words = spaces.get(alternative.space, [])
            if isinstance(alternative, Prefix):
                return any(word.startswith(alternative.text) for word in words)
            return isinstance(alternative, Term) and alternative.text in words

        return any(map(is_there, clause.alternatives))

    def _frequencies(self, space: str) -> dict[str, int]:
        found: dict[str, int] = {}
        for _, spaces in self._records:
            for word in set(spaces.get(space, [])):
                found[word] = found.get(word, 0) + 1
        return found

    def complete(self, space: str, prefix: str, limit: int) -> list[str]:
        words = [
            (-count, word) for word, count in self._frequencies(space).items() if word.startswith(prefix)
        ]
        return [word for _, word in sorted(words)][:limit]

    def spellings(
        self, space: str, word: str, limit: int, audiences: frozenset[str] = EVERYBODY
    ) -> list[Spelling]:
        del audiences
        near = [Spelling(each, count, edits(word, each)) for each, count in self._frequencies(space).items()]
        return sorted((each for each in near if each.distance <= 2), key=lambda each: each.distance)[:limit]

    def apply(self, changes: Sequence[Change]) -> None:
        raise NotImplementedError

    def records(self) -> Iterator[IndexedRecord]:
        return (IndexedRecord("practice", number, "") for number in range(len(self._records)))

    def count(self) -> int:
        return len(self._records)

    def generation(self) -> str:
        return "1"

    @contextmanager
    def rebuild(self) -> Iterator[Callable[[Sequence[Change]], None]]:
        yield self.apply

    def optimise(self) -> None:
        return None

    def purge(self) -> None:
        return None


@pytest.fixture(scope="module")
def backend() -> SearchBackend:
    return MemoryBackend(
        [
            (PUBLIC, "bg", "Добра практика за деца и младежи"),
            (PUBLIC, "bg", "Практика на общността"),
            (PUBLIC, "bg", "Практиката на доброволците"),
            (PUBLIC, "en", "Good practice for children"),
            ("editors", "bg", "Поверително наставничество"),
        ]
    )


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("практека", "практика"),
        ("добра практкиа", "добра практика"),
        ("Общносста", "общността"),
        ("practise childen", "practice children"),
        ("практика", None),
        ("praktika", None),
        ("ghfrnbrf", "практика"),
        ("ghfrnbrf lj,hf", "практика добра"),
        ("зкфсешсу", "practice"),
        ("невъобразимост", None),
        ("дб", None),
        ("практека непознаваема", None),
        ("", None),
    ],
)
def test_did_you_mean_offers_what_finds(backend: SearchBackend, typed: str, meant: str | None) -> None:
    parsed = parse(typed, "bg", THESAURUS)

    assert did_you_mean(parsed, backend, THESAURUS, EVERYBODY) == meant


def test_did_you_mean_tells_nothing_of_what_others_may_see(backend: SearchBackend) -> None:
    parsed = parse("наставничесво", "bg", THESAURUS)

    offered = [did_you_mean(parsed, backend, THESAURUS, EVERYBODY | more) for more in ({"x"}, {"editors"})]

    assert offered == [None, "наставничество"]


@pytest.mark.parametrize(
    ("prefix", "completions"),
    [
        ("дец", ["деца", "Деца в риск"]),
        ("Деца ", ["Деца в риск"]),
        ("прак", ["практика", "практиката"]),
        ("за общ", ["за общността"]),
        ("chil", ["children"]),
        ("наст", []),
        ("", []),
        ("-", []),
    ],
)
def test_complete_gives_concepts_then_words_of_the_index(
    backend: SearchBackend, prefix: str, completions: list[str]
) -> None:
    found = complete(prefix, language="bg", thesaurus=THESAURUS, backend=backend, audiences=EVERYBODY)

    assert found == completions
