"""What the pages of boards show, put together."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from math import ceil
from typing import Any

from cop.core import hosts
from cop.core.i18n import LazyString, best_text, ngettext
from cop.core.i18n import gettext as _
from cop.core.records import RecordCard
from cop.voices import queries
from cop.voices.content import BEFORE, NOW, STATES, TOOLS, Item, Option
from cop.voices.disclosure import GROUP
from cop.voices.enums import BoardTool, Shape
from cop.voices.models import Board, BoardPublication
from cop.voices.pictures import RowPicture, WebPicture, row_picture, web_picture
from cop.voices.queries import items_of
from cop.web.identity import current_actor
from cop.web.language import current_language
from cop.web.missing import or_404


@dataclass(frozen=True, slots=True)
class Label:
    """Words, and the language that they are in where that is not the page's."""

    text: str
    language: str


def label_of(item: Item, language: str) -> Label:
    """Return what an item asks, in the reader's language where it is said in it."""
    if isinstance(item.label, LazyString):
        return Label(str(item.label), language)
    shown_in, text = best_text(item.label, language)
    return Label(text, shown_in)


def title_of(board: Board, language: str) -> Label:
    """Return the name of a board: its own, else that of its tool."""
    if board.titles:
        shown_in, text = best_text(board.titles, language)
        return Label(text, shown_in)
    return Label(str(TOOLS[board.tool][0]), language)


def path_of(board: Board, language: str, page: str = "") -> str:
    """Return the path of a board's page."""
    return f"/{language}/voices/{board.code}{'/' + page if page else ''}"


@dataclass(frozen=True, slots=True)
class AskedItem:
    """An item as the page of answering shows it; `before` is the label above a pair of a web."""

    item: Item
    label: Label
    goal: Label | None
    chosen: tuple[str, ...]
    words: str


def asked(
    board: Board, language: str, chosen: Mapping[str, Sequence[str]], words: Mapping[str, str]
) -> list[AskedItem]:
    """Return what a board asks, with what has been chosen so far."""
    found = []
    for item in items_of(board):
        label = label_of(item, language)
        goal = None
        if board.tool is BoardTool.WEB and item.shape is Shape.ONE:
            goal = label if item.key.endswith(BEFORE) else None
            label = Label(_("When I came") if item.key.endswith(BEFORE) else _("Now"), language)
        found.append(AskedItem(item, label, goal, tuple(chosen.get(item.key, ())), words.get(item.key, "")))
    return found


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a table of results: the answers, their pictures, and how many people, in words."""

    labels: tuple[str, ...]
    icons: tuple[str, ...]
    people: str
    share: int
    """Of a hundred, for the length of a bar."""

    @property
    def label(self) -> str:
        """The answers in words."""
        if len(self.labels) == 1:
            return self.labels[0]
        return _("from “%(first)s” to “%(last)s”", first=self.labels[0], last=self.labels[-1])


@dataclass(frozen=True, slots=True)
class Result:
    """What is shown of one item."""

    key: str
    label: Label
    of: int
    lines: tuple[Line, ...]
    options: tuple[Option, ...]
    picture: RowPicture | None = None
    middle: str = ""


@dataclass(frozen=True, slots=True)
class GoalRow:
    """One goal of a web: the step in the middle of all answers, before and now."""

    number: int
    label: Label
    before: str
    now: str
    of: int


@dataclass(frozen=True, slots=True)
class Results:
    """All that is shown of a board. A web is drawn as one picture, other items one by one."""

    answers: int
    items: tuple[Result, ...]
    goals: tuple[GoalRow, ...] = ()
    web: WebPicture | None = None


def results(board: Board, publication: BoardPublication | None, language: str) -> Results | None:
    """Return what may be shown of a board now, None where nothing may."""
    if publication is None:
        return None
    shown = publication.shown
    single = [item for item in items_of(board) if item.key in shown]
    if board.tool is BoardTool.WEB:
        return _web(publication, single, language)
    return Results(publication.answers, tuple(_result(item, shown[item.key], language) for item in single))


def _result(item: Item, shown: Mapping[str, Any], language: str) -> Result:
    label, of = label_of(item, language), int(shown["of"])
    if item.shape is Shape.MANY:
        return Result(item.key, label, of, tuple(_many(item, shown["options"], of)), item.options)
    sizes = [(len(values), number) for values, number in shown["groups"]]
    by_value = {option.value: option for option in item.options}
    lines = tuple(
        _line(
            [by_value[value] for value in values],
            ngettext("%(n)s person", "%(n)s people", number),
            number,
            of,
        )
        for values, number in shown["groups"]
    )
    picture = row_picture(sizes, shown["middle"])
    return Result(item.key, label, of, lines, item.options, picture, middle_in_words(item, shown["middle"]))


def _many(item: Item, least: Mapping[str, int], of: int) -> Iterator[Line]:
    for option in item.options:
        number = least.get(option.value, 0)
        people = (
            ngettext("at least %(n)s person", "at least %(n)s people", number)
            if number
            else _("fewer than %(n)s", n=GROUP)
        )
        yield _line([option], people, number, of)


def _line(options: Sequence[Option], people: str, number: int, of: int) -> Line:
    return Line(
        tuple(str(option.label) for option in options),
        tuple(option.icon for option in options),
        people,
        round(number / of * 100) if of else 0,
    )


def middle_in_words(item: Item, middle: float) -> str:
    """Return the answer in the middle of all, in words; between two where it lies so."""
    low, high = int(middle), ceil(middle)
    if low == high:
        return str(item.options[low].label)
    return _("between “%(one)s” and “%(other)s”", one=item.options[low].label, other=item.options[high].label)


def _web(publication: BoardPublication, single: Sequence[Item], language: str) -> Results:
    shown = publication.shown
    by_key = {item.key: item for item in single}
    goals: list[GoalRow] = []
    before: list[float] = []
    now: list[float] = []
    for item in single:
        goal = item.key.removesuffix(f"-{NOW}")
        first = by_key.get(f"{goal}-{BEFORE}")
        if not item.key.endswith(f"-{NOW}") or first is None:
            continue
        then, here = shown[first.key]["middle"], shown[item.key]["middle"]
        before.append(then)
        now.append(here)
        goals.append(
            GoalRow(
                len(goals) + 1,
                label_of(item, language),
                middle_in_words(first, then),
                middle_in_words(item, here),
                int(shown[item.key]["of"]),
            )
        )
    picture = web_picture(before, now) if len(goals) >= 3 else None
    return Results(publication.answers, (), tuple(goals), picture)


def as_csv(board: Board, publication: BoardPublication, language: str) -> str:
    """Return what is shown of a board as a table for programs, never more than that."""
    out = StringIO()
    table = csv.writer(out)
    table.writerow(
        [_("Question"), _("Answers"), _("Number of people"), _("Meant as"), _("Of so many who answered")]
    )
    for item in items_of(board):
        if item.key not in publication.shown:
            continue
        shown = publication.shown[item.key]
        question = label_of(item, language).text
        if board.tool is BoardTool.WEB:
            question += ": " + (_("When I came") if item.key.endswith(BEFORE) else _("Now"))
        result = _result(item, shown, language)
        exactness = _("at least") if item.shape is Shape.MANY else _("exactly")
        numbers = (
            [number for _values, number in shown["groups"]]
            if item.shape is Shape.ONE
            else [shown["options"].get(value, 0) for value in item.values]
        )
        for line, number in zip(result.lines, numbers, strict=True):
            table.writerow([_safe(question), line.label, number, exactness, result.of])
    return "\ufeff" + out.getvalue()


def _safe(text: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t") else text


def place_of(board: Board, language: str) -> RecordCard | None:
    """Return the place whose users a board asks, where everybody may see it."""
    return hosts.host_cards([board.place], language=language).get(board.place)


def led_or_404(id: int) -> Board:
    """Return a board that the reader looks after."""
    return or_404(queries.led(id, actor=current_actor()))


def head(board: Board) -> dict[str, Any]:
    """Return what every page about a board shows to those who look after it."""
    language = current_language()
    place = hosts.host_cards([board.place], language=language, actor=current_actor())
    return {
        "board": board,
        "title": title_of(board, language),
        "place": place.get(board.place),
        "state": queries.state_of(board),
        "states": STATES,
        "tools": TOOLS,
    }
