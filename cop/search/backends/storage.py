"""The folder of an index: which sub-folder is live, who may write, what is safely on disk.

current        one line: format version and live sub-folder; replaced by a rebuild
writer.lock    held (flock) by the one process that writes; the kernel frees it on a crash
<sub-folder>/  one index; `mark` in it counts the commits
"""

import fcntl
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock, get_ident
from typing import Final, NamedTuple

from cop.search.contract import IndexUnavailableError

FORMAT: Final = "1"
"""Counts up with every change of what stands in the files; another one means: rebuild."""
_SMALL: Final = 256  # bytes that hold either of the small files


def sync(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class _Opened:
    """A small file kept open: asking an open file costs a fifth of opening it."""

    __slots__ = ("_changed", "_descriptor")

    def __init__(self, path: str) -> None:
        self._descriptor = os.open(path, os.O_RDONLY)
        self._changed = os.fstat(self._descriptor).st_ctime_ns

    def __del__(self) -> None:
        if hasattr(self, "_descriptor"):
            os.close(self._descriptor)

    def text(self) -> str:
        """What stands in it now."""
        return os.pread(self._descriptor, _SMALL, 0).decode("ascii", "replace")

    def is_there(self) -> bool:
        """Whether it is still what its name leads to, and not another one."""
        return os.fstat(self._descriptor).st_nlink > 0

    def is_untouched(self) -> bool:
        """Whether it is there, and was neither written nor linked elsewhere since it was opened."""
        now = os.fstat(self._descriptor)
        return now.st_nlink > 0 and now.st_ctime_ns == self._changed


class _Followed(NamedTuple):
    """The files that tell a reader of every commit and rebuild, as last opened."""

    pointer: _Opened
    name: str
    mark: _Opened


class IndexFolder:
    """The folder of an index."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._current = str(path / "current")
        self._followed: _Followed | None = None
        self._in_process = Lock()
        self._writing_thread: int | None = None

    def live(self) -> str:
        """Name of the live sub-folder; raise IndexUnavailableError where there is none we can read."""
        return self._named(self._pointer().text())

    def _pointer(self) -> _Opened:
        try:
            return _Opened(self._current)
        except OSError as error:
            raise IndexUnavailableError("There is no search index.") from error

    def _named(self, text: str) -> str:
        words = text.split()
        if len(words) != 2 or "/" in words[1]:
            raise IndexUnavailableError("The file that names the search index is damaged.")
        if words[0] != FORMAT:
            raise IndexUnavailableError(f"The search index has format {words[0]}, not {FORMAT}.")
        return words[1]

    def mark(self) -> str:
        """A short word that changes with every commit and every rebuild."""
        followed = self._followed
        if followed is None or not (followed.pointer.is_untouched() and followed.mark.is_there()):
            pointer = self._pointer()
            name = self._named(pointer.text())
            try:
                mark = _Opened(f"{self._path}/{name}/mark")
            except OSError:
                return name  # a rebuild removed it just now, or a crash took the mark: then it is constant
            followed = self._followed = _Followed(pointer, name, mark)
        return f"{followed.name}.{followed.mark.text()}"

    def sub_folder(self, name: str) -> Path:
        """Path of a sub-folder."""
        return self._path / name

    def set_mark(self, name: str, count: int) -> None:
        """Tell all readers that something was committed; a crash may lose this, and nothing with it."""
        descriptor = os.open(self._path / name / "mark", os.O_WRONLY | os.O_CREAT, 0o644)
        try:
            os.pwrite(descriptor, b"%012d" % count, 0)  # always as long, so never seen half
        finally:
            os.close(descriptor)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Be the only writer of all threads and processes; wait for one that writes now."""
        if self._writing_thread == get_ident():
            raise RuntimeError("This thread is writing the search index already.")
        self._path.mkdir(parents=True, exist_ok=True)
        with self._in_process, (self._path / "writer.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            self._writing_thread = get_ident()
            try:
                yield
            finally:
                self._writing_thread = None

    def new_sub_folder(self) -> str:
        """Make an empty sub-folder; for the writer only, who also clears away unfinished ones."""
        try:
            self.keep_only(self.live())
        except IndexUnavailableError:
            self.keep_only("")
        name = secrets.token_hex(6)
        self.sub_folder(name).mkdir()
        return name

    def swap_in(self, name: str) -> None:
        """Make a sub-folder the live one, atomically and durably, and remove the others."""
        sync(self.sub_folder(name))
        temporary = self._path / "current.new"
        temporary.write_text(f"{FORMAT} {name}\n", "ascii")
        sync(temporary)
        temporary.replace(self._current)
        sync(self._path)
        self.keep_only(name)

    def remove(self, name: str) -> None:
        """Remove a sub-folder that was never live."""
        shutil.rmtree(self.sub_folder(name), ignore_errors=True)

    def keep_only(self, name: str) -> None:
        """Remove all sub-folders but one; who has mapped files of them goes on reading those."""
        for entry in os.scandir(self._path):
            if entry.is_dir(follow_symlinks=False) and entry.name != name:
                shutil.rmtree(entry.path, ignore_errors=True)
