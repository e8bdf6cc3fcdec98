"""Submittable: the value by which a record type lets itself be proposed, reviewed and published."""

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol

from cop.core.i18n import LazyString
from cop.core.permissions import Actor


class Widget(StrEnum):
    """How an answer is given, and the shape of its value."""

    LINE = "line"  # str, one line
    TEXT = "text"  # str, Markdown
    MONTH = "month"  # str: "2013" or "2013-09"
    NUMBER = "number"  # int
    YES_NO = "yes_no"  # bool
    CHOICE = "choice"  # str, one of `choices`; without any, the slug of one concept of `concept_kind`
    CONCEPTS = "concepts"  # list[str], slugs of concepts of `concept_kind`
    LINES = "lines"  # list[str], one a line
    ROWS = "rows"  # list[dict[str, str]], columns `columns`


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """One question of the form; a page of its own.

    `key` names the answer. Where `is_text`, there is an answer for each language; else one for all.
    `criteria` are the keys of the rubric that the answer feeds. `headings` maps a language to the whole
    words with which a heading begins, whatever its case, under which documents give the answer; where
    several questions fit, the longest words count. `example` is an invented answer; whoever shows it says
    so. `limit` is in letters: of a text, a line, a cell. `most` is how many concepts, lines or rows there
    may be. `column_choices` maps a column of ROWS to its fixed answers; in those of `wordy_columns` one
    writes sentences.
    """

    key: str
    section: str
    label: LazyString
    widget: Widget = Widget.TEXT
    is_text: bool = True
    is_required: bool = False
    guidance: LazyString | None = None
    example: LazyString | None = None
    criteria: tuple[str, ...] = ()
    headings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    concept_kind: str = ""
    choices: tuple[tuple[str, LazyString], ...] = ()
    columns: tuple[tuple[str, LazyString], ...] = ()
    column_choices: Mapping[str, tuple[tuple[str, LazyString], ...]] = field(default_factory=dict)
    wordy_columns: tuple[str, ...] = ()
    most: int = 30
    limit: int = 50_000


Answers = Mapping[str, Mapping[str, Any]]
"""Language -> question key -> value; answers for all languages stand under ""."""


class Publish(Protocol):
    """Making content public, in the caller's transaction."""

    def __call__(
        self, content: Any, *, actor: Actor, note: str, authors: Sequence[int], is_change: bool
    ) -> tuple[str, int, int]:
        """Return (kind, id, version) of the record; `authors` are user ids, who become its owners.

        `is_change` says whether the record of that slug is there already and is meant; raise
        ConflictError where it is otherwise: nobody's record is overwritten by another of the same name.
        """


@dataclass(frozen=True, slots=True, eq=False)
class Submittable:
    """What a record type hands to the engines of proposals and of judgement, which never learn its name.

    - `sections`: (key, label) of the task list, in order.
    - `self_description`: the questions of the other way in. `parts_of` maps each of their keys to those
      of the `questions` that its answer is proposed for, the likeliest first.
    - `slug_for(title, language)` gives an address that no record and no submission has yet.
    - `compose(slug, source_language, answers)` gives the content; raises InvalidError naming
      "<language>/<question key>" where an answer does not fit.
    - `answers_of(slug)` gives (source language, answers) of the public record, for a change to it.
    - `preview(content, language)` draws it exactly as it would be published, as HTML of the page's body.
    - `passages(content)` gives (language, field, label, Markdown) in reading order, for reviewers: the
      same words whoever reads, for scores rest on them.
    - `themes(content)` gives the slugs of the concepts it is tagged with: who knows them may review it.
    - `leads(content)` gives the slugs of the organisations that carry it: their people may not.
    - `publish`: see Publish.
    - `may_change(actor, slug)`: whether they may propose a change of the public record.
    - `related(criteria, language)` gives (title, path) of public records that are strong in these.
    - `address(slug)` is the endpoint and the arguments of its public page.
    - `rubric` is the key of the rubric by which it is judged.
    - `is_self_description`: people speak of themselves and nobody scores it. An editor publishes it once the
      gate is passed, and `rubric` only shows its authors what they have not spoken of yet.
    - `differences(old, new)` lists what changed: [(language, label, parts)], parts as (kind, text).
    """

    kind: str
    label: LazyString
    sections: tuple[tuple[str, LazyString], ...]
    questions: tuple[Question, ...]
    self_description: tuple[Question, ...]
    parts_of: Mapping[str, tuple[str, ...]]
    slug_for: Callable[[str, str], str]
    compose: Callable[[str, str, Answers], Any]
    parse: Callable[[str], Any]
    dump: Callable[[Any], str]
    answers_of: Callable[[str], tuple[str, Answers]]
    preview: Callable[[Any, str], str]
    passages: Callable[[Any], Sequence[tuple[str, str, str, str]]]
    themes: Callable[[Any], Set[str]]
    leads: Callable[[Any], Set[str]]
    publish: Publish
    may_change: Callable[[Actor, str], bool]
    address: Callable[[str], tuple[str, dict[str, str]]]
    differences: Callable[[Any, Any], Sequence[tuple[str, str, Sequence[tuple[str, str]]]]]
    related: Callable[[Sequence[str], str], Sequence[tuple[str, str]]]
    rubric: str = "practices"
    is_self_description: bool = False
