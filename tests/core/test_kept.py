"""Markup drawn once, with gaps."""

import pytest
from markupsafe import Markup

from cop.core.kept import GAP, Packed, Pattern


def test_pattern_is_filled_in_order_and_escapes_what_is_no_markup() -> None:
    pattern = Pattern(f'<a href="{GAP}">{GAP}</a>')

    filled = pattern.filled('/?a=1&b="', Markup("<b>x</b>"))

    assert filled == Markup('<a href="/?a=1&amp;b=&#34;"><b>x</b></a>')


def test_pattern_without_gaps_is_itself() -> None:
    assert Pattern("<br>").filled() == Markup("<br>")


@pytest.mark.parametrize("values", [(), ("one", "two")])
def test_pattern_with_another_number_of_gaps_is_refused(values: tuple[str, ...]) -> None:
    with pytest.raises(TypeError, match="arguments"):
        Pattern(f"<p>{GAP}</p>").filled(*values)


def test_pattern_escapes_plain_values_together_and_keeps_them_apart() -> None:
    filled = Pattern(f"<i>{GAP}</i>{GAP}<b>{GAP}</b>").filled("<", "", "a & b")

    assert filled == Markup("<i>&lt;</i><b>a &amp; b</b>")


def test_pattern_keeps_values_apart_that_hold_its_own_mark() -> None:
    assert Pattern(f"<i>{GAP}</i><b>{GAP}</b>").filled("a\x00<", "b") == "<i>a\x00&lt;</i><b>b</b>"


def test_packed_pieces_are_the_same_whenever_one_asks() -> None:
    pieces = Markup("<p>„Двор“</p>"), Markup(""), Markup("\r\n<b>\x00</b>"), Markup("\n😀")
    packed = Packed(*pieces)

    asked = [list(packed.unpacked()) for _ in range(3)]

    assert asked == [list(pieces)] * 3
    assert {type(piece) for each in asked for piece in each} == {Markup}
