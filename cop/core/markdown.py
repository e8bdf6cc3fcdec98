"""Markdown to safe HTML: the one place where text of people becomes markup."""

import re
from html import unescape
from threading import local
from typing import Final

import nh3
from markdown import Markdown
from markdown.inlinepatterns import (
    IMAGE_LINK_RE,
    LINK_RE,
    ImageInlineProcessor,
    ImageReferenceInlineProcessor,
    LinkInlineProcessor,
    ReferenceInlineProcessor,
    ShortImageReferenceInlineProcessor,
    ShortReferenceInlineProcessor,
)
from markupsafe import Markup, escape

from cop.core.marks import without_marks

RENDERER: Final = 2
"""Raise when the output changes: stored HTML of another number is made anew."""

TAGS: Final = frozenset(
    "p br hr h3 h4 h5 h6 strong em del code pre blockquote ul ol li a "
    "table thead tbody tr th td sup sub".split()
)
ATTRIBUTES: Final = {"a": {"href", "title"}, "ol": {"start"}, "th": {"align"}, "td": {"align"}}
SCHEMES: Final = frozenset({"http", "https", "mailto"})

_SPECIAL = re.compile(
    r"[*_`#<>\[\]&!\\|~={}@\t\r\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\xa0\u2028\u2029]"
    r"|^[ \u1680\u2000-\u200a\u202f\u205f\u3000]|^[-+:]|^\d+[.)]|://| $",
    re.MULTILINE,
)
"""Whatever might mean something to Markdown; text without it is paragraphs and nothing else."""

_BLOCK_END = re.compile(r"</(?:p|li|h\d|td|th|tr|blockquote)>|<br>")
_TAG = re.compile(r"<[^>]+>")
_BLANKS = re.compile(r"\s*\n\s*")
_HEADING = re.compile(r"<(/?)h([1-6])")


MOST_SCANNED = 4_000_000
"""Characters that the search for the ends of links looks at: 0.3 s. For 50,000 times "[" it took minutes."""
MOST_TAGS = 1_000
"""Signs that may open a tag of HTML: for each unfinished one Python's parser reads on to the end."""


class _TooCostlyError(Exception):
    """The text was made to keep us busy."""


class _Converter(Markdown):
    """Markdown that counts what its links cost."""

    scanned = 0

    def spend(self, characters: int) -> None:
        """Raise _TooCostlyError where it becomes too much."""
        self.scanned += characters
        if self.scanned > MOST_SCANNED:
            raise _TooCostlyError


class _Metered(LinkInlineProcessor):
    """The base of all that looks for the end of a link."""

    md: _Converter

    def getText(self, data: str, index: int) -> tuple[str, int, bool]:  # noqa: N802 - the library's name
        """Find the closing bracket."""
        text, end, is_found = super().getText(data, index)
        self.md.spend(end - index)
        return text, end, is_found

    def getLink(self, data: str, index: int) -> tuple[str, str | None, int, bool]:  # noqa: N802
        """Find the closing parenthesis."""
        href, title, end, is_found = super().getLink(data, index)
        # A title that does not end is looked for to the end of the text, whatever is said to be read.
        is_read_on = not is_found or (title is None and ("'" in href or '"' in href))
        self.md.spend((len(data) if is_read_on else end) - index)
        return href, title, end, is_found


_LINKS: Final[tuple[tuple[str, int, str, type[LinkInlineProcessor]], ...]] = (
    ("reference", 170, LINK_RE, ReferenceInlineProcessor),
    ("link", 160, LINK_RE, LinkInlineProcessor),
    ("image_link", 150, IMAGE_LINK_RE, ImageInlineProcessor),
    ("image_reference", 140, IMAGE_LINK_RE, ImageReferenceInlineProcessor),
    ("short_reference", 130, LINK_RE, ShortReferenceInlineProcessor),
    ("short_image_ref", 125, IMAGE_LINK_RE, ShortImageReferenceInlineProcessor),
)
"""The library's name, priority, beginning and class of all that looks for the end of a link."""


class _Renderer(local):
    """One converter a thread: it keeps state while it works."""

    def __init__(self) -> None:
        self.markdown = _Converter(extensions=["tables", "sane_lists"], output_format="html")
        for name, priority, beginning, processor in _LINKS:
            metered = type(name, (_Metered, processor), {})
            self.markdown.inlinePatterns.register(metered(beginning, self.markdown), name, priority)


_renderer = _Renderer()


def render(text: str) -> Markup:
    """Return the HTML of a text: an allow-list of tags, links without a way back, headings below h3."""
    text = without_marks(text)
    if not _SPECIAL.search(text):
        return _plain(text)
    try:
        return _whole(text)
    except _TooCostlyError:
        return _as_typed(text)


def _as_typed(text: str) -> Markup:
    """Show a text that costs too much as it stands."""
    return Markup("<p>{}</p>").format(escape(text.strip()))


def _whole(text: str) -> Markup:
    if text.count("<") > MOST_TAGS:
        raise _TooCostlyError
    converter = _renderer.markdown
    converter.reset()
    converter.scanned = 0
    html = converter.convert(text)
    clean = nh3.clean(
        _with_headings_in_order(html),
        tags=set(TAGS),
        attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
        url_schemes=set(SCHEMES),
        link_rel="nofollow ugc noopener noreferrer",
    )
    return Markup(clean.strip())  # noqa: S704 - cleaned by the allow-list in the line above


def _with_headings_in_order(html: str) -> str:
    """Begin at h3, for a section's own heading is h2, and leave out no level, whatever the author typed."""
    used = sorted({level for _slash, level in _HEADING.findall(html)})
    before = 2

    def placed(found: re.Match[str]) -> str:
        nonlocal before
        if not found[1]:
            before = min(3 + used.index(found[2]), before + 1, 6)
        return f"<{found[1]}h{max(before, 3)}"

    return _HEADING.sub(placed, html)


def _plain(text: str) -> Markup:
    """Render text without any Markdown in it 100 times faster; a test holds both ways equal."""
    paragraphs = (part.strip("\n") for part in re.split(r"\n\n+", text))
    # Nothing to escape: `_SPECIAL` sent every text with <, > or & the other way.
    return Markup("\n".join(f"<p>{part}</p>" for part in paragraphs if part))  # noqa: S704


def words_of(html: str) -> str:
    """Return the words of rendered Markdown, a line a block: for search, feeds and descriptions."""
    spaced = _BLOCK_END.sub("\n", html)
    words = unescape(_TAG.sub("", spaced))
    return _BLANKS.sub("\n", words).strip()
