"""The tools that can be run as a board, the shapes of what they ask, and where a board stands."""

from enum import StrEnum


class BoardTool(StrEnum):
    """A feedback tool that people answer on a page."""

    MOOD = "mood"
    SUCCESS = "success"
    WEB = "web"
    JAR = "jar"
    QUESTIONS = "questions"


class Shape(StrEnum):
    """How one item is answered: one of several in a row, as many as one likes, or in one's own words."""

    ONE = "one"
    MANY = "many"
    WORDS = "words"


class Asked(StrEnum):
    """How an own question is answered."""

    FACES = "faces"
    YES_NO = "yes_no"
    WORDS = "words"


class BoardState(StrEnum):
    """Whether a board takes answers today."""

    WAITING = "waiting"
    OPEN = "open"
    OVER = "over"
    CLOSED = "closed"
