"""What is not there, or not for whoever asks, has no page: the two are not told apart."""

from typing import TypeVar

from flask import abort

T = TypeVar("T")


def or_404(value: T | None) -> T:
    """Return what was looked up; None is a page that does not exist."""
    if value is None:
        abort(404)
    return value
