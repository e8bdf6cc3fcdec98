"""What follows for learning modules where a consent has ended: the public text is drawn anew."""

from cop.learning.models import MODULES
from cop.learning.operations import write
from cop.records.redacting import redactable

REDACTABLE = redactable(MODULES, write)
