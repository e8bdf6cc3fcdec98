"""The vocabulary: concepts with words in every language."""

from collections.abc import Iterable

from cop.feature import Feature, SitemapEntry
from cop.vocabulary import operations
from cop.vocabulary.queries import vocabulary
from cop.vocabulary.rules import RULES
from cop.vocabulary.trail_words import TRAIL


def _sitemap() -> Iterable[SitemapEntry]:
    return (
        SitemapEntry("catalogue.concept", {"slug": slug})
        for slug, concept in vocabulary().concepts.items()
        if concept.replaced_by is None
    )


FEATURE = Feature(
    name="vocabulary",
    trail=TRAIL,
    rules=RULES,
    seed=operations.seed,
    sitemap=_sitemap,
)
