"""What follows for self-descriptions where a consent has ended: the public text is drawn anew."""

from cop.records.redacting import redactable
from cop.successes.models import SUCCESSES
from cop.successes.operations import write

REDACTABLE = redactable(SUCCESSES, write, of_any_version=True)
