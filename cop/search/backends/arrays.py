"""One file of named numpy arrays, written once and then memory-mapped.

Layout: the arrays, each on a 64-byte boundary; a JSON table of contents; a tail with the
table's length, its checksum and a magic word. The file never changes once it is written.
"""

import json
import mmap
import os
import struct
import zlib
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Final, Self

import numpy as np
import numpy.typing as npt

from cop.search.contract import IndexUnavailableError

Array = npt.NDArray[Any]

_MAGIC: Final = b"COPARR01"
_TAIL: Final = struct.Struct("<IIQ8s")  # length of the table, its crc32, size of the file, magic
_ALIGNMENT: Final = 64
_CHECKED_BYTES: Final = 1 << 20  # larger arrays have no checksum: opening would read the whole file


def narrow(values: Array) -> Array:
    """The same whole numbers, none of them negative, in the fewest bytes that hold them all."""
    return values.astype(np.min_scalar_type(int(values.max(initial=0))))


class ArrayWriter:
    """Writes one file of arrays; when the `with` block ends well, it is on disk."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: BinaryIO = path.open("w+b")
        self._table: dict[str, tuple[str, int, int]] = {}
        self._end = 0
        self.facts: dict[str, Any] = {}

    def add(self, name: str, array: Array) -> None:
        """Append a one-dimensional array."""
        self._place(name, array.dtype, array.size)
        self._file.seek(self._table[name][1])
        self._file.write(np.ascontiguousarray(array).data)

    def reserve(self, name: str, dtype: npt.DTypeLike, count: int) -> Array:
        """Append an array to be filled in place, page by page, instead of in memory."""
        self._place(name, np.dtype(dtype), count)
        if count == 0:
            return np.empty(0, dtype)
        self._file.truncate(self._end)
        return np.memmap(self._path, dtype, "r+", self._table[name][1], (count,))

    def _place(self, name: str, dtype: np.dtype[Any], count: int) -> None:
        start = -(-self._end // _ALIGNMENT) * _ALIGNMENT
        self._table[name] = (dtype.str, start, count)
        self._end = start + dtype.itemsize * count

    def _checksum(self, start: int, size: int) -> int | None:
        if size > _CHECKED_BYTES:
            return None
        self._file.seek(start)
        return zlib.crc32(self._file.read(size))

    def _finish(self) -> None:
        arrays = {}
        for name, (dtype, start, count) in self._table.items():
            size = np.dtype(dtype).itemsize * count
            arrays[name] = (dtype, start, count, self._checksum(start, size))
        table = json.dumps({"facts": self.facts, "arrays": arrays}).encode()
        size = self._end + len(table) + _TAIL.size
        self._file.seek(self._end)
        self._file.write(table + _TAIL.pack(len(table), zlib.crc32(table), size, _MAGIC))
        self._file.flush()
        os.fsync(self._file.fileno())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self._finish()
        finally:
            self._file.close()


class ArrayFile:
    """Opens such a file by mapping it; pages are shared by all processes that read it.

    Raise FileNotFoundError, or IndexUnavailableError where the content is damaged.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            if size < _TAIL.size:
                raise self._damaged()
            self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        length, checksum, written, magic = _TAIL.unpack_from(self._map, size - _TAIL.size)
        if magic != _MAGIC or written != size or length > size - _TAIL.size:
            raise self._damaged()
        table = self._map[size - _TAIL.size - length : size - _TAIL.size]
        if zlib.crc32(table) != checksum:
            raise self._damaged()
        content = json.loads(table)
        self.facts: Mapping[str, Any] = content["facts"]
        self._table: Mapping[str, tuple[str, int, int, int | None]] = content["arrays"]
        for dtype, start, count, expected in self._table.values():
            if expected is not None:
                self._check(start, np.dtype(dtype).itemsize * count, expected)

    def _damaged(self) -> IndexUnavailableError:
        return IndexUnavailableError(f"The index file {self._path.name} is damaged.")

    def _check(self, start: int, size: int, expected: int) -> None:
        if zlib.crc32(self._map[start : start + size]) != expected:
            raise self._damaged()

    def __getitem__(self, name: str) -> Array:
        dtype, start, count, _ = self._table[name]
        return np.frombuffer(self._map, dtype, count, start)

    def __contains__(self, name: str) -> bool:
        return name in self._table

    def text(self, name: str, start: int, end: int) -> bytes:
        """Bytes `start` to `end` of an array of bytes, without numpy's overhead."""
        first = self._table[name][1]
        return self._map[first + start : first + end]
