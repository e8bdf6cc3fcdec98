"""Latin typing written back in Cyrillic, so that the right language's forms can be found."""

import re
from functools import lru_cache
from itertools import islice, product
from typing import Final

from cop.search.analysis import bulgarian

_AMBIGUOUS: Final = (
    "shch:щ sht:щ,шт sch:щ sh:ш,сх zh:ж kh:х tch:ч ch:ч ts:ц,тс dj:дж 6t:щ yu:ю ju:ю iu:иу,ю ya:я ja:я,жа "
    "iya:ия ija:ия,ижа ia:ия,я yo:йо,ьо j:ж,й y:й,ъ,ы c:ц,к u:у,ъ q:я w:в x:х,кс 4:ч 6:ш a:а,ъ"
)
_PLAIN: Final = zip("bvgdezikmnloprstfh", "бвгдезикмнлопрстфх", strict=True)
_READINGS: Final[dict[str, tuple[str, ...]]] = {latin: (cyrillic,) for latin, cyrillic in _PLAIN} | {
    latin: tuple(cyrillic.split(","))
    for latin, _, cyrillic in (pair.partition(":") for pair in _AMBIGUOUS.split())
}
"""Latin letters -> what they may stand for, the likeliest first."""

_READING: Final = re.compile("|".join(sorted(_READINGS, key=len, reverse=True)))
_MOST_TRIED: Final = 16
_MOST_KNOWN: Final = 3


@lru_cache(maxsize=8192)
def in_cyrillic(word: str) -> tuple[str, ...]:
    """Cyrillic readings of a folded Latin word: those the dictionary knows, else the plainest one."""
    pieces = _READING.findall(word)
    if sum(map(len, pieces)) != len(word):
        return ()
    tried = [
        "".join(letters) for letters in islice(product(*(_READINGS[piece] for piece in pieces)), _MOST_TRIED)
    ]
    known = [reading for reading in tried if bulgarian.is_known(reading)]
    return tuple(known[:_MOST_KNOWN] or tried[:1])
