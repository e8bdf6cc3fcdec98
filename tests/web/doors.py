"""The doors of the site, each looked at by hand: route -> one sign a role, in the order of `ROLES`.

+ may pass (what follows is the page's business), s is asked to sign in, - finds no such page,
x may see but not do.
"""

from typing import Final

from tests.web.doors_meeting import MEETING
from tests.web.doors_own import OWN
from tests.web.doors_records import RECORDS

DOORS: Final[dict[tuple[str, str], str]] = OWN | MEETING | RECORDS
