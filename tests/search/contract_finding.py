"""Part of the search contract: which records are found, and who sees them."""

import pytest

from cop.search.contract import (
    CONCEPT,
    EXACT,
    Change,
    Clause,
    Document,
    FacetRequest,
    IndexUnavailableError,
    Part,
    Phrase,
    Prefix,
    Term,
)
from tests.search.samples import (
    EVERYBODY,
    MakeBackend,
    changes,
    document,
    exact,
    filled,
    ids,
    one_of,
    query,
)


class FindsContract:
    """Which records are found, and how they are matched."""

    def test_search_without_clauses_finds_all_newest_first(self, make_backend: MakeBackend) -> None:
        backend = filled(make_backend, document(2, "a"), document(3, "b"), document(1, "c"))

        found = backend.search(query())

        assert (found.total, ids(found)) == (3, [3, 2, 1])

    def test_empty_index_answers_nothing(self, make_backend: MakeBackend) -> None:
        backend = filled(make_backend)

        found = backend.search(query(exact("bread"), facets=(FacetRequest("country"),)))

        assert (found.total, found.hits, found.facets) == (0, (), {"country": {}})
        assert (backend.count(), list(backend.records())) == (0, [])

    def test_missing_index_is_unavailable(self, make_backend: MakeBackend) -> None:
        backend = make_backend()

        with pytest.raises(IndexUnavailableError):
            backend.search(query())
        with pytest.raises(IndexUnavailableError):
            backend.apply(changes(document(1)))
        with pytest.raises(IndexUnavailableError):
            backend.complete(EXACT, "a", 5)

    def test_all_clauses_must_match(self, make_backend: MakeBackend) -> None:
        backend = filled(
            make_backend, document(1, "bread and soup"), document(2, "bread"), document(3, "soup")
        )

        assert ids(backend.search(query(exact("bread"), exact("soup")))) == [1]
        assert ids(backend.search(query(exact("bread"), exact("missing")))) == []

    def test_match_any_needs_one_clause_and_adds_scores(self, make_backend: MakeBackend) -> None:
        backend = filled(
            make_backend, document(1, "bread and soup"), document(2, "bread and tea"), document(3, "tea")
        )

        found = backend.search(query(exact("bread"), exact("soup"), match_any=True))

        assert (found.total, ids(found)) == (2, [1, 2])

    def test_match_any_may_need_more_than_one_clause(self, make_backend: MakeBackend) -> None:
        backend = filled(
            make_backend,
            document(1, "bread soup tea"),
            document(2, "bread bread bread"),
            document(3, "tea bread"),
            document(4, "soup"),
        )
        clauses = exact("bread"), exact("soup"), exact("tea")

        found = {
            enough: set(ids(backend.search(query(*clauses, match_any=True, enough=enough))))
            for enough in (1, 2, 3, 4)
        }

        assert found == {1: {1, 2, 3, 4}, 2: {1, 3}, 3: {1}, 4: set()}
        assert ids(backend.search(query(exact("bread"), exact("none"), match_any=True, enough=2))) == []

    def test_only_the_rarest_clauses_may_count(self, make_backend: MakeBackend) -> None:
        words = {1: "bread soup", 2: "bread tea", 3: "bread soup", 4: "bread", 5: "bread"}
        backend = filled(make_backend, *(document(id, text) for id, text in words.items()))
        clauses = exact("bread"), exact("soup"), exact("tea")

        found = {
            rarest: ids(backend.search(query(*clauses, match_any=True, rarest=rarest)))
            for rarest in (0, 1, 2, 3)
        }

        assert (found[1], found[2]) == ([2], [2, 3, 1])
        assert found[0] == found[3] == [2, 3, 1, 5, 4]

    def test_any_alternative_leads_to_the_record_and_is_named(self, make_backend: MakeBackend) -> None:
        backend = filled(
            make_backend,
            document(1, "children"),
            document(2, "деца", language="bg"),
            document(3, "x", concepts=["children"]),
            document(4, "y"),
        )
        english, bulgarian, concept = Term("en", "chil"), Term("bg", "деца"), Term(CONCEPT, "children")

        found = backend.search(query(one_of(english, bulgarian, concept)))

        matched = {hit.id: hit.matched for hit in found.hits}
        assert matched == {1: ((english,),), 2: ((bulgarian,),), 3: ((concept,),)}

    def test_matched_has_one_entry_per_clause_also_an_empty_one(self, make_backend: MakeBackend) -> None:
        backend = filled(make_backend, document(1, "bread"))
        bread, soup = Term(EXACT, "bread"), Term(EXACT, "soup")

        found = backend.search(query(one_of(bread), one_of(soup), match_any=True))

        assert found.hits[0].matched == ((bread,), ())

    def test_spaces_do_not_mix(self, make_backend: MakeBackend) -> None:
        backend = filled(make_backend, document(1, "children", language="en"))

        assert backend.search(query(one_of(Term("en", "chil")))).total == 1
        assert backend.search(query(one_of(Term("bg", "chil")))).total == 0
        assert backend.search(query(one_of(Term(EXACT, "chil")))).total == 0
        assert backend.search(query(one_of(Term("nowhere", "chil")))).total == 0

    def test_clause_without_alternatives_matches_nothing(self, make_backend: MakeBackend) -> None:
        backend = filled(make_backend, document(1, "bread"))

        assert backend.search(query(Clause(()))).total == 0
        assert backend.search(query(exact("bread"), Clause(()), match_any=True)).total == 1

    def test_excluded_leaves_out(self, make_backend: MakeBackend) -> None:
        backend = filled(
            make_backend, document(1, "bread and soup"), document(2, "bread"), document(3, "tea")
        )

        assert ids(backend.search(query(exact("bread"), excluded=(exact("soup"),)))) == [2]
        assert ids(backend.search(query(excluded=(exact("soup"), exact("tea"))))) == [2]

    def test_phrase_needs_order_and_neighbours(self, make_backend: MakeBackend) -> None:
        backend = filled(
            make_backend,
            document(1, "the social practice of bread"),
            document(2, "practice social"),
            document(3, "social good practice"),
            document(4, "social x social practice"),
        )

        found = backend.search(query(one_of(Phrase(EXACT, ("social", "practice")))))

        assert (found.total, sorted(ids(found))) == (2, [1, 4])

    def test_phrase_with_a_repeated_word(self, make_backend: MakeBackend) -> None:
        backend = filled(make_backend, document(1, "very very good"), document(2, "very good very"))

        assert ids(backend.search(query(one_of(Phrase(EXACT, ("very", "very")))))) == [1]
        assert ids(backend.search(query(one_of(Phrase(EXACT, ("very", "very", "very")))))) == []

    def test_phrase_never_crosses_parts_languages_or_records(self, make_backend: MakeBackend) -> None:
        two_languages = Document(
            kind="practice",
            id=1,
            audiences=EVERYBODY,
            texts={
                "en": (Part("title", "one two"), Part("body", "three four")),
                "bg": (Part("title", "five"),),
            },
        )
        backend = filled(make_backend, two_languages, document(2, "six"))

        for crossing in (("two", "three"), ("four", "five"), ("five", "six")):
            assert backend.search(query(one_of(Phrase(EXACT, crossing)))).total == 0
        assert backend.search(query(one_of(Phrase(EXACT, ("three", "four"))))).total == 1

    def test_phrase_of_one_word_or_none(self, make_backend: MakeBackend) -> None:
        backend = filled(make_backend, document(1, "bread"))

        assert backend.search(query(one_of(Phrase(EXACT, ("bread",))))).total == 1
        assert backend.search(query(one_of(Phrase(EXACT, ())))).total == 0

    def test_prefix_finds_all_words_that_begin_so(self, make_backend: MakeBackend) -> None:
        backend = filled(
            make_backend, document(1, "практика"), document(2, "практиката"), document(3, "права")
        )

        assert sorted(ids(backend.search(query(one_of(Prefix(EXACT, "практик")))))) == [1, 2]
        assert backend.search(query(one_of(Prefix(EXACT, "практиката")))).total == 1
        assert backend.search(query(one_of(Prefix(EXACT, "я")))).total == 0

    def test_prefix_that_is_a_rare_word_finds_it_among_many(self, make_backend: MakeBackend) -> None:
        common = [document(n, " ".join(f"pre{i}" for i in range(200))) for n in range(2, 5)]
        backend = filled(make_backend, document(1, "pre"), *common)

        found = backend.search(query(one_of(Prefix(EXACT, "pre"))))

        assert found.total == 4

    def test_title_weighs_more_than_body(self, make_backend: MakeBackend) -> None:
        backend = filled(
            make_backend,
            document(1, "other words here", title="bread for all"),
            document(2, "bread words here", title="other for all"),
        )

        assert ids(backend.search(query(exact("bread")))) == [1, 2]
        assert ids(backend.search(query(one_of(Phrase(EXACT, ("bread", "for")))))) == [1]

    def test_boost_multiplies_the_score(self, make_backend: MakeBackend) -> None:
        backend = filled(make_backend, document(1, "bread"), document(2, "soup"))

        single = backend.search(query(one_of(Term(EXACT, "bread")))).hits[0].score
        double = backend.search(query(one_of(Term(EXACT, "bread", boost=2.0)))).hits[0].score

        assert double == pytest.approx(2 * single)

    def test_synonyms_do_not_count_twice(self, make_backend: MakeBackend) -> None:
        backend = filled(make_backend, document(1, "bread loaf"), document(2, "bread roll"))
        bread, loaf = Term(EXACT, "bread"), Term(EXACT, "loaf")

        best = backend.search(query(one_of(bread, loaf))).hits[0].score

        alone = [backend.search(query(one_of(each))).hits[0].score for each in (bread, loaf)]
        assert best == pytest.approx(max(alone))


class VisibilityContract:
    """What one may not see leaves no trace."""

    def test_only_shared_audiences_are_found_and_counted(self, make_backend: MakeBackend) -> None:
        backend = filled(
            make_backend,
            document(1, "bread", facets={"country": ["BG"]}),
            document(2, "bread", audiences=["editors"], facets={"country": ["IT"]}),
            document(3, "bread", audiences=["editors", "group:7"], facets={"country": ["LT"]}),
            document(4, "bread", audiences=[], facets={"country": ["DE"]}),
        )
        countries = (FacetRequest("country"), FacetRequest("country", exclusive=True))

        for audiences, expected in (
            (EVERYBODY, {"BG": 1}),
            (EVERYBODY | {"group:7"}, {"BG": 1, "LT": 1}),
            (EVERYBODY | {"editors"}, {"BG": 1, "IT": 1, "LT": 1}),
            (frozenset(), {}),
            (frozenset({"nobody"}), {}),
        ):
            for clauses in ((), (exact("bread"),)):
                found = backend.search(query(*clauses, audiences=audiences, facets=countries))
                assert (found.total, len(found.hits), found.facets) == (
                    len(expected),
                    len(expected),
                    {"country": expected},
                )

    def test_score_tells_nothing_of_hidden_records(self, make_backend: MakeBackend) -> None:
        backend = filled(make_backend, document(1, "bread soup"), document(2, "soup"))
        before = backend.search(query(exact("bread"))).hits[0].score

        backend.apply(changes(*[document(n, "bread soup", audiences=["editors"]) for n in range(3, 9)]))

        assert backend.search(query(exact("bread"))).hits[0].score == pytest.approx(before)

    def test_words_of_hidden_or_removed_records_are_not_suggested(self, make_backend: MakeBackend) -> None:
        backend = filled(
            make_backend,
            document(1, "canary"),
            document(2, "canaries", audiences=["editors"]),
            document(3, "canal"),
        )
        backend.apply([Change("practice", 3, None)])

        assert backend.complete(EXACT, "can", 10) == ["canary"]
        assert [each.text for each in backend.spellings(EXACT, "canar", 10)] == ["canary"]
        assert backend.spellings(EXACT, "canaries", 10) == []
        inside = backend.spellings(EXACT, "canaryes", 10, frozenset({"editors"}))
        assert [(each.text, each.frequency) for each in inside] == [("canaries", 1)]

    def test_filter_without_match_gives_total_zero(self, make_backend: MakeBackend) -> None:
        backend = filled(make_backend, document(1, "bread", facets={"country": ["BG"]}), document(2, "bread"))

        for value in ("IT", "", "нищо"):
            found = backend.search(query(exact("bread"), filters={"country": (value,)}))
            assert (found.total, found.hits) == (0, ())
        assert backend.search(query(filters={"unknown": ("x",)})).total == 0
