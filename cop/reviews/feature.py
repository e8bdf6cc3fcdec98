"""The engine of judgement: reviews, scores, scorecards. It knows no record type."""

from cop.feature import Feature
from cop.reviews.rules import RULES

FEATURE = Feature(name="reviews", rules=RULES)
