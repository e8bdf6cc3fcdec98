"""The states of a tool, and the sheets that can be printed."""

from enum import StrEnum


class ToolState(StrEnum):
    """A tool is published, or has been taken back; it is never lost."""

    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class Sheet(StrEnum):
    """A sheet of paper to fill in by hand, drawn by the template of that name."""

    MOOD = "mood"
    SUCCESS = "success"
    WEB = "web"
    JAR = "jar"
