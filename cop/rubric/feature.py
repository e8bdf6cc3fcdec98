"""The eight criteria."""

from collections.abc import Iterable

from cop.feature import Feature, SitemapEntry
from cop.rubric.views import blueprint


def _sitemap() -> Iterable[SitemapEntry]:
    return (SitemapEntry("rubric.criteria", {}),)


FEATURE = Feature(
    name="rubric",
    blueprints=(blueprint,),
    sitemap=_sitemap,
)
