"""Blocks as Markdown: lists stay lists, tables become tables, and no sign of the text means anything else."""

import re
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Final

from cop.documents.contract import Block, BlockKind

_STARTS: Final = re.compile(r"^(\s*)(#{1,6}(?=\s)|[-+>|]|\d{1,9}(?=[.)]))", re.MULTILINE)
_INSIDE: Final = re.compile(r"[\\`*]|(?<!\w)_|_(?!\w)")
_ADDRESS: Final = re.compile(r"(?:https?://|www\.)\S+")
_DEEPEST: Final = 4
_HEADING: Final = "### "
"""Headings within a field stand below the field's own."""


def markdown(blocks: Iterable[Block]) -> str:
    """Return the blocks as one text."""
    return "\n\n".join(
        _together(kind, list(run)) for kind, run in groupby(blocks, key=lambda block: block.kind)
    )


def _together(kind: BlockKind, blocks: Sequence[Block]) -> str:
    match kind:
        case BlockKind.LIST_ITEM:
            return "\n".join(_item(block) for block in blocks)
        case BlockKind.TABLE_ROW:
            return _table([block.cells for block in blocks])
        case BlockKind.HEADING:
            return "\n\n".join(_HEADING + escape(" ".join(block.text.split())) for block in blocks)
        case _:
            return "\n\n".join(escape(block.text).replace("\n", "  \n") for block in blocks)


def _item(block: Block) -> str:
    indent = "    " * (min(block.level, _DEEPEST) - 1)
    marker = f"{block.number}." if block.number else "-"
    return f"{indent}{marker} {escape(' '.join(block.text.split()))}"


def _table(rows: Sequence[tuple[str, ...]]) -> str:
    width = max(len(row) for row in rows)
    lines = [
        "| "
        + " | ".join(
            escape(" ".join(cell.split())).replace("|", "\\|") for cell in (*row, *[""] * (width - len(row)))
        )
        + " |"
        for row in rows
    ]
    return "\n".join([lines[0], "|" + " --- |" * width, *lines[1:]])


def escape(text: str) -> str:
    """Return the text so that Markdown shows it as it is; addresses stay whole."""
    pieces, at = [], 0
    for address in _ADDRESS.finditer(text):
        pieces += [_INSIDE.sub(r"\\\g<0>", text[at : address.start()]), address[0]]
        at = address.end()
    pieces.append(_INSIDE.sub(r"\\\g<0>", text[at:]))
    return _STARTS.sub(_escaped_start, "".join(pieces))


def _escaped_start(match: re.Match[str]) -> str:
    # Of "12." it is the point that makes a list.
    return match[0] + "\\" if match[2].isdecimal() else f"{match[1]}\\{match[2]}"
