"""What an account's fields may hold: addresses in their normal form, names, time zones."""

from collections import defaultdict
from functools import cache

from babel import Locale
from babel.core import get_global
from email_validator import EmailNotValidError, validate_email

from cop.core.errors import InvalidError
from cop.core.i18n import gettext as _
from cop.core.i18n import lazy_gettext as _l

RULES_CONSENT = "rules"
RULES_VERSION = 1
"""Goes up by one whenever the wording of the rules changes; who agreed to an older one agreed to that."""

DEFAULT_ZONES = {"bg": "Europe/Sofia", "ru": "Europe/Moscow", "en": "UTC"}
"""Where nothing better is known."""

_LONGEST_NAME = 120
_REGIONS = {
    "Europe": _l("Europe"),
    "Asia": _l("Asia"),
    "Africa": _l("Africa"),
    "America": _l("America"),
    "Australia": _l("Australia and Oceania"),
    "Pacific": _l("Australia and Oceania"),
    "Atlantic": _l("Islands in the oceans"),
    "Indian": _l("Islands in the oceans"),
}


def normal_email(text: str) -> str:
    """Return an address in the form in which it is unique; raise InvalidError where it is none."""
    try:
        found = validate_email(text.strip(), check_deliverability=False)
    except EmailNotValidError as error:
        raise InvalidError(
            "email", _("This is not an e-mail address. It looks like this: name@example.org")
        ) from error
    return found.normalized.lower()


def tidy_name(text: str) -> str:
    """Return a name on one line; raise InvalidError where there is none, or too much of it."""
    name = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    if not name:
        raise InvalidError("name", _("Write the name by which others know you."))
    if len(name) > _LONGEST_NAME:
        raise InvalidError("name", _("Use at most %(count)s characters.", count=_LONGEST_NAME))
    return name


@cache
def zones() -> frozenset[str]:
    """Return every time zone that can be chosen."""
    named = {zone for found in get_global("territory_zones").values() for zone in found}
    return frozenset({zone for zone in named if zone.partition("/")[0] in _REGIONS} | {"UTC"})


def known_zone(zone: str, language: str) -> str:
    """Return a zone as we name it; where we do not know it, the one that fits the language best."""
    if zone not in zones():
        zone = str(get_global("zone_aliases").get(zone, zone))
    return zone if zone in zones() else DEFAULT_ZONES[language]


@cache
def zone_choices(language: str) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """Return (region, ((zone, city), …)) for a list to choose from, each in the order of its alphabet."""
    known = Locale.parse(language).time_zones
    former = {new: old for old, new in get_global("zone_aliases").items() if old in known}
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for zone in zones() - {"UTC"}:
        region, _slash, place = zone.partition("/")
        named = known.get(zone) or known.get(former.get(zone, ""), {})  # some are listed by an older name
        city = named.get("city") or place.rpartition("/")[2].replace("_", " ")
        found[_REGIONS[region].message].append((zone, city))
    groups = [
        (region, tuple(sorted(found[region], key=lambda item: item[1].casefold())))
        for region in dict.fromkeys(label.message for label in _REGIONS.values())
    ]
    return (("UTC", (("UTC", "UTC"),)), *groups)
