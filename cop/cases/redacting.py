"""What follows for involvement cases where a consent has ended: the public text is drawn anew."""

from cop.cases.models import CASES
from cop.cases.operations import write
from cop.records.redacting import redactable

REDACTABLE = redactable(CASES, write)
