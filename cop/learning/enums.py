"""What a learning module is made of, by kind."""

from enum import StrEnum


class PartKind(StrEnum):
    """A piece of a module that is written by itself; the values stand in addresses."""

    FACTS = "facts"
    REFERENCES = "references"
    FIGURES = "figures"
    VIDEOS = "videos"
    ABOUT = "about"
    SECTIONS = "sections"
    TERMS = "terms"
    QUESTIONS = "questions"


class ProposalState(StrEnum):
    """What became of a proposal out of a document."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DROPPED = "dropped"


class QuestionKind(StrEnum):
    """How a question of the self-assessment is answered."""

    SINGLE = "single"
    SEVERAL = "several"
    ORDER = "order"
    MATCH = "match"
    OPEN = "open"


class ReferenceKind(StrEnum):
    """What sort of thing a module refers to."""

    TOOLKIT = "toolkit"
    GUIDE = "guide"
    REPORT = "report"
    PAPER = "paper"
    ARTICLE = "article"
    WEBSITE = "website"


class Asset(StrEnum):
    """Whether the picture of a figure is there."""

    THERE = "there"
    MISSING = "missing"
