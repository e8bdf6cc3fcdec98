"""Passwords: kept as argon2 hashes; long rather than odd."""

from functools import cache
from unicodedata import normalize

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from cop.core.errors import InvalidError
from cop.core.i18n import gettext as _

SHORTEST = 10
LONGEST = 200
"""Characters. More would only cost time."""

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
"""OWASP's measure for argon2id: 30 ms of a core. The library's own took 190, which fifty people feel."""

_COMMON = frozenset(
    """
    1234567890 0123456789 0987654321 9876543210 1234512345 1122334455 1111111111 0000000000 123456789a
    12345678910 1234567891 123123123 1231231234 123qweasdzxc 1q2w3e4r5t 1q2w3e4r5t6y 1qaz2wsx3edc qazwsxedcr
    qwertyuiop qwerty12345 qwerty123456 qwertyuiop123 asdfghjkl1 asdfghjkl; zxcvbnm123 q1w2e3r4t5 qwerty1234
    password12 password123 password1234 password12345 passw0rd123 p@ssw0rd123 mypassword mypassword1
    letmein123 letmein1234 welcome123 welcome1234 iloveyou12 iloveyou123 administrator admin12345 admin123456
    changeme123 football123 sunshine123 princess123 superman123 liverpool1 michael123 abcdefghij abcdefghijk
    abcd123456 abc1234567 aaaaaaaaaa bulgaria123 bulgaria2026 balgaria123 russia12345
    парола1234 парола12345 парола123456 паролапарола моятапарола българия123 йцукенгшщз йцукенгшщзх
    пароль1234 пароль12345 пароль123456 парольпароль мойпароль123 россия12345 обичамте123
    """.split()
)
"""Passwords of ten characters and more that are tried first, in the three languages."""


@cache
def _nobodys_hash() -> str:
    return _hasher.hash("nobody has this password")


def hashed(password: str) -> str:
    """Return what is kept of a password."""
    return _hasher.hash(_typed(password))


def is_right(password_hash: str, password: str) -> bool:
    """Answer whether this is the password. Without a hash it takes just as long, and the answer is no."""
    try:
        _hasher.verify(password_hash or _nobodys_hash(), _typed(password))
    except (VerificationError, InvalidHashError):
        return False
    return bool(password_hash)


def _typed(password: str) -> str:
    # "й" is one character from some keyboards and two from others; it is the same password.
    return normalize("NFKC", password[: LONGEST + 1])


def is_outdated(password_hash: str) -> bool:
    """Answer whether the password ought to be hashed anew, as hashing has become dearer since."""
    return _hasher.check_needs_rehash(password_hash)


def require_good(password: str, *own_words: str) -> str:
    """Return a password that may be taken; raise InvalidError saying what is wrong with it.

    `own_words` are the person's name and address, which anybody would try.
    """
    if len(password) < SHORTEST:
        raise InvalidError(
            "password",
            _(
                "Use at least %(count)s characters. Four or five words in a row are easy to remember.",
                count=SHORTEST,
            ),
        )
    if len(password) > LONGEST:
        raise InvalidError("password", _("Use at most %(count)s characters.", count=LONGEST))
    plain = password.casefold()
    if plain in _COMMON or len(set(plain)) < 4:
        raise InvalidError(
            "password", _("Many people use this password, so it is tried first. Take another.")
        )
    if _is_made_of(plain, own_words):
        raise InvalidError(
            "password", _("Others can guess a password made of your name or address. Take another one.")
        )
    return password


def _is_made_of(plain: str, own_words: tuple[str, ...]) -> bool:
    """Answer whether little is left of a password without these words and their parts."""
    rest = plain
    parts = {part for words in own_words for part in _parts(words.casefold()) if len(part) > 2}
    for part in sorted(parts, key=len, reverse=True):
        rest = rest.replace(part, "")
    return rest != plain and len(rest.strip("0123456789.,-_ !?@")) < 4


def _parts(words: str) -> list[str]:
    return [words, *words.replace("@", " ").replace(".", " ").replace("-", " ").split()]
