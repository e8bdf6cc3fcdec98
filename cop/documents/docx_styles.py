"""What a Word file keeps beside its text: styles, lists and links."""

import posixpath
from dataclasses import dataclass
from typing import Final

from lxml import etree

from cop.documents.packages import Package, local_name

_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DEEPEST: Final = 9
_MOST_ANCESTORS: Final = 20
"""Styles based on styles: a circle must end."""


def value_of(properties: etree._Element | None, name: str, default: str = "") -> str:
    """Return a property's value; one that is there without a value is on."""
    found = properties.find(f"{_W}{name}") if properties is not None else None
    return default if found is None else found.get(f"{_W}val") or "1"


@dataclass(frozen=True, slots=True)
class Link:
    """A relationship of a part: `target` is a part's path, or an address when it is external."""

    kind: str
    target: str
    is_external: bool

    @property
    def is_web(self) -> bool:
        """Whether it leads to an address that a reader may open."""
        return self.is_external and self.target.startswith(("http://", "https://", "mailto:"))

    @property
    def bare(self) -> str:
        """The address as people write it."""
        return self.target.removeprefix("mailto:").partition("://")[2].rstrip("/") or self.target[7:]


def links(package: Package, part: str) -> dict[str, Link]:
    """Return the relationships of a part (of the package for an empty name) by their ids."""
    folder, _slash, name = part.rpartition("/")
    root = package.tree(posixpath.join(folder, "_rels", f"{name}.rels"))
    found: dict[str, Link] = {}
    for each in root if root is not None else ():
        target = each.get("Target") or ""
        is_external = each.get("TargetMode") == "External"
        if not is_external:
            target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
        found[each.get("Id") or ""] = Link((each.get("Type") or "").rpartition("/")[2], target, is_external)
    return found


class Styles:
    """What a paragraph's style says of it, also through the styles that it is based on."""

    def __init__(self, root: etree._Element | None) -> None:
        self._styles = {
            style.get(f"{_W}styleId") or "": style
            for style in (root if root is not None else ())
            if local_name(style) == "style"
        }

    def _line(self, style_id: str) -> list[etree._Element]:
        found: list[etree._Element] = []
        while style_id in self._styles and len(found) < _MOST_ANCESTORS:
            found.append(self._styles[style_id])
            style_id = value_of(found[-1], "basedOn")
        return found

    def _names(self, style_id: str) -> list[str]:
        # The names of Word's own styles are English in every edition; their ids are not.
        return [value_of(style, "name").casefold() for style in self._line(style_id)]

    def is_title(self, style_id: str) -> bool:
        """Whether it is the title of the whole."""
        return "title" in self._names(style_id)

    def is_contents(self, style_id: str) -> bool:
        """Whether it is a line of the table of contents."""
        return any(name.startswith("toc ") and name[4:].isdecimal() for name in self._names(style_id))

    def heading_level(self, style_id: str, properties: etree._Element | None) -> int:
        """Return 1 to 9, or 0 for what is no heading."""
        outline = value_of(properties, "outlineLvl")
        if outline.isdecimal() and int(outline) < _DEEPEST:
            return int(outline) + 1
        for style, name in zip(self._line(style_id), self._names(style_id), strict=True):
            if name == "title":
                return 1
            if name.startswith("heading ") and name[8:].isdecimal():
                return min(_DEEPEST, max(1, int(name[8:])))
            outline = value_of(style.find(f"{_W}pPr"), "outlineLvl")
            if outline.isdecimal() and int(outline) < _DEEPEST:
                return int(outline) + 1
        return 0

    def is_bold(self, style_id: str) -> bool:
        """Whether all text of the style is bold."""
        return any(
            value_of(style.find(f"{_W}rPr"), "b", "0") not in ("0", "false") for style in self._line(style_id)
        )

    def numbering(self, style_id: str) -> etree._Element | None:
        """Return the list that the style itself belongs to."""
        for style in self._line(style_id):
            properties = style.find(f"{_W}pPr")
            if properties is not None and properties.find(f"{_W}numPr") is not None:
                return properties
        return None


@dataclass(frozen=True, slots=True)
class Item:
    """Where a list item stands."""

    list_id: str
    depth: int
    is_numbered: bool


class Numbering:
    """The lists of a file: which level counts, and which has bullets."""

    def __init__(self, root: etree._Element | None) -> None:
        abstract: dict[str, dict[str, str]] = {}
        self._formats: dict[str, dict[str, str]] = {}
        for each in root if root is not None else ():
            if local_name(each) == "abstractNum":
                abstract[each.get(f"{_W}abstractNumId") or ""] = {
                    level.get(f"{_W}ilvl") or "0": value_of(level, "numFmt", "bullet")
                    for level in each.findall(f"{_W}lvl")
                }
            elif local_name(each) == "num":
                self._formats[each.get(f"{_W}numId") or ""] = abstract.get(
                    value_of(each, "abstractNumId"), {}
                )

    def item(self, properties: etree._Element | None, of_style: etree._Element | None) -> Item | None:
        """Return where the paragraph stands in a list, None where it is in none."""
        for each in (properties, of_style):
            numbering = each.find(f"{_W}numPr") if each is not None else None
            if numbering is None:
                continue
            list_id, depth = value_of(numbering, "numId", "0"), value_of(numbering, "ilvl", "0")
            if list_id == "0":
                return None  # taken out of the list that its style belongs to
            form = self._formats.get(list_id, {}).get(depth, "bullet")
            is_numbered = form not in ("bullet", "none")
            return Item(list_id, int(depth) if depth.isdecimal() else 0, is_numbered)
        return None
