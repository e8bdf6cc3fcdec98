"""Whatever the code writes into the audit trail has words, and the words are of what is written."""

import ast
import importlib
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

import pytest

from cop.config import LANGUAGES, ROOT
from cop.core.i18n import speaking
from cop.core.records import kinds as record_kinds
from cop.core.trail import COMMON, words
from cop.seminars.outcomes import _NAMES as SEMINAR_ITEMS
from cop.submissions.enums import Happened

SAID = frozenset({Happened.SENT, Happened.WITHDRAWN, Happened.REOPENED, Happened.REVIEW_STARTED}) | {
    Happened.BACK_AT_GATE,
    Happened.CHANGES_ASKED,
    Happened.DECLINED,
    Happened.PUBLISHED,
}
"""What moves a submission from state to state; whatever else happens to it has an action of its own."""

FILLED_IN = {
    ("cop.submissions.operations", "submission.{}"): [str(happened) for happened in SAID],
    ("cop.seminars.outcomes", "seminar.add_{}"): list(SEMINAR_ITEMS.values()),
    ("cop.seminars.outcomes", "seminar.change_{}"): list(SEMINAR_ITEMS.values()),
    ("cop.seminars.outcomes", "seminar.remove_{}"): list(SEMINAR_ITEMS.values()),
    ("cop.records.operations", "{}.withdraw"): ["case", "module", "practice", "success", "tool"],
    ("cop.records.operations", "{}.restore"): ["case", "module", "practice", "success", "tool"],
    ("cop.consents.operations", "consent.{}"): ["expire", "withdraw"],
} | {
    ("cop.records.drafting", f"{{}}.{action}"): ["module", "tool"]
    for action in ("begin", "bring_back", "drop", "remove", "take", "take_up", "write")
}
"""What stands in the gaps of actions that the code puts together; one that is not here fails."""

OF_OTHERS = {"near.kind", "kind", "subject_kind", "tables.kind", "drafts.kind"}
"""Kinds that a caller hands over: those of records, of their drafts, and submissions."""


class Written(NamedTuple):
    """One place in the code that writes to the trail."""

    place: str
    actions: frozenset[str]
    kind: str | None
    facts: frozenset[str]


@cache
def _modules() -> list[tuple[str, ast.Module]]:
    paths = sorted((ROOT / "cop").rglob("*.py"))
    return [
        (".".join(path.relative_to(ROOT).with_suffix("").parts), ast.parse(path.read_text()))
        for path in paths
    ]


def _functions(tree: ast.AST) -> Iterator[ast.FunctionDef]:
    yield from (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def _calls(tree: ast.AST) -> Iterator[ast.Call]:
    yield from (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def _writes(call: ast.Call) -> bool:
    function = ast.unparse(call.func)
    return function in ("audit.record", "audit.record_each")


def _said(module: str, tree: ast.Module, value: ast.expr, within: ast.FunctionDef) -> set[str]:
    """Return every action that an expression may be."""
    if isinstance(value, ast.Constant):
        return {str(value.value)}
    if isinstance(value, ast.IfExp):
        return _said(module, tree, value.body, within) | _said(module, tree, value.orelse, within)
    if isinstance(value, ast.JoinedStr):
        parts = [str(part.value) if isinstance(part, ast.Constant) else "{}" for part in value.values]
        pattern = "".join(parts)
        return {pattern.format(word) for word in FILLED_IN[module, pattern]}
    assert isinstance(value, ast.Name), f"{module}: what may {ast.unparse(value)} be?"
    place = [argument.arg for argument in within.args.args].index(value.id)
    callers = [call for call in _calls(tree) if ast.unparse(call.func) == within.name]
    assert callers, f"{module}: nobody calls {within.name}"
    return set().union(*(_said(module, tree, call.args[place], within) for call in callers))


def _facts(tree: ast.Module, call: ast.Call, within: ast.FunctionDef) -> set[str]:
    named = {keyword.arg for keyword in call.keywords if keyword.arg}
    if any(keyword.arg is None for keyword in call.keywords):  # whatever its callers hand over
        callers = [one for one in _calls(tree) if ast.unparse(one.func) == within.name]
        named |= {keyword.arg for one in callers for keyword in one.keywords if keyword.arg}
    return named


def _kind(module: str, value: ast.expr) -> str | None:
    said = ast.unparse(value)
    return None if said in OF_OTHERS else str(eval(said, vars(importlib.import_module(module))))  # noqa: S307


def _written() -> Iterator[Written]:
    for module, tree in _modules():
        for function in _functions(tree):
            for call in _calls(function):
                if _writes(call):
                    yield Written(
                        f"{module}:{call.lineno}",
                        frozenset(_said(module, tree, call.args[1], function)),
                        _kind(module, call.args[2]),
                        frozenset(_facts(tree, call, function)),
                    )


@pytest.fixture(scope="module")
def written() -> list[Written]:
    """All of them: not at the top, as every process of a run reads this file and few run its tests."""
    return list(_written())


pytestmark = pytest.mark.usefixtures("app")


def test_nobody_writes_to_the_trail_past_this_test(written: list[Written]) -> None:
    calls = sum(_writes(call) for _module, tree in _modules() for call in _calls(tree))
    assert calls == len(written) > 100
    for module, tree in _modules():
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.module == "cop.core.audit":
                assert not {name.name for name in node.names} & {"record", "record_each"}, module


@pytest.mark.parametrize("language", LANGUAGES)
def test_actions_have_words(written: list[Written], language: str) -> None:
    missing = sorted(
        f"{one.place}: {action}"
        for one in written
        for action in one.actions
        if action not in words().of or (language != "en" and not _is_translated(action, language))
    )
    assert not missing, "say it in <feature>/trail_words.py"


def _is_translated(action: str, language: str) -> bool:
    with speaking(language):
        return words().action(action) != str(words().of[action].actions[action].message)


def test_facts_have_words(written: list[Written]) -> None:
    missing = sorted(
        f"{one.place}: {action}, {fact}"
        for one in written
        for action in one.actions
        for fact in one.facts
        if fact not in words().of[action].facts and fact not in COMMON.facts
    )
    assert not missing, "say it in <feature>/trail_words.py"


def test_kinds_have_words(written: list[Written]) -> None:
    kinds = {one.kind for one in written if one.kind is not None} | {"module_draft", "tool_draft"}
    assert not sorted(kinds - words().kinds().keys())
    assert words().kinds().keys() <= kinds | set(record_kinds())


def test_words_are_of_what_is_written(written: list[Written]) -> None:
    actions: set[Any] = set().union(*(one.actions for one in written))
    assert not sorted(words().of.keys() - actions), "nothing writes this any more"
    for action, part in words().of.items():
        of_it = written if part is COMMON else [one for one in written if one.actions & part.actions.keys()]
        told: set[str] = set().union(*(one.facts for one in of_it))
        assert not sorted(part.facts.keys() - told), action
