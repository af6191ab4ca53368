"""The registers of many reports, one below the other; each entry keeps the name of its unit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from xlreport.edition import Edition, layout_of
from xlreport.report import Entry

Registers = Mapping[str, Sequence[Entry]]


def joined(edition: Edition, parts: Iterable[tuple[str, Registers]]) -> Registers:
    """Return the entries of all parts, in their order, on the rows of a new workbook.

    :param parts: the name of each unit, for entries that do not bear one, and its registers.
    """
    parts = list(parts)
    return {
        key: tuple(
            replace(entry, row=row, unit=unit)
            for row, (unit, entry) in enumerate(
                (
                    (entry.unit or name, entry)
                    for name, registers in parts
                    for entry in registers.get(key, ())
                ),
                start=layout_of(edition).places[register.first].row,
            )
        )
        for key, register in edition.registers.items()
    }
