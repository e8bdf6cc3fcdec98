"""The Whoosh backend: the contract, and what its files look like."""

import threading
from pathlib import Path

import pytest

from cop.search.backends.cache import ByteCache
from cop.search.backends.whoosh import WhooshBackend
from cop.search.contract import EXACT, Change, Clause, FacetRequest, Phrase, Prefix, Query, Term
from tests.search.contract import SearchBackendContract
from tests.search.samples import (
    EVERYBODY,
    MakeBackend,
    change,
    changes,
    document,
    exact,
    filled,
    query,
    words,
)
from tests.search.whoosh_folders import arrays, sub_folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "index"


@pytest.fixture
def make_backend(folder: Path) -> MakeBackend:
    return lambda: WhooshBackend(folder, words)


class TestWhooshBackend(SearchBackendContract):
    pass


def test_rebuild_in_many_steps_gives_the_same_index_as_in_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    documents = [
        document(n, " ".join(f"w{i * n % 13}" for i in range(30)), facets={"f": [str(n % 5)]})
        for n in range(1, 60)
    ]
    batches = [changes(*documents[start : start + 7]) for start in range(0, 59, 7)]
    batches.append([change(document(3, "w1 w2 changed")), Change("practice", 4, None)])
    at_once, in_steps = WhooshBackend(tmp_path / "one", words), WhooshBackend(tmp_path / "two", words)
    with at_once.rebuild() as add:
        add([each for batch in batches for each in batch])
    monkeypatch.setattr("cop.search.backends.commits._TOKENS_AT_ONCE", 500)
    monkeypatch.setattr("cop.search.backends.merging._AT_ONCE", 50)
    with in_steps.rebuild() as add:
        for batch in batches:
            add(batch)

    assert len(arrays(tmp_path / "two")) == 1
    for alternative in (
        Term(EXACT, "w1"),
        Phrase(EXACT, ("w1", "w2")),
        Prefix(EXACT, "w"),
        Term("en", "chan"),
    ):
        asked = query(Clause((alternative,)), facets=(FacetRequest("f"),), limit=100)
        assert in_steps.search(asked) == at_once.search(asked)
    assert in_steps.count() == 58


def test_commits_leave_no_rubbish_and_few_segments(folder: Path, make_backend: MakeBackend) -> None:
    backend = filled(make_backend, document(1, "bread"))
    (sub_folder(folder) / "MAIN_leftover.arrays").write_bytes(b"of a writer that was killed")

    for number in range(2, 60):
        backend.apply(changes(document(number, "bread"), document(1, f"bread {number}")))

    assert len(arrays(folder)) <= 16
    assert {path.name for path in folder.iterdir()} == {"current", "writer.lock", sub_folder(folder).name}
    assert backend.search(query(exact("bread"))).total == 59
    backend.optimise()
    assert len(arrays(folder)) == 1


def test_removing_everything_leaves_an_empty_index(folder: Path, make_backend: MakeBackend) -> None:
    backend = filled(make_backend, document(1, "bread"), document(2, "bread"))

    backend.apply([Change("practice", 1, None), Change("practice", 2, None)])

    assert (backend.search(query()).total, backend.count(), arrays(folder)) == (0, 0, [])


def test_change_without_effect_commits_nothing(make_backend: MakeBackend) -> None:
    backend = filled(make_backend, document(1))
    generation = backend.generation()

    backend.apply([Change("practice", 9, None)])

    assert backend.generation() == generation


def test_writing_within_a_rebuild_of_the_same_thread_is_refused(make_backend: MakeBackend) -> None:
    backend = filled(make_backend, document(1))

    with backend.rebuild(), pytest.raises(RuntimeError):
        backend.apply(changes(document(2)))


def test_writers_of_several_threads_and_backends_take_turns(make_backend: MakeBackend) -> None:
    filled(make_backend)

    def write(base: int) -> None:
        backend = make_backend()
        for number in range(base, base + 10):
            backend.apply(changes(document(number, "bread")))

    threads = [threading.Thread(target=write, args=(base,)) for base in (100, 200, 300)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert make_backend().count() == 30


def test_cache_never_holds_more_than_its_limit(folder: Path) -> None:
    backend = WhooshBackend(folder, words, cache_bytes=20_000)
    with backend.rebuild() as add:
        add(changes(*[document(n, " ".join(f"w{i % (n + 1)}" for i in range(200))) for n in range(1, 200)]))

    totals = [
        backend.search(Query(EVERYBODY, (Clause((Phrase(EXACT, (f"w{i}", f"w{i + 1}")),)),))).total
        for i in [*range(100), *range(100)]
    ]

    assert totals[:100] == totals[100:] == [199 - i for i in range(100)]
    assert 0 < backend._cache.held <= 20_000


def test_cache_drops_the_least_recently_used() -> None:
    cache, made = ByteCache(10_000), list[str]()

    def make(name: str) -> memoryview:
        made.append(name)
        return memoryview(bytes(2_000))

    for name in ("a", "b", "c", "a", "d", "e", "a", "b"):
        cache.get(name, lambda name=name: make(name))  # type: ignore[misc]

    assert made == ["a", "b", "c", "d", "e", "b"]
