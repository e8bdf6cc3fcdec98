"""What may be written: limits, tidying, in which language it is, whom it mentions, what rules there are."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Final

from cop.config import LANGUAGES
from cop.core.errors import InvalidError
from cop.core.i18n import LazyString
from cop.core.i18n import gettext as _
from cop.core.i18n import lazy_gettext as _l
from cop.core.limits import Limit
from cop.core.markdown import words_of
from cop.discussions.enums import Following, Measure, PostState, Rule, ThreadState
from cop.documents.languages import guess

POSTS_A_PAGE: Final = 50
THREADS_A_PAGE: Final = 30
TEXT_LIMIT: Final = 20_000
TITLE_LIMIT: Final = 200
WORDS_LIMIT: Final = 1_000
DEEPEST_QUOTE: Final = 3

POSTING: Final = Limit("discussions.post", 60, 3600)
STARTING: Final = Limit("discussions.start", 10, 24 * 3600)
REPORTING: Final = Limit("discussions.report", 20, 24 * 3600)
NEWCOMERS_POSTING: Final = Limit("discussions.newcomer", 5, 24 * 3600)
NEWCOMER_HOURS: Final = 24
"""So long after it was opened an account writes little, and its links wait for a moderator."""

RULES: Final[Mapping[Rule, LazyString]] = {
    Rule.AT_RISK: _l("Somebody may be in danger"),
    Rule.PERSONAL_DATA: _l("It tells of a person what is nobody else's business"),
    Rule.INSULT: _l("It insults or threatens somebody"),
    Rule.SPAM: _l("It advertises something"),
    Rule.OFF_TOPIC: _l("It has nothing to do with the subject"),
    Rule.OTHER: _l("Something else"),
}

MEASURES: Final[Mapping[Measure, LazyString]] = {
    Measure.HIDE: _l("The post was hidden"),
    Measure.EDIT: _l("The words of the post were changed"),
    Measure.WARN: _l("A warning"),
    Measure.PAUSE: _l("A pause from writing"),
}
LONGEST_PAUSE: Final = 365
"""Days."""

THREAD_STATES: Final[Mapping[ThreadState, LazyString]] = {
    ThreadState.OPEN: _l("Open for answers"),
    ThreadState.CLOSED: _l("Closed for answers"),
    ThreadState.HIDDEN: _l("Hidden from everybody"),
}

POST_STATES: Final[Mapping[PostState, LazyString]] = {
    PostState.HELD: _l("Waits for a moderator"),
    PostState.PUBLIC: _l("Public"),
    PostState.HIDDEN: _l("Hidden"),
    PostState.REMOVED: _l("Removed"),
}
FOLLOWING: Final[Mapping[Following, LazyString]] = {
    Following.NEITHER: _l("Not chosen"),
    Following.FOLLOWS: _l("Followed"),
    Following.MUTED: _l("Muted"),
}

_QUOTES = re.compile(rf"^[ \t]*(?:>[ \t]*){{{DEEPEST_QUOTE + 1},}}", re.MULTILINE)
_INVISIBLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_LINK = re.compile(r"https?:|www\.|\]\(", re.IGNORECASE)
_BLANK_LINES = re.compile(r"\n{3,}")


def tidy(text: str) -> str:
    """Return what somebody wrote without what nobody sees, and with quotes at most so deep."""
    plain = _INVISIBLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return _BLANK_LINES.sub("\n\n", _QUOTES.sub("> " * DEEPEST_QUOTE, plain)).strip()


def good_text(text: str) -> str:
    """Return the text of a post; raise InvalidError where there is none, or too much."""
    tidied = tidy(text)
    if not tidied:
        raise InvalidError("text", _("Write something first."))
    if len(tidied) > TEXT_LIMIT:
        raise InvalidError("text", _("This is too long: at most %(count)s characters.", count=TEXT_LIMIT))
    return tidied


def good_title(title: str) -> str:
    """Return the title of a thread; raise InvalidError where there is none, or too much."""
    line = " ".join(tidy(title).split())
    if not line:
        raise InvalidError("title", _("Say in a few words what it is about."))
    if len(line) > TITLE_LIMIT:
        raise InvalidError("title", _("This is too long: at most %(count)s characters.", count=TITLE_LIMIT))
    return line


def language_of(text: str, chosen: str, otherwise: str) -> str:
    """Return the language that was chosen; else what the text looks like, else the page's."""
    if chosen in LANGUAGES:
        return chosen
    return guess(text) or otherwise


def folded(text: str) -> str:
    """Return words as they are compared: no capitals, no ё. SQLite folds Latin letters alone."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().replace("ё", "е").split())


def has_link(text: str) -> bool:
    """Whether a text leads elsewhere."""
    return _LINK.search(text) is not None


def mentioned(text: str, people: Mapping[int, str]) -> set[int]:
    """Return the ids of those whose whole name stands after an @; the longest name that fits is meant."""
    found = set()
    rest = folded(text)
    for id, name in sorted(people.items(), key=lambda item: -len(item[1])):
        sign = f"@{folded(name)}"
        pattern = re.compile(re.escape(sign) + r"(?!\w)")
        if len(sign) > 1 and pattern.search(rest):
            found.add(id)
            rest = pattern.sub(" ", rest)
    return found


def quoted(text: str, name: str) -> str:
    """Return a text as a quote to answer to: without what it quotes itself."""
    own = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith(">")).strip()
    lines = [f"**{name}:**", *own.splitlines()]
    return "\n".join(f"> {line}".rstrip() for line in lines) + "\n\n"


_DEEPER: Final = {"<blockquote>": 1, "</blockquote>": -1}
_DEPTHS: Final = re.compile("(" + "|".join(_DEEPER) + ")")


def excerpt(words: str, most: int = 300) -> str:
    """Return the beginning of a text in one line."""
    line = " ".join(words.split())
    return line if len(line) <= most else line[: most - 1].rsplit(" ", 1)[0] + "…"


def said_in(html: str) -> str:
    """Return the words of a post in its own voice, without what it quotes; all where it only quotes."""
    depth, own = 0, []
    for part in _DEPTHS.split(html):
        if part in _DEEPER:
            depth += _DEEPER[part]
        elif not depth:
            own.append(part)
    return words_of("".join(own)) or words_of(html)


def searched(question: str) -> list[str]:
    """Return the words that a post must have all."""
    return folded(question[:200]).split()[:8]
