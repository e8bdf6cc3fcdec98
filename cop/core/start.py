"""What must be given for a start. Loads next to nothing: what is in the way is told within half a second."""

import socket
from pathlib import Path
from tempfile import NamedTemporaryFile

from cop.config import Config
from cop.core.console import StartError


def require_folder(folder: Path) -> None:
    """Raise StartError where files cannot be written into the data folder."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=folder, prefix=".writable-"):
            pass
    except OSError as error:
        raise StartError(
            f"The data folder {folder} cannot be written: {error.strerror}. Choose another: DATA_DIR=…"
        ) from error


def require_port(config: Config) -> str:
    """Return the address to bind, as a number; raise StartError where it cannot be bound."""
    try:
        family, _type, _proto, _name, address = socket.getaddrinfo(
            config.host, config.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except socket.gaierror as error:
        raise StartError(
            f"HOST={config.host} is not an address of this machine: {error.strerror}."
        ) from error
    except OSError as error:
        raise StartError(
            f"Port {config.port} on {config.host} cannot be used: {error.strerror}. Choose another: PORT=…"
        ) from error
    return str(address[0])
