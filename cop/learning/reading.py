"""What a document proposes for a module: sections, words, what to read on, questions, figures."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Final

from cop.documents.contract import Block, BlockKind, Document
from cop.documents.inspection import is_caption
from cop.documents.markup import markdown
from cop.documents.matching import Matcher
from cop.learning.enums import PartKind, ReferenceKind
from cop.learning.questions import LONGEST_LINE, PAIR, line, question
from cop.learning.videos import ADDRESS as _ADDRESS
from cop.learning.videos import shown

_TOPICS: Final = {
    "aims": "Цели на модула|Учебни цели|Цели|Aims|Learning objectives|Objectives|Цели модуля|Цели обучения",
    "outcomes": "Очаквани резултати|Резултати от обучението|До края на този модул ще можете да"
    "|Learning outcomes|By the end of this module you will be able to|Результаты обучения"
    "|К концу этого модуля вы сможете",
    "prerequisites": "Предварителни знания|Необходими знания и умения|Prerequisites|What you need"
    "|Предварительные знания|Необходимые знания и умения",
    "problem": "Защо е важно|Why it matters|Почему это важно",
    "purpose": "За какво е този модул|Предназначение|What this module is for|Purpose|Для чего этот модуль"
    "|Назначение модуля",
    "summary": "Обобщение|Накратко|Summary|In short|Conclusion|Резюме|Выводы|Кратко",
    "glossary": "Речник|Глосар|Основни понятия|Glossary|Key terms|Words of this module|Глоссарий|Словарь"
    "|Основные понятия",
    "references": "Използвана литература|Литература|Библиография|Източници|За още четене|References"
    "|Bibliography|Further reading|Sources|Список литературы|Источники",
    "videos": "Видео|Видеа|Видеоматериали|Видеоклипове|За гледане|Videos|Recordings|To watch|Watch"
    "|Видеозаписи|Видеоматериалы|Посмотреть",
    "contents": "Съдържание|Contents|Content|Содержание",
    "questions": "Самооценка|Въпроси за самопроверка|Проверете се|Тест|Self-assessment|Check yourself|Quiz"
    "|Вопросы для самопроверки|Самопроверка|Проверьте себя",
}
_FIELDS: Final = ("aims", "outcomes", "prerequisites", "problem", "purpose", "summary")
_LISTS: Final = ("aims", "outcomes")
_SURE: Final = 0.8
_LONGEST_HEADING: Final = 100
_LONGEST_TERM: Final = 80
_YEAR: Final = re.compile(r"\((1[89]\d\d|20\d\d)\)")
_NUMBER: Final = re.compile(r"(?:модул|модуль|module)\s*(?:№\s*)?\d+[.:]?", re.IGNORECASE)
_DISCLAIMER: Final = re.compile(
    r"does not constitute an endorsement|не носи отговорност|не представлява одобрение"
    r"|не несёт ответственности|не несет ответственности",
    re.IGNORECASE,
)
_matcher: Final = Matcher({topic: names.split("|") for topic, names in _TOPICS.items()})


@dataclass(frozen=True, slots=True)
class Found:
    """A part that a document proposes. `heading`: what stood above it; `place` is that of its first block.

    The value of `PartKind.ABOUT` is one field: {"field", "text"}; that of a figure is its caption.
    """

    kind: PartKind
    value: dict[str, Any]
    place: dict[str, Any]
    heading: str = ""


@dataclass(slots=True)
class _Piece:
    """A heading and what stands under it; `topic` is empty for a section, "before" for what precedes all."""

    topic: str
    heading: str = ""
    blocks: list[Block] = field(default_factory=list)


def found(document: Document) -> list[Found]:
    """Return what a document proposes, in its order."""
    proposals: list[Found] = []
    for piece in _pieces(document):
        recordings = _recordings(piece, {one.value.get("url") for one in proposals})
        if not piece.blocks:
            pass
        elif piece.topic in _FIELDS or piece.topic == "before":
            proposals += _fields(piece)
        elif piece.topic == "glossary":
            proposals += _terms(piece)
        elif piece.topic == "references":
            proposals += _references(piece)
        elif piece.topic == "questions":
            proposals += _questions(piece)
        else:
            proposals += _section(piece)
        proposals += recordings
    return proposals


def _recordings(piece: _Piece, known: set[Any]) -> list[Found]:
    """Take the recordings out of a piece; one that is `known` is not proposed again."""
    recordings, piece.blocks = shown(
        piece.blocks,
        piece.heading,
        is_list=piece.topic in ("references", "videos", "questions"),
        all_are=piece.topic == "videos",
    )
    return [
        Found(
            PartKind.VIDEOS,
            {"url": one.url, "title": one.title, "text": one.text},
            _place(one.at),
            piece.heading,
        )
        for url, one in {one.url: one for one in reversed(recordings)}.items()
        if url not in known
    ][::-1]


def _pieces(document: Document) -> Iterator[_Piece]:
    piece = _Piece("before")
    blocks = document.blocks
    for at, block in enumerate(blocks):
        if piece.topic == "questions" and block.text.rstrip().endswith("?"):
            piece.blocks.append(block)
            continue
        if piece.topic == "before" and not piece.blocks and _NUMBER.fullmatch(block.text):
            continue
        if piece.topic == "before" and not piece.heading and _is_title(block, document):
            piece = _Piece("before", _heading(block), piece.blocks)
        elif _DISCLAIMER.search(block.text):
            yield piece
            yield _Piece("disclaimer", "", [block])
            piece = _Piece("", piece.heading) if piece.topic == "" else _Piece(piece.topic)
        elif (topic := _topic(block, _after(blocks, at, piece.topic))) is not None:
            yield piece
            piece = _Piece(topic, "" if _known(block) == "contents" else _heading(block))
        elif piece.topic in _LISTS and piece.blocks and block.kind is not BlockKind.LIST_ITEM:
            yield piece  # what stands behind the list is about something else
            piece = _Piece("", "", [block])
        else:
            piece.blocks.append(block)
    yield piece


def _after(blocks: Sequence[Block], at: int, topic: str) -> Sequence[Block]:
    """Return what follows a line, if it may be a heading that nobody has marked as one."""
    return () if topic in ("before", "videos") else blocks[at + 1 : at + 2]


def _heading(block: Block) -> str:
    """Return a heading as a line; one in capitals as it is written in a sentence."""
    words = line(block.text).rstrip(": ")
    return words.capitalize() if words.isupper() else words


def _is_title(block: Block, document: Document) -> bool:
    """Whether a block is what the document is called, or the first heading of it."""
    return block.text == document.title or (block.kind is BlockKind.HEADING and _known(block) is None)


def _known(block: Block) -> str | None:
    """Return which known part a block begins by its words."""
    if block.kind in (BlockKind.LIST_ITEM, BlockKind.TABLE_ROW) or len(block.text) > _LONGEST_HEADING:
        return None
    match = _matcher.best(block.text)
    return match.key if match is not None and match.score >= _SURE else None


def _topic(block: Block, after: Sequence[Block]) -> str | None:
    """Return what a block begins: a known part, "" a section, None nothing."""
    if (known := _known(block)) is not None:
        return "" if known == "contents" else known
    return "" if block.kind is BlockKind.HEADING or _stands_above(block, after) else None


def _stands_above(block: Block, after: Sequence[Block]) -> bool:
    """Whether a line without an end, or in capitals, is a heading that nobody has marked as one."""
    text = block.text.rstrip(": ")
    is_line = block.kind is BlockKind.PARAGRAPH and len(text) <= _LONGEST_HEADING and text[:1].isupper()
    is_open = text[-1:].isalnum() and not block.text.endswith(":")
    return (
        bool(after)
        and is_line
        and (is_open or text.isupper())
        and not is_caption(text)
        and not is_caption(after[0].text)
        and not _ADDRESS.search(text)
        and len(text.split()) > 1
    )


def _place(block: Block) -> dict[str, Any]:
    return asdict(block.place)


def _fields(piece: _Piece) -> Iterator[Found]:
    """Yield a field of the module; before all headings, lists are aims and the rest says what it is for."""
    items = [block for block in piece.blocks if block.kind is BlockKind.LIST_ITEM]
    others = [block for block in piece.blocks if block.kind is not BlockKind.LIST_ITEM]
    topic = piece.topic
    if topic == "before" and piece.heading and piece.blocks:
        value = {"field": "title", "text": piece.heading}
        yield Found(PartKind.ABOUT, value, _place(piece.blocks[0]))
    if topic in _LISTS or topic == "before":
        if items:
            value = {"field": "aims" if topic == "before" else topic, "text": _lines(items)}
            yield Found(PartKind.ABOUT, value, _place(items[0]), piece.heading)
        if others and topic == "before":
            value = {"field": "purpose", "text": markdown(others)}
            yield Found(PartKind.ABOUT, value, _place(others[0]), piece.heading)
    else:
        value = {"field": topic, "text": markdown(piece.blocks)}
        yield Found(PartKind.ABOUT, value, _place(piece.blocks[0]), piece.heading)


def _lines(blocks: Sequence[Block]) -> str:
    return "\n".join(line(block.text) for block in blocks)


def _section(piece: _Piece) -> Iterator[Found]:
    if piece.topic == "disclaimer":
        value = {"field": "disclaimer", "text": markdown(piece.blocks)}
        yield Found(PartKind.ABOUT, value, _place(piece.blocks[0]))
        return
    texts = [block for block in piece.blocks if not is_caption(block.text)]
    if texts:
        title = line(piece.heading) or line(texts[0].text)[:_LONGEST_TERM].rpartition(" ")[0]
        yield Found(
            PartKind.SECTIONS, {"title": title, "text": markdown(texts)}, _place(texts[0]), piece.heading
        )
    for block in piece.blocks:
        if is_caption(block.text):
            yield Found(PartKind.FIGURES, {"caption": line(block.text)}, _place(block), piece.heading)


def _terms(piece: _Piece) -> Iterator[Found]:
    for block in piece.blocks:
        cells = [cell for cell in block.cells if cell]
        pair = PAIR.fullmatch(block.text) if not cells else None
        said = (cells[0], cells[1]) if len(cells) == 2 else (pair[1], pair[2]) if pair else None
        if said is not None and len(said[0]) <= _LONGEST_TERM:
            value = {"term": line(said[0]), "definition": " ".join(said[1].split())[:2000]}
            yield Found(PartKind.TERMS, value, _place(block), piece.heading)


def _references(piece: _Piece) -> Iterator[Found]:
    """Yield a reference an entry; an address in a line of its own belongs to the one before."""
    before: Found | None = None
    for block in piece.blocks:
        address = _ADDRESS.search(block.text)
        words = line(_ADDRESS.sub("", block.text)).rstrip(" ;:,.")
        if address and not words and before is not None and not before.value["url"]:
            before.value["url"] = address[0].rstrip(".,;")
            before.value["kind"] = _kind(before.value["url"])
        elif words or address:
            if before is not None:
                yield before
            before = _reference(block, words, address[0].rstrip(".,;") if address else None, piece.heading)
    if before is not None:
        yield before


def _reference(block: Block, words: str, url: str | None, heading: str) -> Found:
    year = _YEAR.search(words)
    value = {
        "kind": _kind(url or ""),
        "title": words or (url or "")[:LONGEST_LINE],
        "published": year[1] if year else None,
        "language": block.language or None,
        "url": url,
    }
    return Found(PartKind.REFERENCES, value, _place(block), heading)


def _kind(url: str) -> str:
    return (ReferenceKind.REPORT if url.lower().endswith(".pdf") else ReferenceKind.WEBSITE).value


def _questions(piece: _Piece) -> Iterator[Found]:
    """Yield the questions; what has an address stands here by mistake, and is something to read."""
    asked: list[Block] = []
    texts = [block for block in piece.blocks if not is_caption(block.text)]
    for at, block in enumerate(texts):
        is_read = _ADDRESS.search(block.text) or (
            at + 1 < len(texts) and _ADDRESS.fullmatch(texts[at + 1].text.strip())
        )
        if is_read:
            yield from _questions_of(asked, piece.heading)
            yield from _references(_Piece("references", piece.heading, texts[at:]))
            return
        if block.text.rstrip().endswith("?"):
            yield from _questions_of(asked, piece.heading)
            asked = [block]
        elif asked:
            asked.append(block)
    yield from _questions_of(asked, piece.heading)


def _questions_of(blocks: Sequence[Block], heading: str) -> Iterator[Found]:
    if blocks:
        value = question([block.text for block in blocks])
        yield Found(PartKind.QUESTIONS, value, _place(blocks[0]), heading)
