"""The sheets that can be printed."""

from enum import StrEnum


class Sheet(StrEnum):
    """A sheet of paper to fill in by hand, drawn by the template of that name."""

    MOOD = "mood"
    SUCCESS = "success"
    WEB = "web"
    JAR = "jar"
