"""Damaged files and killed processes: unavailable at worst, never wrong."""

import time
from pathlib import Path

import pytest

from cop.search.backends.arrays import ArrayFile
from cop.search.backends.whoosh import WhooshBackend
from cop.search.contract import EXACT, IndexUnavailableError
from tests.search.samples import MakeBackend, change, changes, document, exact, filled, ids, query, words
from tests.search.whoosh_folders import arrays, kill, start, sub_folder

WRITER = """
import sys
from pathlib import Path
from cop.search.backends.whoosh import WhooshBackend
from tests.search.samples import change, document, words
backend = WhooshBackend(Path(sys.argv[1]), words)
for number in range(int(sys.argv[2]), 1_000_000):
    added, changed = document(number, f"bread word{number} " * 20), document(1, f"first {number}")
    backend.apply([change(added), change(changed)])
    print(number, flush=True)
"""


REBUILDER = """
import sys
from pathlib import Path
from cop.search.backends.whoosh import WhooshBackend
from tests.search.samples import change, document, words
backend = WhooshBackend(Path(sys.argv[1]), words)
while True:
    with backend.rebuild() as add:
        add([change(document(number, "bread")) for number in range(1, 101)])
    print("built", flush=True)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "index"


@pytest.fixture
def make_backend(folder: Path) -> MakeBackend:
    return lambda: WhooshBackend(folder, words)


def test_index_of_another_format_is_unavailable(folder: Path, make_backend: MakeBackend) -> None:
    filled(make_backend, document(1))
    name = sub_folder(folder).name
    (folder / "current").write_text(f"0 {name}\n")

    with pytest.raises(IndexUnavailableError, match="format 0"):
        make_backend().search(query())


@pytest.mark.parametrize("content", ["", "\0\0\0", "1", "1 ../elsewhere", "1 gone", "x" * 5000])
def test_damaged_pointer_is_unavailable(folder: Path, make_backend: MakeBackend, content: str) -> None:
    filled(make_backend, document(1))
    (folder / "current").write_text(content)
    backend = make_backend()

    for attempt in (
        lambda: backend.search(query()),
        backend.count,
        lambda: backend.apply(changes(document(2))),
    ):
        with pytest.raises(IndexUnavailableError):
            attempt()
    backend.generation()


@pytest.mark.parametrize("pattern", ["*.arrays", "*.toc"])
@pytest.mark.parametrize("damage", ["removed", "emptied", "cut", "garbage", "overwritten"])
def test_damaged_file_is_unavailable_and_a_rebuild_heals(
    folder: Path, make_backend: MakeBackend, pattern: str, damage: str
) -> None:
    backend = filled(make_backend, document(1, "bread"), document(2, "soup"))
    backend.apply(changes(document(3)))
    path = min(sub_folder(folder).glob(pattern))
    content = path.read_bytes()
    path.unlink()
    if damage != "removed":
        replacement = {"emptied": b"", "cut": content[: len(content) // 2], "garbage": b"\x93" * len(content)}
        path.write_bytes(replacement.get(damage, b"\xff" * 40 + content[40:]))
    reopened = make_backend()

    with pytest.raises(IndexUnavailableError):
        reopened.search(query(exact("bread")))
    with pytest.raises(IndexUnavailableError):
        reopened.apply(changes(document(1)))

    with reopened.rebuild() as add:
        add(changes(document(1, "bread")))
    assert reopened.search(query(exact("bread"))).total == 1


def test_damage_beyond_the_checksums_is_noticed_in_use(folder: Path, make_backend: MakeBackend) -> None:
    crowd = [document(n, " ".join(f"w{n * i % 7919}" for i in range(1000))) for n in range(1, 300)]
    filled(make_backend, *crowd)
    path = arrays(folder)[0]
    content = bytearray(path.read_bytes())
    table = ArrayFile(path)._table
    start, count = table[f"s:{EXACT}:docs"][1:3]
    content[start : start + 4 * count] = b"\x7f" * (4 * count)
    path.unlink()
    path.write_bytes(content)

    with pytest.raises(IndexUnavailableError):
        make_backend().search(query(exact("w1")))


def test_lost_mark_does_not_matter(folder: Path, make_backend: MakeBackend) -> None:
    backend = filled(make_backend, document(1))
    (sub_folder(folder) / "mark").unlink()

    backend.apply(changes(document(2)))

    assert make_backend().search(query()).total == backend.search(query()).total == 2


def test_removed_folder_is_noticed_by_a_running_reader(folder: Path, make_backend: MakeBackend) -> None:
    backend = filled(make_backend, document(1))
    assert backend.search(query()).total == 1
    (folder / "current").unlink()

    with pytest.raises(IndexUnavailableError):
        backend.search(query())

    assert backend.generation() == "none"


def test_unfinished_rebuild_of_a_killed_process_is_cleared_away(
    folder: Path, make_backend: MakeBackend
) -> None:
    backend = filled(make_backend, document(1))
    (folder / "abandoned").mkdir()

    with backend.rebuild() as add:
        add(changes(document(1)))

    assert not (folder / "abandoned").exists()


def test_killed_writer_loses_no_acknowledged_change(folder: Path, make_backend: MakeBackend) -> None:
    backend = filled(make_backend, document(1, "first 0"))
    acknowledged = 1
    for pause in (0.011, 0.023, 0.0):
        process = start(WRITER, str(folder), str(acknowledged + 1))
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(pause)
        lines = kill(process)
        acknowledged = max([acknowledged + 1, *map(int, lines)])

        present = {record.id for record in backend.records()}
        assert set(range(1, acknowledged + 1)) <= present <= set(range(1, acknowledged + 2))
        newest = max(present)
        assert backend.search(query(exact("first"))).total == 1
        backend.apply(changes(document(newest, "bread again")))
        assert ids(backend.search(query(exact("again"), limit=1))) == [newest]
        acknowledged = newest


def test_killed_rebuild_leaves_a_whole_index(folder: Path, make_backend: MakeBackend) -> None:
    backend = filled(make_backend, *[document(number, "bread") for number in range(1, 101)])
    process = start(REBUILDER, str(folder))
    assert process.stdout is not None
    process.stdout.readline()
    for _ in range(100):
        assert backend.search(query(exact("bread"))).total == 100
    kill(process)

    assert make_backend().search(query(exact("bread"))).total == 100
    backend.apply([change(document(101, "bread"))])
    assert backend.count() == 101
