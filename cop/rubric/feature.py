"""The eight criteria."""

from collections.abc import Iterable

from cop.core.i18n import lazy_gettext as _l
from cop.feature import Feature, NavItem, SitemapEntry
from cop.rubric.views import blueprint


def _sitemap() -> Iterable[SitemapEntry]:
    return (SitemapEntry("rubric.criteria", {}),)


FEATURE = Feature(
    name="rubric",
    blueprints=(blueprint,),
    nav=(NavItem("rubric.criteria", _l("Criteria"), rank=80),),
    sitemap=_sitemap,
)
