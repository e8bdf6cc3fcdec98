"""Folders of Whoosh indexes, and processes that write them."""

import os
import signal
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def start(program: str, *arguments: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", program, *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    )


def kill(process: "subprocess.Popen[str]") -> list[str]:
    """Kill at once and give the lines it had written."""
    process.send_signal(signal.SIGKILL)
    output, _ = process.communicate()
    return output.split()


def sub_folder(folder: Path) -> Path:
    return folder / (folder / "current").read_text().split()[1]


def arrays(folder: Path) -> list[Path]:
    return sorted(sub_folder(folder).glob("*.arrays"))
