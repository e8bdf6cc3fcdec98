"""All measurements, or some: python -m bench [--quick] [--only search|sites|…] [--sizes 1000,10000]."""

import argparse
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from bench import cases, newsletter, pages, search, seminars, sites, threads, voices, writing
from bench.report import Report
from bench.sites import Site

SIZES: Final = (1_000, 10_000, 100_000)
PAGE_SIZES: Final = (2_000, 20_000)
SITE_SIZES: Final = (10_000, 100_000)
MOST_MEMORY: Final = 250
PARTS: Final = ("search", "sites", "pages", "writing", "newsletter", "threads", "seminars", "cases", "voices")
WRITING_SECONDS: Final = 60
CASES: Final = 5_000


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="1,000 and 10,000 records, without wrk")
    parser.add_argument("--only", type=_names, default=PARTS, help=f"of {','.join(PARTS)}")
    parser.add_argument("--sizes", type=_numbers, default=SIZES, help="records for the search engines")
    parser.add_argument("--site-sizes", type=_numbers, default=SITE_SIZES, help="practices for the import")
    parser.add_argument("--page-sizes", type=_numbers, default=PAGE_SIZES, help="practices for whole pages")
    parser.add_argument("--writing-size", type=int, default=10_000, help="practices while people write")
    parser.add_argument(
        "--seconds",
        type=int,
        help=f"of wrk a page, and of CPU a type and pass (10); of answers to a board ({voices.SECONDS})",
    )
    parser.add_argument(
        "--stock-limit", type=int, default=search.STOCK_LIMIT, help="records for stock Whoosh"
    )
    parser.add_argument("--no-write", action="store_true", help="leave RESULTS.md as it is")
    options = parser.parse_args(arguments)
    options.voices_seconds = options.seconds or voices.SECONDS
    options.seconds = options.seconds or 10
    if options.quick:
        options.sizes, options.site_sizes = SIZES[:2], SITE_SIZES[:1]
        options.only = [
            part
            for part in options.only
            if part not in ("pages", "writing", "newsletter", "threads", "voices")
        ]
    return options


def _numbers(text: str) -> list[int]:
    return sorted(int(part) for part in text.replace("_", "").split(","))


def _names(text: str) -> list[str]:
    names = text.split(",")
    if unknown := set(names) - set(PARTS):
        raise argparse.ArgumentTypeError(f"not one of {', '.join(PARTS)}: {', '.join(sorted(unknown))}")
    return names


def _say(text: str) -> None:
    print(f"[{time.strftime('%H:%M:%S')}] {text}", file=sys.stderr, flush=True)


def main(arguments: Sequence[str]) -> int:
    """Measure; return 1 where a target is missed."""
    options = _options(arguments)
    into = Report(" ".join(["python -m bench", *arguments]))
    with tempfile.TemporaryDirectory(prefix="cop-bench-") as name:
        folder = Path(name)
        if "search" in options.only:
            search.run(
                options.sizes,
                folder,
                into,
                _say,
                seconds=options.seconds,
                stock_limit=options.stock_limit,
            )
            shutil.rmtree(folder)
            folder.mkdir()
        if "sites" in options.only:
            _sites(options.site_sizes, options.seconds, folder, into)
        if "pages" in options.only:
            _pages(options, folder, into)
        if "writing" in options.only:
            writing.run(options.writing_size, WRITING_SECONDS, folder, into, _say)
        if "newsletter" in options.only:
            newsletter.run(options.seconds, folder, into, _say)
        _features(options, folder, into)
    reached = into.finish()
    if not options.no_write:
        into.write()
    return 0 if reached else 1


def _features(options: argparse.Namespace, folder: Path, into: Report) -> None:
    if "threads" in options.only:
        threads.run(folder, into, _say)
    if "seminars" in options.only:
        seminars.run(folder, into, _say)
    if "cases" in options.only:
        cases.run(CASES, folder, into, _say)
    if "voices" in options.only:
        voices.run(options.voices_seconds, folder, into, _say)


def _sites(sizes: Sequence[int], seconds: int, folder: Path, into: Report) -> None:
    filled = []
    for size in sizes:
        _say(f"site of {size:,} practices: filling")
        site = Site(folder / f"filled-{size}", size)
        site.fill()
        site.export()
        memory = pages.occupied(site, min(seconds, 5))
        into.text(f"Private MB of each process at {size:,} practices: {pages.shown(memory)}.")
        if size >= SITE_SIZES[-1]:
            used = max(each.private for each in memory if each.role == "web")
            into.target(f"{size:,}: private MB of a web process ≤ {MOST_MEMORY}", used, used <= MOST_MEMORY)
        filled.append(site)
        shutil.rmtree(site.folder)
    sites.report(filled, into)


def _pages(options: argparse.Namespace, folder: Path, into: Report) -> None:
    measured = {}
    for size in options.page_sizes:
        _say(f"pages, {size:,} practices: filling the site")
        site = Site(folder / f"pages-{size}", size)
        site.fill()
        measured[size] = pages.measure(site, options.seconds, _say)
        pages.report(size, measured[size], into)
    pages.targets(measured, into)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
