"""What the editors' pages show of a draft: its lists, links, what is to be mended, how it will look."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from cop.addresses import queries as addresses
from cop.addresses.models import WebAddress
from cop.core.db import now
from cop.core.i18n import gettext as _
from cop.core.markdown import render, words_of
from cop.core.records import Ref
from cop.learning import pictures
from cop.learning.drafts import DRAFTS, with_held
from cop.learning.enums import PartKind
from cop.learning.gaps import Gap
from cop.learning.models import DraftPart, ModuleDraft
from cop.learning.parts import OWN, SHARED, WORDS
from cop.learning.queries import ModulePage
from cop.learning.rendering import minutes, plain, rendered
from cop.learning.sentences import PARTS, label, shown
from cop.media.rules import is_publishable
from cop.records.drafts import behind, content_of, values
from cop.records.parts import ALL, Values, Where
from cop.rubric.criteria import CRITERIA

_BEGINS: Final = re.compile(r"<(?:p|li)>")
_FIRST_WORDS: Final = 60


@dataclass(frozen=True, slots=True)
class Entry:
    """A part in a list of the desk; `label` is in `language`, which may be that of the original."""

    where: Where
    label: str
    language: str
    is_missing: bool = False
    is_behind: bool = False
    is_removed: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
    """All parts of a kind."""

    kind: PartKind
    label: str
    entries: Sequence[Entry]
    removed: Sequence[Entry]
    may_add: bool
    code: str


def lists(draft: ModuleDraft, rows: Sequence[DraftPart], language: str) -> list[Listing]:
    """Return the lists of a language, or of all of them."""
    is_original = language == draft.source_language
    kinds = SHARED if language == ALL else (*OWN, *WORDS)
    found = []
    for kind in kinds:
        entries = list(_entries(draft, rows, language, kind))
        found.append(
            Listing(
                kind,
                str(PARTS[kind]),
                [one for one in entries if not one.is_removed],
                [one for one in entries if one.is_removed],
                language == ALL or (is_original and kind in OWN),
                language or "all",
            )
        )
    return [one for one in found if one.entries or one.may_add]


def _entries(draft: ModuleDraft, rows: Sequence[DraftPart], language: str, kind: PartKind) -> Iterator[Entry]:
    """Yield what is there, and in a translation what is not there yet, in the order of the original."""
    late = behind(draft, rows)
    of_kind = [row for row in rows if row.kind is kind]
    own = {row.key: row for row in of_kind if row.language == language}
    first = ALL if kind in WORDS else draft.source_language
    named = {row.key: row for row in of_kind if row.language == draft.source_language}
    order = [row for row in of_kind if row.language == first and language != ALL and not row.is_removed]
    keys = dict.fromkeys([*(row.key for row in order), *own]) if language != ALL else own
    there = {row.key for row in of_kind if row.language == ALL and not row.is_removed}
    for key in keys:
        row, where = own.get(key), Where(language, kind, key)
        if kind in WORDS and language != ALL and key not in there:
            continue
        original = named.get(key)
        if row is not None and not (language == ALL and kind in WORDS and original):
            said = label(row.value, key)
            yield Entry(where, said, language, False, where in late, row.is_removed)
        elif original is not None:
            said = label(original.value, key)
            is_missing = row is None
            yield Entry(where, said, original.language, is_missing, is_removed=bool(row and row.is_removed))
        else:
            yield Entry(where, key, "", True)


def links(values: Values) -> list[tuple[str, WebAddress | None]]:
    """Return the web addresses of a draft, and what is known of each."""
    urls = [
        value["url"]
        for where, value in values.items()
        if where.language == ALL and where.kind in (PartKind.REFERENCES, PartKind.VIDEOS) and value["url"]
    ]
    known = addresses.known(urls)
    return [(url, known.get(url)) for url in dict.fromkeys(urls)]


def paragraphs(values: Values, language: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return (title, [(value, first words)]) of the sections, for choosing where an answer stands."""
    found = []
    for where, value in values.items():
        if where.language == language and where.kind is PartKind.SECTIONS:
            pieces = [words_of(piece) for piece in _BEGINS.split(render(value["text"]))[1:]]
            choices = [(f"{where.key}/{n}", f"{n}. {_shortened(words)}") for n, words in enumerate(pieces, 1)]
            found.append((value["title"], choices))
    return found


def _shortened(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= _FIRST_WORDS else f"{line[:_FIRST_WORDS].rstrip()} …"


def warnings(draft: ModuleDraft, values: Values) -> list[Gap]:
    """Return what is no hindrance, and yet would be better mended."""
    return [
        *_lost_answers(values),
        *_other_answers(draft, values),
        *_unsaid(draft, values),
        *_hidden(draft, values),
    ]


def _questions(values: Values) -> Iterator[tuple[Where, str]]:
    for where, value in values.items():
        if where.kind is PartKind.QUESTIONS:
            yield where, label(value, where.key)


def _lost_answers(values: Values) -> Iterator[Gap]:
    counted: dict[tuple[str, str], int] = {}
    for where, value in values.items():
        if where.kind is PartKind.SECTIONS:
            counted[where.language, where.key] = len(_BEGINS.findall(render(value["text"])))
    for where, said in _questions(values):
        section, paragraph = values[where]["section"], values[where]["paragraph"]
        if paragraph > counted.get((where.language, section), paragraph):
            words = _("The paragraph to which “%(question)s” leads is not there any more.", question=said)
            yield Gap(where, words)


def _other_answers(draft: ModuleDraft, values: Values) -> Iterator[Gap]:
    for where, said in _questions(values):
        original = values.get(Where(draft.source_language, where.kind, where.key))
        if original is not None and _pattern(values[where]) != _pattern(original):
            words = _("“%(question)s” has other right answers than in the original.", question=said)
            yield Gap(where, words)


def _pattern(question: Mapping[str, Any]) -> tuple[str, list[bool]]:
    return question["kind"], [choice["is_right"] for choice in question["choices"]]


def _unsaid(draft: ModuleDraft, values: Values) -> Iterator[Gap]:
    for where in values:
        if where.language == ALL and where.kind in WORDS:
            own = Where(draft.source_language, where.kind, where.key)
            if own not in values:
                yield Gap(own, _("Nothing is said of “%(what)s” yet: readers do not see it.", what=where.key))


def _hidden(draft: ModuleDraft, values: Values) -> Iterator[Gap]:
    """Tell of pictures that may not be shown to everybody."""
    figures = [
        (where, value["picture"])
        for where, value in values.items()
        if where.language == ALL and where.kind is PartKind.FIGURES and value.get("picture")
    ]
    files = pictures.known(Ref(DRAFTS.kind, draft.id)) if figures else {}
    for where, digest in figures:
        if digest not in files or not is_publishable(files[digest]):
            own = values.get(Where(draft.source_language, where.kind, where.key), {})
            words = _("The picture of “%(figure)s” cannot be shown yet.", figure=label(own, where.key))
            yield Gap(where, words)


def preview(draft: ModuleDraft, rows: Sequence[DraftPart], language: str) -> ModulePage:
    """Return the page as it would be; raise InvalidError where something stands in the way."""
    content = content_of(DRAFTS, draft, rows, with_held(values(rows)))
    shown_in = language if language in content.texts else content.source_language
    text = content.texts[shown_in]
    html = rendered(text)
    return ModulePage(
        id=0,
        slug=draft.slug,
        version_number=draft.base_version + 1,
        published_at=now(),
        updated_at=now(),
        content=content,
        language=shown_in,
        html=html,
        estimate=minutes(text, plain(text, html)),
        draft_id=draft.id,
    )


def facts(values: Values) -> list[tuple[str, str]]:
    """Return (label, words) of what is the same in all languages and no list."""
    value = dict(values[Where(ALL, PartKind.FACTS)])
    value["criteria"] = [str(one.label) for one in CRITERIA if one.key in value["criteria"]]
    return [(title, words) for _name, title, words in shown(value) if words]
