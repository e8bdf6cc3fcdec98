"""A catalogue to fill for these tests."""

from tests.catalogue.records import catalogue

__all__ = [
    "catalogue",
]
