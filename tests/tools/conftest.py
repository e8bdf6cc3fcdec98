"""What tests of tools stand on: an editor at the desk."""

from tests.people import editor

__all__ = [
    "editor",
]
