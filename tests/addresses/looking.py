"""Looking at sites on this machine, as the worker looks at those of others."""

from cop.addresses.checking import Checker, Outcome
from cop.addresses.enums import Reason, State
from cop.addresses.guarding import Guard
from tests.addresses.sites import Site

OURS = "https://practices.example.org"


def checker(*sites: Site, seconds: float = 8.0) -> Checker:
    """Somebody who may ask these sites, though they are in no public network."""
    return Checker(OURS, Guard(frozenset(site.place for site in sites)), seconds)


def refused(reason: Reason) -> Outcome:
    return Outcome(State.REFUSED, reason)
