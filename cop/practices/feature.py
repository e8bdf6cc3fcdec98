"""The published catalogue of practices."""

from collections.abc import Iterable

from cop.core.permissions import VISITOR
from cop.feature import Feature, SitemapEntry
from cop.practices import jobs, queries
from cop.practices.cli import commands
from cop.practices.rules import RULES
from cop.practices.search import SEARCHABLE
from cop.practices.views import blueprint


def _sitemap() -> Iterable[SitemapEntry]:
    for slug, changed in queries.addresses(actor=VISITOR):
        yield SitemapEntry("practices.show", {"slug": slug}, changed.date().isoformat())


FEATURE = Feature(
    name="practices",
    blueprints=(blueprint,),
    commands=(commands,),
    rules=RULES,
    searchables=(SEARCHABLE,),
    seed=jobs.seed,
    sitemap=_sitemap,
)
