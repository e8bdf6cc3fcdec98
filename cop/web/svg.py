"""Geometry of the server's pictures: pure functions from figures to coordinates.

Templates turn what is returned here into SVG with presentation attributes only,
because the content security policy forbids inline style.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from math import cos, log, pi, radians, sin, sqrt, tan
from typing import Final

STEPS: Final = 4
"""The scale of a criterion is 0 to 4."""


@dataclass(frozen=True, slots=True)
class CriterionBar:
    """One criterion of the profile. With a `note` ("too few ratings") there is no bar."""

    label: str
    median: float | None = None
    low: float | None = None
    high: float | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class ProfileRow:
    """One drawn row, in user units; `bar_to` is None where a note stands instead of a bar."""

    label: str
    note: str
    median: float | None
    y: int
    bar_to: int | None
    range_from: int | None
    range_to: int | None


@dataclass(frozen=True, slots=True)
class ProfileFrame:
    """What the bars of a profile have in common; the tracks are lines dashed into steps."""

    width: int
    height: int
    track_from: int
    track_to: int
    dashes: str
    ticks: tuple[tuple[int, int], ...]
    """(x, step) of the scale above the rows."""


LABEL_WIDTH: Final = 136
VALUE_WIDTH: Final = 32
STEP_WIDTH: Final = 42
STEP_GAP: Final = 3
ROW_HEIGHT: Final = 30
TOP: Final = 34
"""The middle of the first bar, below the scale."""


@cache
def profile_frame(bars: int) -> ProfileFrame:
    """What stands around so many bars."""
    return ProfileFrame(
        width=_track_x(STEPS) + VALUE_WIDTH,
        height=TOP + ROW_HEIGHT * bars - ROW_HEIGHT // 2,
        track_from=_track_x(0),
        track_to=_track_x(STEPS),
        dashes=f"{STEP_WIDTH - STEP_GAP} {STEP_GAP}",
        ticks=tuple((_track_x(step), step) for step in range(STEPS + 1)),
    )


def profile_bar(bar: CriterionBar, at: int) -> ProfileRow:
    """Horizontal steps in the row `at`, with the range of the reviewers below."""
    median = None if bar.note else bar.median
    differ = median is not None and bar.low != bar.high
    return ProfileRow(
        label=bar.label,
        note=bar.note,
        median=median,
        y=TOP + ROW_HEIGHT * at,
        bar_to=None if median is None else _track_x(median),
        range_from=_track_x(bar.low) if differ and bar.low is not None else None,
        range_to=_track_x(bar.high) if differ and bar.high is not None else None,
    )


def _track_x(value: float) -> int:
    return LABEL_WIDTH + round(STEP_WIDTH * value)


MINI_BAR: Final = 5
MINI_PITCH: Final = 7
MINI_HEIGHT: Final = 24


@lru_cache(maxsize=4096)
def mini_profile_path(medians: tuple[float | None, ...]) -> str:
    """SVG path of small upright bars in a box of 7 units a bar by 24; no median, no bar.

    A median of 0 is a line of one unit, so that it differs from "not known".
    """
    parts = []
    for index, median in enumerate(medians):
        if median is None:
            continue
        height = max(1, round(median / STEPS * MINI_HEIGHT))
        parts.append(f"M{index * MINI_PITCH} {MINI_HEIGHT}v-{height}h{MINI_BAR}v{height}z")
    return "".join(parts)


@dataclass(frozen=True, slots=True)
class StepBar:
    """One column of a histogram, in user units; `count` reviewers gave this step."""

    step: int
    count: int
    x: int
    y: int
    height: int


HISTOGRAM_HEIGHT: Final = 40
"""Of the highest column; below it stands the scale."""
COLUMN: Final = 22
COLUMN_GAP: Final = 6


def step_histogram(counts: Sequence[int]) -> tuple[StepBar, ...]:
    """Columns of how often each step was given, in a box of 134 by 56 units: 40 for the columns."""
    highest = max(*counts, 1)
    heights = [round(count / highest * HISTOGRAM_HEIGHT) for count in counts]
    return tuple(
        StepBar(step, count, step * (COLUMN + COLUMN_GAP), HISTOGRAM_HEIGHT - height, height)
        for step, (count, height) in enumerate(zip(counts, heights, strict=True))
    )


@dataclass(frozen=True, slots=True)
class CityCount:
    """A city with the number of records there. Degrees, WGS 84.

    Cities are equal whatever their addresses: what is drawn with a gap for that is kept by the rest.
    """

    label: str
    latitude: float
    longitude: float
    count: int
    url: str = field(compare=False)


@dataclass(frozen=True, slots=True)
class CityDot:
    """A dot on the map, with its label where that found room (`anchor` is empty where not)."""

    city: CityCount
    x: float
    y: float
    radius: float
    label_x: float = 0
    label_y: float = 0
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class CityMap:
    """Dots inside the frame of `static/land.svg`, and the cities that lie outside of it."""

    dots: tuple[CityDot, ...]
    outside: tuple[CityCount, ...]
    width: int = field(default=400)
    height: int = field(default=345)


# The frame and the projection of land.svg: Lambert conformal conic, standard parallels
# 38° and 62° north, central point 50° north 22° east, scaled to 400 by 345 units.
_PARALLELS: Final = (radians(38), radians(62))
_CENTRE: Final = (radians(50), radians(22))
_LEFT: Final = -0.47
_TOP: Final = -0.40
_SCALE: Final = 400 / 0.94


def _colatitude_tan(latitude: float) -> float:
    return tan(pi / 4 + latitude / 2)


_CONE: Final = log(cos(_PARALLELS[0]) / cos(_PARALLELS[1])) / log(
    _colatitude_tan(_PARALLELS[1]) / _colatitude_tan(_PARALLELS[0])
)
_FACTOR: Final = cos(_PARALLELS[0]) * _colatitude_tan(_PARALLELS[0]) ** _CONE / _CONE


def _radius(latitude: float) -> float:
    return float(_FACTOR / _colatitude_tan(latitude) ** _CONE)


@lru_cache(maxsize=4096)
def project(latitude: float, longitude: float) -> tuple[float, float] | None:
    """Degrees to map units, or None for a place outside the frame."""
    if not (15 <= latitude <= 82 and -60 <= longitude <= 110):
        return None
    radius = _radius(radians(latitude))
    angle = _CONE * (radians(longitude) - _CENTRE[1])
    x = (radius * sin(angle) - _LEFT) * _SCALE
    y = (radius * cos(angle) - _radius(_CENTRE[0]) - _TOP) * _SCALE
    return (round(x, 1), round(y, 1)) if 0 <= x <= 400 and 0 <= y <= 345 else None


def city_map(cities: Iterable[CityCount], labels: int = 12) -> CityMap:
    """Place the dots, the largest first, and at most so many labels where none covers another."""
    dots, outside = [], []
    for city in sorted(cities, key=lambda c: (-c.count, c.label)):
        point = project(city.latitude, city.longitude)
        if point is None:
            outside.append(city)
        else:
            dots.append(CityDot(city, *point, radius=round(min(16.0, 5 + 1.6 * sqrt(city.count - 1)), 1)))
    return CityMap(dots=tuple(_labelled(dots, labels)), outside=tuple(outside))


Box = tuple[float, float, float, float]
_LETTER: Final = 8.2
"""Width of an average letter of the labels, in map units, a little too wide to be safe."""


def _labelled(dots: list[CityDot], labels: int) -> list[CityDot]:
    taken = [(d.x - d.radius, d.y - d.radius, d.x + d.radius, d.y + d.radius) for d in dots]
    placed = []
    for index, dot in enumerate(dots):
        for anchor, x, y, box in _label_places(dot) if index < labels else ():
            if _is_inside(box) and not _overlaps(box, taken):
                taken.append(box)
                placed.append(replace(dot, label_x=round(x, 1), label_y=round(y, 1), anchor=anchor))
                break
        else:
            placed.append(dot)
    return placed


def _label_places(dot: CityDot) -> Iterator[tuple[str, float, float, Box]]:
    """Where a label may stand: how it is anchored, at which point, and what it covers."""
    width, gap = len(dot.city.label) * _LETTER, dot.radius + 4
    right, left, middle = dot.x + gap, dot.x - gap, dot.x - width / 2
    for anchor, x, y, start in (
        ("start", right, dot.y + 5, right),
        ("end", left, dot.y + 5, left - width),
        ("middle", dot.x, dot.y - gap - 1, middle),
        ("middle", dot.x, dot.y + gap + 11, middle),
    ):
        yield anchor, x, y, (start, y - 12, start + width, y + 3)


def _is_inside(box: Box) -> bool:
    return box[0] >= 0 and box[1] >= 0 and box[2] <= 400 and box[3] <= 345


def _overlaps(box: Box, others: Iterable[Box]) -> bool:
    left, top, right, bottom = box
    for other in others:
        if left < other[2] and other[0] < right and top < other[3] and other[1] < bottom:
            return True
    return False
