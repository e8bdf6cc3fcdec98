"""Part of the search contract: completions, spellings, hostile queries."""

import time

import pytest

from cop.search.contract import CONCEPT, EXACT, Phrase, Prefix, Query, Term
from tests.search.samples import MakeBackend, changes, document, exact, filled, one_of, query


class HostileContract:
    """Whatever is asked, an answer comes soon."""

    MANY = tuple(
        document(n, " ".join(f"{chr(97 + n * i % 26)}{n * i % 997} common" for i in range(100)))
        for n in range(1, 41)
    )

    @pytest.mark.parametrize(
        "asked",
        [
            query(*[exact(f"a{n}") for n in range(500)], match_any=True),
            query(*[one_of(Prefix(EXACT, chr(97 + n % 26))) for n in range(500)], match_any=True),
            query(one_of(Phrase(EXACT, ("common",) * 10_000))),
            query(one_of(*[Term(EXACT, f"a{n}") for n in range(5_000)])),
            query(exact("common"), excluded=tuple(exact(f"a{n}") for n in range(5_000))),
            query(one_of(Prefix(EXACT, ""))),
            query(one_of(Phrase(EXACT, ("common", "common")), Prefix(EXACT, "c")), match_any=True),
        ],
        ids=["clauses", "prefixes", "phrase", "alternatives", "excluded", "empty prefix", "frequent"],
    )
    def test_costly_query_ends_soon(self, make_backend: MakeBackend, asked: Query) -> None:
        backend = filled(make_backend, *self.MANY)
        start = time.process_time()

        backend.search(asked)

        assert time.process_time() - start < 0.5

    @pytest.mark.parametrize("text", ["", "\0", "\ud800", "😀", "\u202eabc", "*?[", "'\";--", "x" * 100_000])
    def test_odd_text_is_only_not_found(self, make_backend: MakeBackend, text: str) -> None:
        backend = filled(make_backend, document(1, "bread"))

        for alternative in (
            Term(EXACT, text),
            Phrase(EXACT, (text, text)),
            Term(text, text),
            Term(CONCEPT, text),
        ):
            assert backend.search(query(one_of(alternative))).total == 0
        assert backend.search(query(filters={text: (text,)}, sort=text, weights={text: 3})).total == 0
        assert backend.search(query(exact("bread"), audiences=frozenset({text}))).total == 0
        assert backend.search(query(one_of(Prefix(EXACT, text or "x")))).total == 0
        assert backend.complete(EXACT, text or "x", 5) == []
        assert backend.spellings(EXACT, text, 5) == []


class SuggestionContract:
    """Completions and spellings."""

    def test_complete_gives_the_most_frequent_first(self, make_backend: MakeBackend) -> None:
        backend = filled(
            make_backend, document(1, "care careful"), document(2, "careful"), document(3, "carpet cat")
        )

        assert backend.complete(EXACT, "car", 10) == ["careful", "care", "carpet"]
        assert backend.complete(EXACT, "car", 1) == ["careful"]
        assert backend.complete(EXACT, "zebra", 10) == []
        assert backend.complete("nowhere", "car", 10) == []
        assert backend.complete(EXACT, "car", 0) == []

    def test_complete_after_commits_adds_frequencies(self, make_backend: MakeBackend) -> None:
        backend = filled(make_backend, document(1, "care"), document(2, "careful"))

        backend.apply(changes(document(3, "careful"), document(4, "careful")))

        assert backend.complete(EXACT, "car", 10) == ["careful", "care"]

    def test_spellings_give_words_within_two_edits_nearest_first(self, make_backend: MakeBackend) -> None:
        backend = filled(
            make_backend,
            document(1, "practice практика"),
            document(2, "practise practices prac practical"),
            document(3, "practices"),
        )

        found = backend.spellings(EXACT, "practise", 10)

        assert [(each.text, each.frequency, each.distance) for each in found] == [
            ("practise", 1, 0),
            ("practice", 1, 1),
            ("practices", 2, 2),
        ]
        assert [each.text for each in backend.spellings(EXACT, "практка", 10)] == ["практика"]
        assert backend.spellings(EXACT, "practise", 1)[0].text == "practise"
        assert backend.spellings(EXACT, "", 5) == []

    def test_spellings_agree_with_the_edit_distance(self, make_backend: MakeBackend) -> None:
        vocabulary = ["ab", "abc", "abcd", "abcde", "bacd", "xbcd", "abxd", "a", "axxd", "abcdefg", "dcba"]
        backend = filled(make_backend, document(1, " ".join(vocabulary)))

        for typed in ("abcd", "a", "abc", "abcdefgh", "q"):
            expected = {word: _distance(typed, word) for word in vocabulary if _distance(typed, word) <= 2}
            found = {each.text: each.distance for each in backend.spellings(EXACT, typed, 50)}
            assert found == expected


def _distance(one: str, other: str) -> int:
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        above, row = row, [i]
        for j, another in enumerate(other, 1):
            row.append(min(above[j] + 1, row[-1] + 1, above[j - 1] + (letter != another)))
    return row[-1]
