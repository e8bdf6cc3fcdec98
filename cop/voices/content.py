"""What each tool asks: its items with their answers, and the questions of one's own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from cop.core.i18n import LazyString
from cop.core.i18n import lazy_gettext as _l
from cop.voices.enums import Asked, BoardState, BoardTool, Shape

MOST_QUESTIONS: Final = 5
FEWEST_GOALS, MOST_GOALS = 3, 8
LINE_LIMIT: Final = 120
"""Letters of a question, a goal, a name: they are to be read on a small screen."""
TITLE_LIMIT: Final = 80
WORDS_LIMIT: Final = 1000
NOTE_LIMIT: Final = 500

TOOLS: Final[Mapping[BoardTool, tuple[LazyString, LazyString]]] = {
    BoardTool.MOOD: (_l("Mood board"), _l("One face of five: how somebody feels today.")),
    BoardTool.SUCCESS: (
        _l("Page of a success notebook"),
        _l("Pictures of what went well, and of who helped."),
    ),
    BoardTool.WEB: (
        _l("Spider web of goals"),
        _l("Three to eight goals: how far somebody was at first, and how far now."),
    ),
    BoardTool.JAR: (_l("Jar of happiness"), _l("Pictures of what made people happy.")),
    BoardTool.QUESTIONS: (
        _l("Your own questions"),
        _l("Up to five short questions: with faces, with yes or no, or in words."),
    ),
}
"""Name, and what it is."""

ASKED: Final[Mapping[Asked, LazyString]] = {
    Asked.FACES: _l("with five faces"),
    Asked.YES_NO: _l("with yes or no"),
    Asked.WORDS: _l("in one's own words"),
}

STATES: Final[Mapping[BoardState, LazyString]] = {
    BoardState.WAITING: _l("Not open yet"),
    BoardState.OPEN: _l("Takes answers"),
    BoardState.OVER: _l("Its time is over"),
    BoardState.CLOSED: _l("Takes no more answers"),
}


def results_path(code: str, language: str) -> str:
    """Return where the results of a board are shown."""
    return f"/{language}/voices/{code}/results"


@dataclass(frozen=True, slots=True)
class Option:
    """One answer that can be chosen; `icon` names a picture of templates/voices/icons.html."""

    value: str
    label: LazyString
    icon: str


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that is asked; its label is ours, or words of those who ask, by language."""

    key: str
    shape: Shape
    label: LazyString | Mapping[str, str]
    options: tuple[Option, ...] = ()

    @property
    def values(self) -> tuple[str, ...]:
        """What can be chosen, in order."""
        return tuple(option.value for option in self.options)


FACES: Final = (
    Option("5", _l("very good"), "face-5"),
    Option("4", _l("good"), "face-4"),
    Option("3", _l("so-so"), "face-3"),
    Option("2", _l("bad"), "face-2"),
    Option("1", _l("very bad"), "face-1"),
)
YES_NO: Final = (
    Option("yes", _l("yes"), "yes"),
    Option("unsure", _l("I do not know"), "unsure"),
    Option("no", _l("no"), "no"),
)
STEPS: Final = (
    Option("1", _l("at the start"), "step-1"),
    Option("2", _l("a little way"), "step-2"),
    Option("3", _l("half-way"), "step-3"),
    Option("4", _l("nearly there"), "step-4"),
    Option("5", _l("there"), "step-5"),
)
WELL: Final = (
    Option("learnt", _l("I learned something"), "learn"),
    Option("helped", _l("I helped somebody"), "help"),
    Option("friends", _l("I got on with others"), "friends"),
    Option("brave", _l("I was brave"), "brave"),
    Option("tried", _l("I did not give up"), "climb"),
    Option("made", _l("I made something"), "make"),
    Option("asked", _l("I asked for help"), "speak"),
    Option("other", _l("something else"), "other"),
)
HELPERS: Final = (
    Option("self", _l("I myself"), "self"),
    Option("family", _l("my family"), "family"),
    Option("friends", _l("friends"), "friends"),
    Option("staff", _l("somebody who works here"), "staff"),
    Option("other", _l("somebody else"), "other"),
)
JOYS: Final = (
    Option("people", _l("the people"), "friends"),
    Option("play", _l("play and sport"), "play"),
    Option("learn", _l("learning something"), "learn"),
    Option("make", _l("making things"), "make"),
    Option("heard", _l("somebody listened"), "listen"),
    Option("helped", _l("somebody helped"), "help"),
    Option("food", _l("food"), "food"),
    Option("quiet", _l("a quiet place"), "home"),
    Option("outside", _l("being outside"), "outside"),
    Option("other", _l("something else"), "other"),
)

GOALS: Final = (
    _l("Getting on with others"),
    _l("School or work"),
    _l("Feeling calm and safe"),
    _l("Knowing who can help"),
    _l("Deciding for myself"),
)
"""Where those who ask name no goals of their own."""

OWN_WORDS: Final = {
    BoardTool.MOOD: _l("Why is that so?"),
    BoardTool.SUCCESS: _l("What I want to tell about it"),
    BoardTool.WEB: _l("What helped me on the way"),
    BoardTool.JAR: _l("What I put into the jar"),
}
BEFORE, NOW = "before", "now"
WORDS_KEY: Final = "words"


def items(tool: BoardTool, questions: Sequence[Mapping[str, Any]], *, with_words: bool) -> tuple[Item, ...]:
    """Return what a board asks, in order; `questions` are own questions, or own goals of a web."""
    words = (Item(WORDS_KEY, Shape.WORDS, OWN_WORDS[tool]),) if with_words and tool in OWN_WORDS else ()
    match tool:
        case BoardTool.MOOD:
            return (Item("mood", Shape.ONE, _l("Today I feel"), FACES), *words)
        case BoardTool.SUCCESS:
            return (
                Item("well", Shape.MANY, _l("What I did well"), WELL),
                Item("helpers", Shape.MANY, _l("Who helped me"), HELPERS),
                *words,
            )
        case BoardTool.WEB:
            labels = [goal["texts"] for goal in questions] or GOALS
            return (
                *(
                    Item(f"{key}-{when}", Shape.ONE, label, STEPS)
                    for key, label in ((f"goal{n}", label) for n, label in enumerate(labels, 1))
                    for when in (BEFORE, NOW)
                ),
                *words,
            )
        case BoardTool.JAR:
            return (Item("joy", Shape.MANY, _l("What made me happy here"), JOYS), *words)
        case BoardTool.QUESTIONS:
            return tuple(_own(f"q{n}", question) for n, question in enumerate(questions, 1))


def _own(key: str, question: Mapping[str, Any]) -> Item:
    match Asked(question["asked"]):
        case Asked.FACES:
            return Item(key, Shape.ONE, question["texts"], FACES)
        case Asked.YES_NO:
            return Item(key, Shape.ONE, question["texts"], YES_NO)
        case Asked.WORDS:
            return Item(key, Shape.WORDS, question["texts"])


@dataclass(frozen=True, slots=True)
class Given:
    """One answer, as it was read from a form: chosen values by item, and words by item."""

    chosen: Mapping[str, tuple[str, ...]]
    words: Mapping[str, str]

    @property
    def is_empty(self) -> bool:
        """Whether nothing was answered at all."""
        return not any(self.chosen.values()) and not any(self.words.values())


def read(asked: Sequence[Item], sent: Mapping[str, Sequence[str]]) -> Given:
    """Return what of a form answers these items; what was never offered is left out."""
    chosen, words = {}, {}
    for item in asked:
        given = sent.get(item.key, ())
        if item.shape is Shape.WORDS:
            words[item.key] = _tidy(given[0]) if given else ""
        else:
            known = tuple(value for value in item.values if value in given)
            chosen[item.key] = known if item.shape is Shape.MANY else known[:1]
    return Given(chosen, words)


def _tidy(text: str) -> str:
    lines = (" ".join(line.split()) for line in text.replace("\x00", "").replace("\r\n", "\n").split("\n"))
    return "\n".join(line for line in lines if line)
