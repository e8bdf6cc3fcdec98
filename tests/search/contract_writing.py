"""Part of the search contract: changes, commits and rebuilds."""

import threading

import pytest

from cop.search.contract import CONCEPT, EXACT, Change, FacetRequest, Phrase, Prefix, SearchBackend, Term
from tests.search.samples import MakeBackend, change, changes, document, exact, filled, ids, one_of, query


def _broken_rebuild(backend: SearchBackend) -> None:
    with backend.rebuild() as add:
        add(changes(document(2, "new")))
        raise ZeroDivisionError


class WritingContract:
    """Changes, commits and rebuilds."""

    def test_apply_adds_replaces_and_removes(self, make_backend: MakeBackend) -> None:
        backend = filled(make_backend, document(1, "old"), document(2, "old"))

        backend.apply([change(document(1, "new")), Change("practice", 2, None), change(document(3, "new"))])

        assert sorted(ids(backend.search(query(exact("new"))))) == [1, 3]
        assert backend.search(query(exact("old"))).total == 0
        assert backend.count() == 2

    def test_apply_is_repeatable_and_the_last_of_one_record_wins(self, make_backend: MakeBackend) -> None:
        backend = filled(make_backend)
        batch = changes(document(1, "first"), document(2, "x"), document(1, "last"))

        for _ in range(3):
            backend.apply(batch)

        assert backend.count() == 2
        assert backend.search(query(exact("first"))).total == 0
        assert ids(backend.search(query(exact("last")))) == [1]

    def test_same_id_of_another_kind_is_another_record(self, make_backend: MakeBackend) -> None:
        backend = filled(make_backend, document(1, "a"), document(1, "a", kind="seminar"))

        backend.apply([Change("seminar", 1, None), Change("unknown", 1, None)])

        found = backend.search(query(exact("a")))
        assert [(hit.kind, hit.id) for hit in found.hits] == [("practice", 1)]

    def test_another_backend_sees_a_commit_at_its_next_search(self, make_backend: MakeBackend) -> None:
        writer = filled(make_backend, document(1, "bread"))
        reader = make_backend()
        assert reader.search(query()).total == 1

        writer.apply(changes(document(2, "bread")))

        assert reader.search(query()).total == 2
        assert make_backend().search(query()).total == 2

    def test_generation_changes_with_every_commit_and_rebuild(self, make_backend: MakeBackend) -> None:
        backend, other = make_backend(), make_backend()
        seen = [backend.generation()]

        with backend.rebuild() as add:
            add(changes(document(1)))
        seen.append(other.generation())
        for number in range(2, 5):
            backend.apply(changes(document(number)))
            seen.append(other.generation())
        with other.rebuild() as add:
            add(changes(document(1)))
        seen.append(backend.generation())

        assert len(set(seen)) == 6
        assert backend.generation() == other.generation() == seen[-1]

    def test_many_commits_and_optimise_change_no_answer(self, make_backend: MakeBackend) -> None:
        backend, reader = filled(make_backend), make_backend()
        for number in range(1, 41):
            facets = {"odd": [str(number % 2)], "all": [str(n) for n in range(number % 4)]}
            text = f"bread number{number} " + "soup " * (number % 3)
            backend.apply(changes(document(number, text, facets=facets, numbers={"n": number % 7})))
            if number % 5 == 0:
                backend.apply([Change("practice", number - 2, None)])
        asked = query(exact("bread"), sort="n", limit=50, facets=(FacetRequest("odd"), FacetRequest("all")))
        before, phrase = reader.search(asked), one_of(Phrase(EXACT, ("number7", "soup")))

        backend.optimise()
        backend.optimise()

        after = reader.search(asked)
        assert (after.total, ids(after), after.facets) == (before.total, ids(before), before.facets)
        assert after.total == backend.count() == 32
        assert ids(reader.search(query(phrase))) == [7]
        assert backend.complete(EXACT, "number", 3) == ["number1", "number10", "number11"]

    def test_optimise_joins_records_of_different_languages_facets_and_numbers(
        self, make_backend: MakeBackend
    ) -> None:
        backend = filled(make_backend, document(1, "children play", facets={"country": ["IT"]}))
        backend.apply(changes(document(2, "деца играят", language="bg", numbers={"reach": 10**12})))
        backend.apply(changes(document(3, language="ru", concepts=["children"], facets={"tag": ["x"]})))
        backend.apply(changes(document(4, "gone words", language="de", facets={"gone": ["y"]})))
        backend.apply([Change("practice", 4, None)])

        backend.optimise()

        found = backend.search(query(sort="reach", facets=(FacetRequest("country"), FacetRequest("gone"))))
        assert (ids(found), found.facets) == ([2, 3, 1], {"country": {"IT": 1}, "gone": {}})
        both = backend.search(query(one_of(Term("en", "chil"), Term("bg", "деца"))))
        assert sorted(ids(both)) == [1, 2]
        assert ids(backend.search(query(one_of(Phrase("bg", ("деца", "игра")))))) == [2]
        assert ids(backend.search(query(one_of(Term(CONCEPT, "children"))))) == [3]
        assert backend.search(query(one_of(Term("de", "gone"), Prefix("de", "g")))).total == 0

    def test_records_tell_kind_id_and_fingerprint(self, make_backend: MakeBackend) -> None:
        backend = filled(make_backend, document(1, fingerprint="a"), document(2, fingerprint="b"))
        backend.apply(
            [change(document(1, fingerprint="c")), change(document(9, kind="seminar", fingerprint="é"))]
        )

        found = {(record.kind, record.id): record.fingerprint for record in backend.records()}

        assert found == {("practice", 1): "c", ("practice", 2): "b", ("seminar", 9): "é"}

    def test_rebuild_replaces_everything_and_takes_batches(self, make_backend: MakeBackend) -> None:
        backend = filled(make_backend, document(1, "old"))

        with backend.rebuild() as add:
            add(changes(document(2, "new"), document(3, "new")))
            add([])
            add([change(document(2, "newer")), Change("practice", 3, None), Change("practice", 8, None)])
            assert ids(backend.search(query())) == [1]

        assert ids(backend.search(query())) == [2]
        assert backend.search(query(exact("new"))).total == 0

    def test_error_in_a_rebuild_leaves_the_old_index(self, make_backend: MakeBackend) -> None:
        backend = filled(make_backend, document(1, "old"))
        generation = backend.generation()

        with pytest.raises(ZeroDivisionError):
            _broken_rebuild(backend)

        assert (ids(backend.search(query())), backend.generation()) == ([1], generation)
        backend.apply(changes(document(3)))
        assert ids(backend.search(query())) == [3, 1]

    def test_threads_search_while_one_writes(self, make_backend: MakeBackend) -> None:
        backend = filled(make_backend, *[document(n, "bread") for n in range(1, 21)])
        stop, faults = threading.Event(), list[str]()

        def read() -> None:
            reader = make_backend()
            while not stop.is_set():
                for each in (reader, backend):
                    found = each.search(query(exact("bread"), limit=100, facets=(FacetRequest("f"),)))
                    if found.total < 20 or len(set(ids(found))) != found.total:
                        faults.append(f"{found.total}: {ids(found)}")

        threads = [threading.Thread(target=read) for _ in range(3)]
        for thread in threads:
            thread.start()
        try:
            for number in range(21, 51):
                backend.apply(changes(document(number, "bread"), document(number - 20, "bread again")))
            with backend.rebuild() as add:
                add(changes(*[document(n, "bread") for n in range(1, 61)]))
        finally:
            stop.set()
            for thread in threads:
                thread.join()

        assert faults == []
        assert backend.search(query()).total == 60
