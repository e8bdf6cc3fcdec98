"""Addresses written from what they share are those that the question itself gives."""

from collections.abc import Callable
from dataclasses import replace
from html import unescape

import pytest

from cop.catalogue.questions import FACETS, WEIGHTS, Addresses, Asked

PATH = "/bg/practices"
FILTERS = {"country": ("bg",), "target_group": ("children", 'a&b="c"'), "at_least.need": ("2",)}
ASKED = (
    Asked(),
    Asked(text='деца & "дом" +x'),
    Asked(text="x", filters=FILTERS, page=3, compared=("a", "b")),
    Asked(filters=FILTERS, sort="newest", whole="skill"),
    Asked(filters={"language": ("ru",)}, weights={"need": 3, "impact": 0}),
    Asked(sort="score.need", compared=("a",), page=2),
)


@pytest.mark.parametrize("asked", ASKED)
@pytest.mark.parametrize("facet", FACETS)
@pytest.mark.parametrize(
    ("of", "one_by_one"),
    [
        (lambda a, f: a.of(f).adding("new & old"), lambda a, f: a.adding(f, "new & old")),
        (
            lambda a, f: a.of(f).removing("children"),
            lambda a, f: a.removing(f, "children"),
        ),
        (lambda a, f: a.of(f).removing("2"), lambda a, f: a.removing(f, "2")),
    ],
    ids=["adding", "removing one of several", "removing the only one"],
)
def test_address_of_another_value_is_the_questions(
    asked: Asked,
    facet: str,
    of: Callable[[Addresses, str], str],
    one_by_one: Callable[[Asked, str], Asked],
) -> None:
    address = of(Addresses(asked, PATH), facet)

    assert unescape(address) == one_by_one(asked, facet).address(PATH)


@pytest.mark.parametrize("asked", ASKED)
def test_address_of_another_order_is_the_questions(asked: Asked) -> None:
    keys = ["score.need", "newest"]

    found = [unescape(address) for address in Addresses(asked, PATH).sorted_by(keys)]

    assert found == [replace(asked, sort=key, weights={}, page=1).address(PATH) for key in keys]


def test_weights_stand_where_the_order_does() -> None:
    asked = Asked(text="x", weights={name.removeprefix("w."): 1 for name in WEIGHTS}, whole="skill")

    assert Addresses(asked, PATH).sorted_by(["newest"]) == ["/bg/practices?q=x&amp;sort=newest&amp;all=skill"]
