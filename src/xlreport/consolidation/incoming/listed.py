"""What the workbook of a roll-up says it was made of: its units, its files, a row for each part.

STORAGE: read back by heads from workbooks in the field, whatever version of this program made them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from xlreport.consolidation.incoming.filing import Filing
from xlreport.consolidation.incoming.states import State, Status
from xlreport.edition import load_edition
from xlreport.quantity import Value
from xlreport.record import from_bytes, packed_values, to_bytes, unpacked_values
from xlreport.report import ReportKind, Unit
from xlreport.sheets.detail import read_detail
from xlreport.sheets.reader import OwnBook
from xlreport.sheets.received import read_received
from xlreport.sheets.standing import read_standing
from xlreport.work import Answer, Guard, Task

_IN_TOTAL = {
    State.FILED.value: State.IN_TOTAL,
    State.IN_TOTAL.value: State.IN_TOTAL,
    State.IN_UNLISTED_TOTAL.value: State.IN_UNLISTED_TOTAL,
    "迟报": State.IN_TOTAL,
}
"""What a unit's state in a total, today's word or an earlier one, is where the total is taken."""


@dataclass(frozen=True, slots=True)
class ListedRow:
    """A part of a roll-up: whose, its file if it has one, and its figures by cell key."""

    unit: Unit
    digest: str
    values: Mapping[str, Value]

    @property
    def is_report(self) -> bool:
        """Whether it is the report in one file, and not a sum."""
        return bool(self.digest)


@dataclass(frozen=True)
class RollUpList:
    """What the workbook of a roll-up lists.

    ``units`` are those that it says are in its sum, and how; it is empty where it says nothing of
    units but only has ``rows``.  ``digests`` are those of the files that are in its sum.
    """

    rows: tuple[ListedRow, ...]
    units: tuple[tuple[Unit, State], ...] = ()
    digests: frozenset[str] = frozenset()

    @property
    def named(self) -> list[Unit]:
        """All units that it names, whether it has a row of them or only says that they are in."""
        return [*(row.unit for row in self.rows), *(unit for unit, _ in self.units)]

    @cached_property
    def codes(self) -> frozenset[str]:
        """The codes of the units that it says are in its sum."""
        return frozenset(unit.code for unit, _ in self.units if unit.code)

    @cached_property
    def in_rows(self) -> frozenset[str]:
        """The codes and names of the units that it has rows of."""
        return frozenset({text for row in self.rows for text in (row.unit.code, row.unit.name)})

    def row_of(self, unit: Unit) -> ListedRow | None:
        """Return the row of a unit: by its code, or by its name where one of them has no code."""
        return next((row for row in self.rows if is_same(row.unit, unit)), None)


def is_same(one: Unit, other: Unit) -> bool:
    """Tell whether two covers or rows mean one unit: by code, by name where one has no code."""
    if one.code and other.code:
        return one.code == other.code
    return bool(one.name) and one.name == other.name


def lists_of(filings: Iterable[Filing], overlays: Sequence[Path] = ()) -> dict[int, RollUpList]:
    """Return what those of some files list that are roll-ups and list anything, by number.

    The lists are read under guard; what cannot be read lists nothing.

    :param overlays: those that the files were read with.
    """
    wholes = [
        (filing.index, Task("listed", filing.path, {"edition": filing.form.id}))
        for filing in filings
        if filing.kind is ReportKind.CONSOLIDATED
    ]
    found: dict[int, RollUpList] = {}
    if not wholes:
        return found
    with Guard(overlays) as guard:
        outcomes = guard.in_order([task for _, task in wholes])
        for (number, _), outcome in zip(wholes, outcomes, strict=True):
            if isinstance(outcome, Answer) and outcome.body:
                found[number] = _unpacked(from_bytes(outcome.body))
    return found


def listed_job(
    path: Path, arguments: Mapping[str, Any], _: bytes, overlays: Sequence[Path]
) -> tuple[None, bytes]:
    """Return in a worker what the workbook of a roll-up lists; no bytes if nothing."""
    book = OwnBook.open(path)
    detail = read_detail(book, load_edition(arguments["edition"], overlays))
    if detail is None:
        return None, b""
    rows = [
        [row.unit.name, row.unit.code, "" if row.reports else row.digest, packed_values(row.values)]
        for row in detail.rows
    ]
    digests = {digest for _, _, digest, _ in rows if digest}
    digests |= {
        f.digest for f in read_received(book) if f.status == Status.TAKEN.value and f.digest
    }
    units = [[unit.name, unit.code, state.name] for unit, state in _units_in(book)]
    return None, to_bytes([rows, units, sorted(digests)])


def _unpacked(data: Any) -> RollUpList:
    rows, units, digests = data
    return RollUpList(
        tuple(
            ListedRow(Unit(name, code), digest, unpacked_values(packed))
            for name, code, digest, packed in rows
        ),
        tuple((Unit(name, code), State[state]) for name, code, state in units),
        frozenset(digests),
    )


def _units_in(book: OwnBook) -> Iterator[tuple[Unit, State]]:
    for unit, told in read_standing(book):
        if (state := _IN_TOTAL.get(told)) is not None:
            yield unit, state
