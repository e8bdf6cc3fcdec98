"""Geometry of the pictures of results: pure functions from figures to coordinates, in user units."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, pi, sin
from typing import Final


@dataclass(frozen=True, slots=True)
class Block:
    """A group of neighbouring answers: as wide as they are many, its area the number of people."""

    x: float
    y: float
    width: float
    height: float
    number: int

    @property
    def middle(self) -> float:
        """Where its number stands."""
        return self.x + self.width / 2


@dataclass(frozen=True, slots=True)
class RowPicture:
    """Answers in a row with blocks above them; `middle` is where the answer in the middle lies."""

    blocks: tuple[Block, ...]
    columns: tuple[float, ...]
    middle: float
    width: int
    height: int
    ground: int


COLUMN: Final = 64
GAP: Final = 4
HIGHEST: Final = 100
TOP: Final = 22
BELOW: Final = 62
"""For the faces, and the mark of the middle."""


def row_picture(sizes: Sequence[tuple[int, int]], middle: float) -> RowPicture:
    """Blocks of (number of answers put together, number of people), from left to right."""
    densest = max([people / span for span, people in sizes], default=1) or 1
    blocks, place = [], 0
    ground = TOP + HIGHEST
    for span, people in sizes:
        height = round(people / span / densest * HIGHEST, 1)
        x, width = place * COLUMN + GAP / 2, span * COLUMN - GAP
        blocks.append(Block(x, round(ground - height, 1), width, height, people))
        place += span
    columns = tuple(COLUMN * (n + 0.5) for n in range(place))
    return RowPicture(tuple(blocks), columns, COLUMN * (middle + 0.5), COLUMN * place, ground + BELOW, ground)


@dataclass(frozen=True, slots=True)
class Thread:
    """One goal of the web: where its thread ends, and where its label stands."""

    x: float
    y: float
    label_x: float
    label_y: float
    anchor: str
    number: int


@dataclass(frozen=True, slots=True)
class WebPicture:
    """Threads and rings of a web, and the shapes of before and now, as points of polygons."""

    threads: tuple[Thread, ...]
    rings: tuple[str, ...]
    before: str
    now: str
    size: int


RADIUS: Final = 130
MARGIN: Final = 34
RINGS: Final = 5


def web_picture(before: Sequence[float], now: Sequence[float]) -> WebPicture:
    """A web of so many goals, at least three; steps are counted in places from 0 to RINGS - 1."""
    count, centre = len(now), RADIUS + MARGIN
    directions = [(sin(2 * pi * n / count), -cos(2 * pi * n / count)) for n in range(count)]

    def points(radii: Sequence[float]) -> str:
        return " ".join(
            f"{centre + r * x:.1f},{centre + r * y:.1f}" for r, (x, y) in zip(radii, directions, strict=True)
        )

    def shape(places: Sequence[float]) -> str:
        return points([(place + 1) / RINGS * RADIUS for place in places])

    threads = tuple(
        Thread(
            round(centre + RADIUS * x, 1),
            round(centre + RADIUS * y, 1),
            round(centre + (RADIUS + 16) * x, 1),
            round(centre + (RADIUS + 16) * y + 5, 1),
            "middle",
            n,
        )
        for n, (x, y) in enumerate(directions, 1)
    )
    rings = tuple(points([RADIUS * ring / RINGS] * count) for ring in range(1, RINGS + 1))
    return WebPicture(threads, rings, shape(before), shape(now), 2 * centre)
