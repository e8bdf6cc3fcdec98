"""What can be said of an organisation, and when two names are the same."""

import re
import unicodedata
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    StringConstraints,
    ValidationError,
    field_validator,
)

from cop.config import LANGUAGES
from cop.core.errors import InvalidError
from cop.core.i18n import LazyString
from cop.core.i18n import lazy_gettext as _l

Name = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=2, max_length=300, pattern=r"^[^\x00-\x1f]*$")
]
_HOST = re.compile(r"([\w-]+\.)+[\w-]{2,}")


def _leads_to_a_site(url: str) -> str:
    parts = urlsplit(url)
    if parts.username is not None or not _HOST.fullmatch(parts.hostname or "") or parts.port == 0:
        raise ValueError("not the address of a web site")
    return url


Link = Annotated[
    str,
    StringConstraints(pattern=r"^https?://[^\s\x00-\x1f<>\"']+$", max_length=2000),
    AfterValidator(_leads_to_a_site),
]


class OrganisationContent(BaseModel):
    """An organisation as a member names it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Name
    language: str
    website: Link | None = None

    @field_validator("language")
    @classmethod
    def _is_ours(cls, code: str) -> str:
        if code not in LANGUAGES:
            raise ValueError("not a language of this site")
        return code


_SENTENCES: dict[str, LazyString] = {
    "name": _l("Write the name of the organisation, in at most 300 characters."),
    "website": _l("Write the whole address of the web site, as https://example.org, or leave it empty."),
    "language": _l("Choose one of the languages."),
}


def read(name: str, language: str, website: str) -> OrganisationContent:
    """Return what was said; raise InvalidError naming the field that cannot be taken."""
    website = website.strip()
    if website and "://" not in website:
        website = f"https://{website}"
    try:
        return OrganisationContent(name=" ".join(name.split()), language=language, website=website or None)
    except ValidationError as error:
        field = str(error.errors()[0]["loc"][0])
        raise InvalidError(field, str(_SENTENCES[field])) from error


def key_of(name: str) -> str:
    """Return what is equal for names that differ only in capitals, quotation marks, dashes and blanks."""
    folded = unicodedata.normalize("NFKC", name).casefold().replace("ё", "е")
    return " ".join(re.findall(r"\w+", folded))
