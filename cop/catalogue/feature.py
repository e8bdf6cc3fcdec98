"""Finding: the front page, search and facets, comparison, concepts."""

from collections.abc import Iterable

from cop.catalogue.views import blueprint
from cop.core.i18n import lazy_gettext as _l
from cop.feature import Feature, NavItem, SitemapEntry

PAGES = (
    "catalogue.home",
    "catalogue.search",
    "catalogue.about",
    "catalogue.accessibility",
    "catalogue.privacy",
)


def _sitemap() -> Iterable[SitemapEntry]:
    return (SitemapEntry(endpoint, {}) for endpoint in PAGES)


FEATURE = Feature(
    name="catalogue",
    blueprints=(blueprint,),
    nav=(NavItem("catalogue.search", _l("Practices"), rank=10),),
    footer=(
        NavItem("catalogue.about", _l("About this site")),
        NavItem("rubric.criteria", _l("How practices are scored")),
        NavItem("catalogue.accessibility", _l("Accessibility")),
        NavItem("catalogue.privacy", _l("Privacy")),
    ),
    sitemap=_sitemap,
)
