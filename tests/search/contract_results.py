"""Part of the search contract: facets, order and pages."""

from cop.search.contract import Change, FacetRequest
from tests.search.samples import MakeBackend, document, exact, filled, ids, query


class FacetContract:
    """Filters and counts: a count is what the click gives."""

    DOCUMENTS = (
        document(1, "bread", facets={"country": ["BG"], "tag": ["food", "care"]}),
        document(2, "bread", facets={"country": ["BG"], "tag": ["food"]}),
        document(3, "bread soup", facets={"country": ["IT"], "tag": ["care"]}),
        document(4, "soup", facets={"country": ["IT"]}, kind="seminar"),
        document(5, "soup", kind="seminar"),
    )

    def test_filters_combine_over_values_and_facets(self, make_backend: MakeBackend) -> None:
        backend = filled(make_backend, *self.DOCUMENTS)

        for filters, expected in (
            ({"tag": ("food",)}, [2, 1]),
            ({"tag": ("food", "care")}, [1]),
            ({"tag": ("care",), "country": ("IT",)}, [3]),
            ({"country": ()}, [5, 4, 3, 2, 1]),
        ):
            assert ids(backend.search(query(filters=filters))) == expected

    def test_kinds_restrict(self, make_backend: MakeBackend) -> None:
        backend = filled(make_backend, *self.DOCUMENTS)

        assert ids(backend.search(query(kinds=frozenset({"seminar"})))) == [5, 4]
        assert backend.search(query(kinds=frozenset({"none"}))).total == 0

    def test_counts_equal_what_a_click_gives(self, make_backend: MakeBackend) -> None:
        backend = filled(make_backend, *self.DOCUMENTS)
        facets = (FacetRequest("country", exclusive=True), FacetRequest("tag"))
        chosen = {"country": ("BG",)}

        for clauses in ((), (exact("bread"),)):
            found = backend.search(query(*clauses, filters=chosen, facets=facets))

            for value, count in found.facets["country"].items():
                clicked = backend.search(query(*clauses, filters={"country": (value,)}))
                assert clicked.total == count
            for value, count in found.facets["tag"].items():
                clicked = backend.search(query(*clauses, filters={**chosen, "tag": (value,)}))
                assert clicked.total == count
            assert set(found.facets["country"]) == {"BG", "IT"}
            assert found.facets["tag"] == {"food": 2, "care": 1}

    def test_unknown_facet_counts_nothing(self, make_backend: MakeBackend) -> None:
        backend = filled(make_backend, *self.DOCUMENTS)

        assert backend.search(query(facets=(FacetRequest("colour"),))).facets == {"colour": {}}

    def test_names_and_values_may_be_any_text(self, make_backend: MakeBackend) -> None:
        odd = {"земя/=:": ["a=b", "ключ : стойност", ""]}
        backend = filled(make_backend, document(1, facets=odd), document(2, kind="с интервал"))

        found = backend.search(query(facets=(FacetRequest("земя/=:"),), filters={"земя/=:": ("a=b",)}))

        assert (found.total, found.facets) == (1, {"земя/=:": {"a=b": 1, "ключ : стойност": 1, "": 1}})
        assert ids(backend.search(query(kinds=frozenset({"с интервал"})))) == [2]


class OrderContract:
    """Sorting and paging."""

    def test_sort_by_number_highest_first_ties_newest_missing_last(self, make_backend: MakeBackend) -> None:
        backend = filled(
            make_backend,
            document(1, "a", numbers={"reach": 30}),
            document(2, "a", numbers={"reach": 40}),
            document(3, "a", numbers={"reach": 30}),
            document(4, "a"),
            document(5, "a", numbers={"reach": -7}),
            document(6, "a", numbers={"reach": 0}),
        )

        assert ids(backend.search(query(sort="reach"))) == [2, 3, 1, 6, 5, 4]
        assert ids(backend.search(query(exact("a"), sort="reach"))) == [2, 3, 1, 6, 5, 4]
        assert ids(backend.search(query(sort="unknown"))) == [6, 5, 4, 3, 2, 1]

    def test_weights_sort_by_the_weighted_sum(self, make_backend: MakeBackend) -> None:
        backend = filled(
            make_backend,
            document(1, numbers={"reach": 40, "cost": 0}),
            document(2, numbers={"reach": 10, "cost": 40}),
            document(3, numbers={"reach": 20}),
            document(4),
        )

        assert ids(backend.search(query(weights={"reach": 100, "cost": 1}))) == [1, 3, 2, 4]
        assert ids(backend.search(query(weights={"reach": 1, "cost": 100}))) == [2, 1, 3, 4]

    def test_large_numbers_and_ids_keep_their_order(self, make_backend: MakeBackend) -> None:
        backend = filled(
            make_backend,
            document(1, numbers={"when": 2**45}),
            document(2, numbers={"when": 2**45 + 1}),
            document(2**40, numbers={"when": 5}),
            document(2**40 + 1, numbers={"when": 5}),
        )

        assert ids(backend.search(query(sort="when", limit=3))) == [2, 1, 2**40 + 1]

    def test_numbers_of_any_size_keep_their_order_over_commits(self, make_backend: MakeBackend) -> None:
        backend = filled(make_backend, document(1, numbers={"step": 5}), document(2))
        for number, step in ((3, -40_000), (4, 70_000), (5, None)):
            changed = document(number, numbers={} if step is None else {"step": step})
            backend.apply([Change(changed.kind, changed.id, changed)])

        assert ids(backend.search(query(sort="step"))) == [4, 1, 3, 5, 2]

    def test_page_of_many_is_the_page_of_the_whole_order(self, make_backend: MakeBackend) -> None:
        steps = {number: number * 7 % 11 for number in range(1, 601)}
        backend = filled(
            make_backend, *(document(number, numbers={"step": step}) for number, step in steps.items())
        )

        whole = sorted(steps, key=lambda number: (-steps[number], -number))
        for offset in (0, 20, 290, 590):
            found = backend.search(query(sort="step", offset=offset, limit=20))
            assert (found.total, ids(found)) == (600, whole[offset : offset + 20])

    def test_pages_join_to_the_whole_without_gap_or_double(self, make_backend: MakeBackend) -> None:
        documents = [
            document(n, "bread " * (n % 5), kind=kind, numbers={"step": n % 3})
            for n in range(1, 60)
            for kind in ("practice", "seminar")
        ]
        backend = filled(make_backend, *documents)

        for order in ({"sort": "step"}, {"sort": "relevance"}, {"weights": {"step": 3}}):
            for clauses in ((), (exact("bread"),)):
                pages = [
                    backend.search(query(*clauses, offset=start, limit=7, **order))
                    for start in range(0, 126, 7)
                ]
                whole = backend.search(query(*clauses, limit=1000, **order))
                joined = [(hit.kind, hit.id, hit.score) for each in pages for hit in each.hits]
                assert joined == [(hit.kind, hit.id, hit.score) for hit in whole.hits]
                assert len(set(joined)) == whole.total == len(joined)

    def test_page_past_the_end_has_no_hits_but_the_total(self, make_backend: MakeBackend) -> None:
        backend = filled(make_backend, document(1, "bread"), document(2, "bread"))

        for offset in (2, 20, 10**18):
            found = backend.search(query(exact("bread"), offset=offset, facets=(FacetRequest("x"),)))
            assert (found.total, found.hits) == (2, ())

    def test_negative_offset_is_the_first_page(self, make_backend: MakeBackend) -> None:
        backend = filled(make_backend, document(1), document(2), document(3))

        assert ids(backend.search(query(offset=-5, limit=2))) == [3, 2]
        assert ids(backend.search(query(offset=0, limit=-2))) == []

    def test_limit_zero_counts_only(self, make_backend: MakeBackend) -> None:
        backend = filled(make_backend, document(1, "bread", facets={"country": ["BG"]}))

        found = backend.search(query(limit=0, facets=(FacetRequest("country"),)))

        assert (found.total, found.hits, found.facets) == (1, (), {"country": {"BG": 1}})
