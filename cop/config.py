"""Settings: read from the environment here and nowhere else."""

import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from click import ClickException


@dataclass(frozen=True, slots=True)
class Language:
    """A language of the interface and of the texts."""

    code: str
    name: str
    open_graph_locale: str


LANGUAGES: Final[dict[str, Language]] = {
    "bg": Language("bg", "Български", "bg_BG"),
    "ru": Language("ru", "Русский", "ru_RU"),
    "en": Language("en", "English", "en_GB"),
}
"""Every language of the site, in the order of the language menu."""

DEFAULT_LANGUAGE: Final = "en"
ROOT: Final = Path(__file__).resolve().parent.parent


class ConfigError(ClickException):
    """A setting that must be mended before the application can start: one clear sentence.

    An exception that every command on the shell tells as such, with exit code 2.
    """

    exit_code = 2


@dataclass(frozen=True, slots=True)
class Config:
    """All settings of one running site."""

    data_dir: Path = ROOT / "var"
    database_url: str = ""
    host: str = "127.0.0.1"
    port: int = 8000
    base_url: str = ""
    secret_key: str = field(default="", repr=False)
    trusted_hosts: tuple[str, ...] = ()
    is_production: bool = False
    workers: int = 2
    proxies: int = 0
    smtp_url: str = field(default="", repr=False)
    mail_from: str = ""
    newsletter_per_minute: int = 600
    names_reviewers: bool = False
    checks_links: bool = False
    links_also: tuple[str, ...] = ()

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None) -> "Config":
        """Raise ConfigError where a setting is missing or cannot be used."""
        env = os.environ if environ is None else environ
        data_dir = Path(env.get("DATA_DIR") or ROOT / "var").absolute()
        host = env.get("HOST") or "127.0.0.1"
        port = _port(env.get("PORT") or "8000")
        is_production = _choice(env, "COP_ENV", "local", ("local", "production")) == "production"
        config = cls(
            data_dir=data_dir,
            database_url=_database_url(env.get("DATABASE_URL") or f"sqlite:///{data_dir / 'cop.sqlite3'}"),
            host=host,
            port=port,
            base_url=(
                env.get("BASE_URL") or ("" if is_production else f"http://{_in_address(host)}:{port}")
            ).rstrip("/"),
            secret_key=env.get("SECRET_KEY") or ("" if is_production else _local_secret(data_dir)),
            trusted_hosts=_list(env.get("TRUSTED_HOSTS")),
            is_production=is_production,
            workers=_workers(env.get("WEB_WORKERS")),
            proxies=_proxies(env.get("TRUSTED_PROXIES") or "0"),
            smtp_url=_smtp_url(env.get("SMTP_URL") or ""),
            mail_from=env.get("MAIL_FROM") or "",
            newsletter_per_minute=_per_minute(env.get("NEWSLETTER_PER_MINUTE") or "600"),
            names_reviewers=_choice(env, "REVIEW_NAMES", "closed", ("closed", "open")) == "open",
            checks_links=_choice(env, "LINK_CHECK", "on" if is_production else "off", ("on", "off")) == "on",
            links_also=_list(env.get("LINK_CHECK_ALSO")),
        )
        if is_production:
            config._refuse_gaps()
        return config

    def _refuse_gaps(self) -> None:
        if len(self.secret_key) < 32:
            raise ConfigError("SECRET_KEY must be set in production, to at least 32 random characters.")
        if not self.base_url.startswith("https://"):
            raise ConfigError("BASE_URL must be set in production, to the public address: https://…")
        if not self.trusted_hosts:
            raise ConfigError(
                "TRUSTED_HOSTS must be set in production, to the host names served, with commas between."
            )
        if self.smtp_url and not self.mail_from:
            raise ConfigError("MAIL_FROM must be set with SMTP_URL: the address that mails come from.")

    @property
    def is_sqlite(self) -> bool:
        """Whether the database is a file of ours."""
        return self.database_url.startswith("sqlite")

    @property
    def index_dir(self) -> Path:
        """Where the search index lives: a cache that can be rebuilt."""
        return self.data_dir / "index"


def _port(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise ConfigError(f"PORT must be a number from 1 to 65535, not {text!r}.")
    return int(text)


def _workers(text: str | None) -> int:
    if not text:
        return max(1, min(4, os.cpu_count() or 1))
    if not text.isdecimal() or not 0 < int(text) <= 64:
        raise ConfigError(f"WEB_WORKERS must be a number from 1 to 64, not {text!r}.")
    return int(text)


def _per_minute(text: str) -> int:
    if not text.isdecimal() or int(text) > 100_000:
        raise ConfigError(f"NEWSLETTER_PER_MINUTE must be a number from 0 to 100000, not {text!r}.")
    return int(text)


def _proxies(text: str) -> int:
    if not text.isdecimal() or int(text) > 5:
        raise ConfigError(f"TRUSTED_PROXIES must be a number from 0 to 5, not {text!r}.")
    return int(text)


def _list(text: str | None) -> tuple[str, ...]:
    return tuple(one.strip() for one in (text or "").split(",") if one.strip())


def _smtp_url(url: str) -> str:
    if url and (not url.startswith(("smtp://", "smtps://")) or not urlsplit(url).hostname):
        raise ConfigError("SMTP_URL must be smtp://user:password@host:port or smtps://…")
    return url


def _choice(env: Mapping[str, str], name: str, default: str, allowed: tuple[str, ...]) -> str:
    value = env.get(name) or default
    if value not in allowed:
        raise ConfigError(f"{name} must be one of {', '.join(allowed)}, not {value!r}.")
    return value


def _in_address(host: str) -> str:
    if host in ("0.0.0.0", "::"):  # noqa: S104 - compared, not bound
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host


def _database_url(url: str) -> str:
    for scheme in ("postgres://", "postgresql://"):
        if url.startswith(scheme):
            return "postgresql+psycopg://" + url.removeprefix(scheme)
    if not url.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise ConfigError("DATABASE_URL must begin with sqlite:/// or postgresql://.")
    return url


def _local_secret(data_dir: Path) -> str:
    """A key of this folder's own, kept between starts so that sessions hold."""
    path = data_dir / "secret"
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            _write_secret(path)
        return path.read_text().strip()
    except OSError as error:
        raise ConfigError(
            f"The data folder {data_dir} cannot be written: {error.strerror}. Choose another: DATA_DIR=…"
        ) from error


def _write_secret(path: Path) -> None:
    """Write a new key whole and once: processes that start together must agree on it."""
    beside = path.with_name(f"secret.{os.getpid()}")
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(secrets.token_urlsafe(48))
    with suppress(FileExistsError):
        os.link(beside, path)
    beside.unlink()
