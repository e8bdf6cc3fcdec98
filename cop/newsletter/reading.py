"""An issue as it is read, on a page, on paper and by mail: its texts, and its records as they are now.

A record that is not public any more takes its introduction with it: in old issues as well.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from markupsafe import Markup

from cop.config import LANGUAGES
from cop.consents.enums import Scope
from cop.consents.queries import covered
from cop.core.i18n import best_text, speaking
from cop.core.markdown import render, words_of
from cop.core.permissions import VISITOR
from cop.core.records import RecordCard, Ref, cards_of, kinds
from cop.newsletter.content import ENDINGS, FIELDS
from cop.newsletter.enums import PUBLIC_STATES, IssueState
from cop.newsletter.models import Edition, Issue

_LINK = re.compile(r'<a href="([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Passage:
    """A text in both shapes: HTML, and words with the addresses that they lead to."""

    html: Markup
    text: str

    def __bool__(self) -> bool:
        return bool(self.html)


@dataclass(frozen=True, slots=True)
class Block:
    """A record with its introduction; `card` is None where it is not public (any more)."""

    key: str
    kind: str
    card: RecordCard | None
    intro: Passage


@dataclass(frozen=True, slots=True)
class Section:
    """A text of the issue under its own heading."""

    id: str
    heading: str
    passage: Passage


@dataclass(frozen=True, slots=True)
class IssuePage:
    """One edition of an issue, whole."""

    id: int
    number: int
    state: IssueState
    language: str
    languages: tuple[str, ...]
    title: str
    lead: Passage
    blocks: tuple[Block, ...]
    sections: tuple[Section, ...]
    correction: Passage
    corrected_at: datetime | None
    published_at: datetime | None
    source: str

    @property
    def is_public(self) -> bool:
        """Whether everybody may read it."""
        return self.state in PUBLIC_STATES


class Missing(NamedTuple):
    """What an edition lacks that another one has: a field's name, or a block's key."""

    language: str
    field: str
    key: str = ""


def page(issue: Issue, *, language: str, on_paper: bool = False) -> IssuePage:
    """Return the edition in a language, or the nearest one; its records are those that all may see.

    On paper stands nobody's quotation whose consent is not for paper.
    """
    editions = {edition.language: edition for edition in issue.editions if edition.texts.get("title")}
    none = Edition(language=issue.source_language, texts={}, intros={}, correction="")
    code, edition = best_text(editions or {none.language: none}, language, issue.source_language)

    def said(markdown: str) -> Passage:
        return _passage(covered(markdown, code, scope=Scope.PRINT) if on_paper else markdown)

    with speaking(code):
        return IssuePage(
            id=issue.id,
            number=issue.number,
            state=issue.state,
            language=code,
            languages=tuple(editions),
            title=edition.texts.get("title", ""),
            lead=said(edition.texts.get("lead", "")),
            blocks=tuple(_blocks(issue, edition, code, said)),
            sections=tuple(
                Section(name, str(FIELDS[name]), said(text))
                for name in ENDINGS
                if (text := edition.texts.get(name))
            ),
            correction=said(edition.correction),
            corrected_at=issue.corrected_at,
            published_at=issue.published_at,
            source=issue.source,
        )


def notice(issue: Issue, language: str) -> Passage:
    """Return the correction in a language of the issue as it goes, or has gone, out by mail."""
    said = issue.notice or {edition.language: edition.correction for edition in issue.editions}
    with speaking(language):
        return _passage(said.get(language, ""))


def _blocks(issue: Issue, edition: Edition, language: str, said: Callable[[str], Passage]) -> list[Block]:
    refs = [Ref(block["kind"], block["id"]) for block in issue.blocks]
    cards = {card.ref: card for card in cards_of(refs, actor=VISITOR, language=language)}
    known = kinds()
    return [
        Block(
            key=block["key"],
            kind=str(known[ref.kind].label) if ref.kind in known else "",
            card=cards.get(ref),
            intro=said(edition.intros.get(block["key"], "") if ref in cards else ""),
        )
        for block, ref in zip(issue.blocks, refs, strict=True)
    ]


def _passage(markdown: str) -> Passage:
    html = render(markdown) if markdown else Markup()
    return Passage(html, text_of(html))


def text_of(html: str) -> str:
    """Return the words of rendered Markdown, each link with its address, a blank line between paragraphs."""
    linked = _LINK.sub(lambda m: m[2] if m[1] == m[2] else f"{m[2]} ({m[1]})", html)
    return re.sub(r"\n(?!– )", "\n\n", words_of(linked.replace("<li>", "<li>– ")))


def missing(issue: Issue, languages: Sequence[str] = tuple(LANGUAGES)) -> list[Missing]:
    """Return what is still untranslated: whatever one edition has and another one lacks."""
    editions = {edition.language: edition for edition in issue.editions}
    keys = [block["key"] for block in issue.blocks]
    fields = [name for name in FIELDS if any(e.texts.get(name) for e in issue.editions)]
    intros = [key for key in keys if any(e.intros.get(key) for e in issue.editions)]
    found = []
    for code in languages:
        edition = editions.get(code)
        found += [Missing(code, f) for f in fields if not (edition and edition.texts.get(f))]
        found += [Missing(code, "intro", k) for k in intros if not (edition and edition.intros.get(k))]
    return found
