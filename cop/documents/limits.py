"""How much of a file is read, and what the process that reads it may use."""

from typing import Final

MB: Final = 1024 * 1024

FILE_BYTES: Final = 20 * MB
UNPACKED_BYTES: Final = 50 * MB
PART_BYTES: Final = 20 * MB
PARTS: Final = 2_000
MOST_PACKED: Final = 200
"""A part of more than RATIO_FROM_BYTES that shrank by more than this was made to burst."""
RATIO_FROM_BYTES: Final = 5 * MB
PAGES: Final = 500
CHARACTERS: Final = 400_000
BLOCKS: Final = 10_000
FINDINGS_OF_A_KIND: Final = 100
QUOTE_CHARACTERS: Final = 160

MEMORY_BYTES: Final = 512 * MB
CPU_SECONDS: Final = 8
WALL_SECONDS: Final = 12
"""Real files take less than half a second; the request that brought the file waits for this process."""
OUTPUT_BYTES: Final = 8 * MB
"""The longest answer of the reading process: every character, twice over, in UTF-8 with its places."""
