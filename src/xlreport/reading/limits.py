"""The limits of what is read; see ``docs/limits.md`` for why each is what it is.

A report made from the template has about 20 parts, 250 KB unpacked, 1,000 cells on its largest
sheet and 300 texts; the limits are far beyond anything a clerk does.
"""

from __future__ import annotations

KIBIBYTE = 1024
MEBIBYTE = 1024 * KIBIBYTE

LARGEST_FILE = 50 * MEBIBYTE
"""Bytes of a file."""
LARGEST_UNPACKED = 400 * MEBIBYTE
"""Declared bytes of all parts of a package; only those that are needed are ever unpacked."""
LARGEST_PART = 16 * MEBIBYTE
"""Bytes of a part that is unpacked: a sheet of the form, the texts, the list of sheets."""
LARGEST_MARKED = 4 * MEBIBYTE
"""Bytes of a sheet that a marked copy carries along: 1.4 s and 50 MB of memory a megabyte."""
LARGEST_LIST = 256 * MEBIBYTE
"""Bytes of a list of our own that is read back: 明细 of 10,000 units has 180 MB."""
HIGHEST_RATIO = 200
"""Unpacked to packed bytes of a part; real files stay below 120."""
SMALL_PART = MEBIBYTE
"""Parts up to this size may have any ratio: a sheet of zeros packs well."""
MOST_PARTS = 2000
"""Parts of a package."""
MOST_MEMBERS = 2000
"""Files in an archive, attachments of a mail."""
MOST_MAIL_PARTS = 500
"""Parts of a mail, whatever they are."""
DEEPEST_MAIL = 8
"""So many parts may stand in each other."""
LARGEST_HEAD = 16 * KIBIBYTE
"""Bytes of the head of a mail, or of a part of it, that are looked into."""
MOST_SHEETS = 200
"""Sheets of a workbook."""
MOST_TEXTS = 200_000
"""Entries of the table of texts."""
MOST_CELLS = 60_000
"""Cells of one sheet, formatted empty ones included."""
LAST_ROW, LAST_COLUMN = 5_000, 500
"""How far from ``A1`` a cell with content may stand."""
SHEET_ROWS, SHEET_COLUMNS = 1_048_576, 16_384
"""The size of a sheet of Excel; a row beyond it is no row."""
LONGEST_TEXT = 32_767
"""Characters of one cell, as Excel has it."""

SECONDS_FOR_A_FILE = 12.0
"""How long a worker may take over one file, whatever it does with it."""
MEMORY_FOR_A_FILE = 500 * MEBIBYTE
"""How much more memory a worker may take than it has when it begins."""


def size_text(size: int) -> str:
    """Write a number of bytes for people, rounded up."""
    if size >= MEBIBYTE:
        return f"{-(-size // MEBIBYTE)} MB"
    return f"{-(-size // KIBIBYTE)} KB"
