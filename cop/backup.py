"""One file that holds a whole SQLite site: database, secret, uploaded files. The index is built from them."""

import os
import re
import shutil
import sqlite3
import tarfile
from contextlib import closing, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

from cop.config import Config
from cop.core import remembered
from cop.core.console import StartError
from cop.core.locks import LockedError, only_one
from cop.media.storage import FOLDER as FILES
from cop.prepare import WORKER_LOCK
from cop.privacy import erasures

DATABASE = "cop.sqlite3"
SECRET = "secret"  # noqa: S105 - a file's name
_FILE = re.compile(rf"{FILES}/[0-9a-f]{{2}}/[0-9a-f]{{64}}(-[0-9]{{1,5}})?")


def backup(config: Config, target: Path) -> None:
    """Write the site as it stands at one moment to `target`; it may be serving meanwhile."""
    with TemporaryDirectory(dir=config.data_dir, prefix="backup-") as folder:
        copy = Path(folder) / DATABASE
        with closing(sqlite3.connect(_database(config))) as source, closing(sqlite3.connect(copy)) as to:
            source.backup(to)
        beside = target.with_name(target.name + ".part")
        # Personal data and the key of all sessions: nobody else's to read.
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            with tarfile.open(fileobj=file, mode="w") as archive:
                archive.add(copy, DATABASE)
                if (config.data_dir / SECRET).exists():
                    archive.add(config.data_dir / SECRET, SECRET)
                # After the database: whatever a row of it names was written before the row.
                for path in sorted((config.data_dir / FILES).glob("*/*")):
                    name = path.relative_to(config.data_dir).as_posix()
                    if _FILE.fullmatch(name):
                        with suppress(FileNotFoundError):  # removed at this moment
                            archive.add(path, name)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(target)
    # Beside the backups, and always of today: whoever restores an old one on a new machine needs it.
    erasures.add(target.parent, erasures.read(config.data_dir))
    remembered.merge(config.data_dir, target.parent)


def restore(config: Config, source: Path) -> None:
    """Put a backup in the place of what the data folder holds; raise StartError where that cannot be done."""
    database = _database(config)
    try:
        with only_one(config.data_dir / WORKER_LOCK), TemporaryDirectory(dir=config.data_dir) as folder:
            _unpack(source, Path(folder))
            _require_sound(Path(folder) / DATABASE, source)
            for rest in ("-wal", "-shm"):  # the old database's, and poison for the new one
                database.with_name(database.name + rest).unlink(missing_ok=True)
            (Path(folder) / DATABASE).replace(database)
            if (Path(folder) / SECRET).exists():
                (Path(folder) / SECRET).replace(config.data_dir / SECRET)
            _swap(config.data_dir / FILES, Path(folder))
            shutil.rmtree(config.index_dir, ignore_errors=True)
            erasures.add(config.data_dir, erasures.read(source.parent))
            remembered.merge(source.parent, config.data_dir)
            remembered.mark_restored(config.data_dir)
    except LockedError as error:
        raise StartError(f"The site in {config.data_dir} is running; stop it before restoring.") from error


def _swap(present: Path, folder: Path) -> None:
    """Put the backup's uploaded files in the place of those that are there, which go with the folder."""
    if present.exists():
        present.rename(folder / "before")
    (folder / FILES).rename(present)


def _database(config: Config) -> Path:
    if not config.is_sqlite:
        raise StartError("The database is PostgreSQL: use pg_dump and pg_restore.")
    return Path(config.database_url.removeprefix("sqlite:///"))


def _unpack(source: Path, folder: Path) -> None:
    try:
        with tarfile.open(source) as archive:
            (folder / FILES).mkdir()
            for entry in archive:
                # Names that we have written and no others: an archive may say that a part belongs anywhere.
                if entry.name in (DATABASE, SECRET) or _FILE.fullmatch(entry.name):
                    _unpack_one(archive.extractfile(entry), folder / entry.name)
    except (OSError, tarfile.TarError) as error:
        raise StartError(f"{source} cannot be read as a backup: {error}.") from error


def _unpack_one(member: IO[bytes] | None, path: Path) -> None:
    if member is not None:
        path.parent.mkdir(exist_ok=True)
        with member, os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            shutil.copyfileobj(member, file)


def _require_sound(database: Path, source: Path) -> None:
    if not database.exists():
        raise StartError(f"{source} is not a backup: it holds no {DATABASE}.")
    try:
        with closing(sqlite3.connect(database)) as connection:
            found = connection.execute("PRAGMA integrity_check").fetchone()[0]
            connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.DatabaseError as error:
        raise StartError(f"{source} holds no database of ours: {error}.") from error
    if found != "ok":
        raise StartError(f"The database in {source} is damaged: {found}.")
