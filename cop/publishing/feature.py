"""What leaves the site for programs: JSON, feeds, sitemap."""

from cop.feature import Feature
from cop.publishing.views import blueprint

FEATURE = Feature(name="publishing", blueprints=(blueprint,))
