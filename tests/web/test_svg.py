"""Geometry of the pictures."""

import pytest

from cop.web.svg import (
    CityCount,
    CriterionBar,
    city_map,
    mini_profile_path,
    profile_bar,
    profile_frame,
    project,
)


def city(label: str, latitude: float, longitude: float, count: int = 1) -> CityCount:
    return CityCount(label, latitude, longitude, count, url=f"/{label}")


def test_profile_draws_bar_and_range() -> None:
    row, frame = profile_bar(CriterionBar("Need", median=2.5, low=2, high=3), 0), profile_frame(1)

    assert (row.bar_to, row.range_from, row.range_to) == (136 + 105, 136 + 84, 136 + 126)
    assert (frame.width, frame.height) == (336, 49)


def test_profile_without_difference_has_no_range() -> None:
    row = profile_bar(CriterionBar("Need", median=3, low=3, high=3), 0)

    assert (row.range_from, row.range_to) == (None, None)


def test_profile_keeps_zero_apart_from_a_note() -> None:
    zero = profile_bar(CriterionBar("Need", median=0, low=0, high=0), 0)
    unknown = profile_bar(CriterionBar("Skills", median=0, note="not applicable"), 1)

    assert (zero.median, zero.bar_to, zero.note) == (0, 136, "")
    assert (unknown.median, unknown.bar_to, unknown.note) == (None, None, "not applicable")
    assert unknown.y == zero.y + 30


def test_mini_profile_path_leaves_out_what_is_not_known() -> None:
    path = mini_profile_path((4, None, 0))

    assert path == "M0 24v-24h5v24zM14 24v-1h5v1z"


@pytest.mark.parametrize(
    ("latitude", "longitude", "expected"),
    [(50, 22, (200, 170)), (64.1, -21.9, (64, 25)), (38.7, -9.1, (25, 216)), (58, 56.2, (328, 82))],
)
def test_project_agrees_with_the_land(latitude: float, longitude: float, expected: tuple[int, int]) -> None:
    point = project(latitude, longitude)

    assert point == pytest.approx(expected, abs=0.7)


@pytest.mark.parametrize(
    ("latitude", "longitude"), [(43, -79), (-90, 0), (90, 0), (0, 20), (35, 139), (20, 22)]
)
def test_project_outside_the_frame_is_none(latitude: float, longitude: float) -> None:
    point = project(latitude, longitude)

    assert point is None


def test_city_map_keeps_cities_outside_the_frame_apart() -> None:
    drawn = city_map([city("Sofia", 42.7, 23.3), city("Toronto", 43, -79)])

    assert [dot.city.label for dot in drawn.dots] == ["Sofia"]
    assert [place.label for place in drawn.outside] == ["Toronto"]


def test_city_map_labels_do_not_cover_each_other() -> None:
    drawn = city_map([city(f"City {n}", 42.7 + n / 100, 23.3, count=n) for n in range(1, 30)])

    labelled = [dot for dot in drawn.dots if dot.anchor]
    assert len(drawn.dots) == 29
    assert 0 < len(labelled) <= 4
    assert len({(dot.label_x, dot.label_y) for dot in labelled}) == len(labelled)


def test_city_map_labels_stay_inside_the_frame() -> None:
    drawn = city_map([city("A rather long name of a city", 38.7, -9.1)])

    dot = drawn.dots[0]
    assert (dot.anchor, dot.label_x > dot.x) == ("start", True)
