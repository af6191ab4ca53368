"""What a click comes to, as plain data: what to change, what to write, what to say or to ask.

An action makes a plan from a snapshot and touches nothing; an adapter carries it out.  So a plan
can be looked at in a test, and passed as JSON to a program that we know nothing of.  Rows and
columns count from 0.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any

from xlreport.edition import Place
from xlreport.excel.running import Run
from xlreport.finding import address_ranges
from xlreport.sequences import grouped

Scalar = str | float | None
LONGEST_MESSAGE = 1000
"""Characters: a message box of Excel shows no more."""
LONGEST_STATUS = 250
"""Characters: the status line of Excel takes no more."""


@dataclass(frozen=True, slots=True)
class Values:
    """Write a rectangle of values; one that begins with ``=`` is a formula, ``None`` empties."""

    sheet: str
    row: int
    column: int
    rows: tuple[tuple[Scalar, ...], ...]


@dataclass(frozen=True, slots=True)
class Colour:
    """Give areas, each an address, a colour (``#RRGGBB``), or none if it is empty."""

    sheet: str
    areas: tuple[str, ...]
    colour: str


@dataclass(frozen=True, slots=True)
class Notes:
    """Take the notes of cells away, and then give cells notes: pairs of a cell and a text."""

    sheet: str
    gone: tuple[str, ...]
    given: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Height:
    """Make the rows of areas, each an address, so many points high."""

    sheet: str
    areas: tuple[str, ...]
    points: float


@dataclass(frozen=True, slots=True)
class Look:
    """Make cells again what pasting unmade: unlocked, with their format, taking what they should.

    ``style`` and ``allowed`` are in the words of XlsxWriter.
    """

    sheet: str
    areas: tuple[str, ...]
    style: Mapping[str, Any]
    allowed: Mapping[str, Any] | None


Change = Values | Colour | Notes | Height | Look
"""What is changed on one sheet; its protection is lifted for it and put back."""


@dataclass(frozen=True, slots=True)
class File:
    """Write a file."""

    path: str
    content: bytes


@dataclass(frozen=True, slots=True)
class YesNoQuestion:
    """What the clerk is asked before anything is done; ``key`` is passed back with a yes."""

    key: str
    text: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What a click comes to.

    ``asks`` stands alone: nothing is changed before it is answered.  So does ``run``, a command for
    which the workbook is saved, and after which another plan is made.  ``swap`` is a file that
    takes the place of the workbook, which is closed before and opened after.  ``status`` is for the
    status line; an empty one gives it back to the program.
    """

    changes: tuple[Change, ...] = ()
    files: tuple[File, ...] = ()
    select: Place | None = None
    status: str = ""
    says: str = ""
    failed: bool = False
    asks: YesNoQuestion | None = None
    run: Run | None = None
    swap: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Return the plan as plain data for JSON; contents of files are in base64."""
        return {
            "changes": [
                {"do": type(change).__name__.lower(), **_plain(change)} for change in self.changes
            ],
            "files": [
                {"path": file.path, "content": base64.b64encode(file.content).decode("ascii")}
                for file in self.files
            ],
            "select": {"sheet": self.select.sheet, "cell": self.select.a1} if self.select else None,
            "status": self.status,
            "says": self.says,
            "failed": self.failed,
            "asks": _plain(self.asks) if self.asks else None,
            "run": _plain(self.run) if self.run else None,
            "swap": self.swap,
        }


def heights(sheet: str, row: int, points: Iterable[float]) -> list[Height]:
    """Return how to make rows so high, those of one height together."""
    rows = grouped((height, Place(sheet, n, 0)) for n, height in enumerate(points, start=row))
    return [Height(sheet, tuple(address_ranges(places)), height) for height, places in rows.items()]


def fitting(text: str, longest: int) -> str:
    """Return a text that is no longer than a program can show."""
    return text if len(text) <= longest else text[: longest - 2] + "……"


def _plain(record: Change | YesNoQuestion | Run) -> dict[str, Any]:
    return {field.name: getattr(record, field.name) for field in fields(record)}
