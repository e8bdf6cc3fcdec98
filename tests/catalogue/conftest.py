"""A catalogue to fill for these tests, and what searches find in it."""

import pytest

from tests.catalogue.records import Catalogue, catalogue, practice

__all__ = [
    "catalogue",
]


@pytest.fixture
def gardens(catalogue: Catalogue) -> Catalogue:
    catalogue.publish(
        practice("roof-garden", aim="Tomatoes on the roof of the hospital."),
        practice("school-kitchen", aim="Tomatoes in the kitchen of the school."),
        practice("bee-yard", aim="Bees by the school garden."),
    )
    return catalogue


@pytest.fixture
def sentences(gardens: Catalogue) -> Catalogue:
    """One practice with all the words of the sentence, three with half of them, one with one of them."""
    gardens.publish(
        practice("book", aim="Children grow tomatoes in the school garden."),
        practice("grown", aim="How to grow tomatoes.", texts={"bg": {"title": "Домати"}}),
        practice("alone", aim="They grow."),
    )
    return gardens
